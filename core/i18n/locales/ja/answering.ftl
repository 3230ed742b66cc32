# `/troubadour answering`
answering-is = { $where ->
    [everything] ここでは、人が書いたすべてのメッセージに答えます。ほかの人へのメンションや返信には答えません。
    [threads] ここでは、ほかの人宛てでないメッセージごとにスレッドを開きます。スレッドの中ではメンションなしで続けます。
   *[mentions] ここでは、メンションされたメッセージにだけ答えます。
}
answering-not-here = これを選べるのは Discord と Slack のチャンネルだけです。ここではもともとすべてのメッセージに答えます。
answering-thread-title = { $name } さんの質問
discord-unheard = Discord は、メンションのないメッセージを見せてくれません。運用者が開発者ポータルの Bot で Message Content Intent を有効にして再起動すると見えるようになります。それまではメンションにだけ答えます。
discord-unheard-http = HTTP で運用されているため、Discord からメッセージを受け取りません。コマンドにだけ答えます。
slack-unheard = スコープ { $scope } がないため、Slack はチャンネルのメッセージを送ってくれません。アプリの管理者がマニフェストを出力し直して貼り付け、再インストールすると届くようになります。それまではメンションにだけ答えます。
command-troubadour-answering = このチャンネルでメンションなしに何へ答えるかを選ぶ
option-troubadour-answering-where = メンションだけ、すべてのメッセージ、または質問ごとのスレッド
