## チャンネルの要約。

summary-reading = チャンネルを読んでいます
summary-range = { $moment } からのメッセージ { $count } 件です。
summary-nothing = { $moment } から、読める発言はありません。
summary-truncated = ほかにもあります。これは新しい { $count } 件です。
summary-unreadable = { $count } 件のメッセージは読めませんでした。
summary-why-discord = 運営者が Message Content Intent を有効にしないかぎり、Discord は私への言及があるメッセージしか見せません。メッセージのメニューを使うと、そのメッセージが加わります。
summary-why-slack = これらはスレッドの返信で、Slack で一度に読める数を超えています。
summary-estimate = メッセージが { $count } 件あります。要約には、およそ { $requests } 回のリクエストと { NUMBER($tokens) } トークンが必要です。
button-summarize = 要約する（{ $requests } 回）
summary-since = --{ $option } には、昨日や 3時間 のような日や時間、またはメッセージのリンクを指定してください。「{ $given }」は使えません。
summary-not-here = 要約できるのはDiscordとSlackのチャンネルだけです。ファイルを要約するには、添付して質問してください。
summary-not-readable = あなたはそのチャンネルを読めないので、代わりに読むことはしません。
summary-other-place = そのメッセージは別のサーバーのものです。そちらで尋ねてください。
summary-no-channel = ここには「{ $name }」というチャンネルが見当たりません。
summary-bot-cannot-read = そのチャンネルを読む権限がありません。管理者が許可するか、私を追加できます。
summary-scope = このワークスペースでは { $scope } の権限がありません。管理者が付与できます。
summary-platform-away = いまはメッセージを読めません。後でもう一度お試しください。
privacy-files = 受け取ったファイルは、その会話が残っている間、会話と一緒に保存します。その文章とスキャンされたページの画像は、回答するモデルに送られます。
privacy-summaries = 要約では、尋ねられた期間のメッセージをモデルに送ります。尋ねた人が読めるものだけで、ブロックされた人や忘れられた人の発言は含みません。それらのメッセージは保存しません。
