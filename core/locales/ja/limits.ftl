## 上限：なぜ待つのか、いつまで待つのか。

limit-reached =
    { $scope ->
        [user] あなた
        [channel] このチャンネル
       *[tenant] このコミュニティ
    }の{ $task ->
        [chat] 会話
        [complete] 文章
        [paint] 画像
       *[speak] 音声
    }の上限（{ $period ->
        [minute] 1分
        [hour] 1時間
        [day] 1日
       *[month] 1か月
    }に{ $units }回）に達しました。次に使えるのは { $moment } です。
limit-never =
    一度に頼める{ $task ->
        [chat] 会話
        [complete] 文章
        [paint] 画像
       *[speak] 音声
    }は、{ $scope ->
        [user] あなた
        [channel] このチャンネル
       *[tenant] このコミュニティ
    }の上限では{ $units }回までです。数を減らしてください。
limit-at-once =
    { $count ->
        [one] あなたのコマンドが1件
       *[other] あなたのコマンドが{ $count }件
    }まだ実行中です。終わるまで待つか、どれかを止めてください。
limit-blocked = ここではあなたに答えないよう設定されています。運営者が変更できます。
