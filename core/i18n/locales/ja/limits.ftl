## 上限：なぜ待つのか、いつまで待つのか。

limit-reached =
    { $scope ->
        [user] あなた
        [network] 同じネットワークのゲスト全員
        [channel] このチャンネル
       *[tenant] このコミュニティ
    }の{ $task ->
        [chat_completion] 会話
        [text_generation] 文章
        [text_to_image] 画像
        [automatic_speech_recognition] 音声認識（秒）
       *[text_to_speech] 音声
    }の上限（{ $period ->
        [minute] 1分
        [hour] 1時間
        [day] 1日
       *[month] 1か月
    }に{ $units }{ $task ->
        [automatic_speech_recognition] 秒
        [chat_completion] 回
        [text_generation] 回
        [text_to_image] 回
       *[text_to_speech] 回
    }）に達しました。次に使えるのは { $moment } です。
limit-never =
    一度に頼める{ $task ->
        [chat_completion] 会話
        [text_generation] 文章
        [text_to_image] 画像
        [automatic_speech_recognition] 音声認識（秒）
       *[text_to_speech] 音声
    }は、{ $scope ->
        [user] あなた
        [network] 同じネットワークのゲスト全員
        [channel] このチャンネル
       *[tenant] このコミュニティ
    }の上限では{ $units }{ $task ->
        [automatic_speech_recognition] 秒
        [chat_completion] 回
        [text_generation] 回
        [text_to_image] 回
       *[text_to_speech] 回
    }までです。数を減らしてください。
limit-at-once =
    { $count ->
        [one] あなたのコマンドが1件
       *[other] あなたのコマンドが{ $count }件
    }まだ実行中です。終わるまで待つか、どれかを止めてください。
limit-at-once-network =
    { $count ->
        [one] 同じネットワークのゲストのコマンドが1件
       *[other] 同じネットワークのゲストのコマンドが{ $count }件
    }まだ実行中です。どれかが終わるまでお待ちください。
limit-blocked = ここではあなたに答えないよう設定されています。運営者またはこの場所の管理者が変更できます。

usage-limits = **残り**
usage-left =
    • { $scope ->
        [user] あなた
        [network] 同じネットワークのゲスト全員
        [channel] このチャンネル
       *[tenant] このコミュニティ
    }・{ $task ->
        [chat_completion] 会話
        [text_generation] 文章
        [text_to_image] 画像
        [automatic_speech_recognition] 音声認識（秒）
       *[text_to_speech] 音声
    }：{ $period ->
        [minute] 1分
        [hour] 1時間
        [day] 1日
       *[month] 1か月
    }に{ $units }{ $task ->
        [automatic_speech_recognition] 秒
        [chat_completion] 回
        [text_generation] 回
        [text_to_image] 回
       *[text_to_speech] 回
    }のうち残り{ $count }{ $task ->
        [automatic_speech_recognition] 秒
        [chat_completion] 回
        [text_generation] 回
        [text_to_image] 回
       *[text_to_speech] 回
    }
usage-refill = ↳ すべて回復する時刻：{ $moment }

gate-waiting =
    { $count ->
        [0] 少々お待ちください。次はあなたの呼び出しです。
       *[other] 少々お待ちください。あなたの前に{ $count }件の呼び出しがあります。
    }
gate-too-long = このモデルを待っている人が多すぎます。{ $moment } にもう一度お試しください。
gate-held = プロバイダーが一休みを求めています。{ $moment } に再開します。
