## 予算、管理者が決めた上限、リマインダー。

budget-spent =
    { $scope ->
        [user] あなたの予算
        [network] 同じネットワークのゲスト全員の予算
        [channel] このチャンネルの予算
        [tenant] このコミュニティの予算
       *[bot] 全員の予算
    }（{ $period ->
        [day] 今日
       *[month] 今月
    }は{ $measure ->
        [call] { $amount } 回
        [calls] { $amount } 回
       *[dollars] { $amount }
    }）を使い切りました。{ $moment } に新しく始まります。
budget-never =
    { $scope ->
        [user] あなたの予算
        [network] 同じネットワークのゲスト全員の予算
        [channel] このチャンネルの予算
        [tenant] このコミュニティの予算
       *[bot] 全員の予算
    }（{ $amount }）を超えます。減らして頼んでください。
usage-budget =
    • { $scope ->
        [user] あなたの予算
        [network] 同じネットワークのゲスト全員の予算
        [channel] このチャンネルの予算
        [tenant] このコミュニティの予算
       *[bot] 全員の予算
    }：残り { $left }（全部で{ $measure ->
        [call] { $amount } 回
        [calls] { $amount } 回
       *[dollars] { $amount }
    }）、{ $moment } に新しく始まります

limits-here = **ここで許されていること**
limits-rate =
    • { $scope ->
        [user] 一人ずつ
        [network] 同じネットワークのゲスト全員
        [channels] 各チャンネル
        [tenants] 各コミュニティ
        [channel] このチャンネル
       *[tenant] このコミュニティ
    }、{ $task ->
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
    }{ $owner ->
        [operator] { "" }
        [tenant] （このコミュニティの設定）
       *[place] （このチャンネルの設定）
    }
limits-budget =
    • { $scope ->
        [user] 一人ずつ
        [network] 同じネットワークのゲスト全員
        [channels] 各チャンネル
        [tenants] 各コミュニティ
        [channel] このチャンネル
        [tenant] このコミュニティ
       *[bot] 全員あわせて
    }：{ $period ->
        [day] 1日
       *[month] 1か月
    }に{ $measure ->
        [call] { $amount } 回
        [calls] { $amount } 回
       *[dollars] { $amount }
    }{ $owner ->
        [operator] { "" }
        [tenant] （このコミュニティの設定）
       *[place] （このチャンネルの設定）
    }
limits-jobs = • 一人が同時に動かせるコマンド：{ $count }
limits-role =
    • { $who }：{ $treat ->
        [exempt] ここの上限は適用されません
        [blocked] ここでは何も作れません
       *[weight] 重み { $weight } で待ちます
    }{ $owner ->
        [operator] { "" }
        [tenant] （このコミュニティ）
       *[place] （このチャンネル）
    }
limits-none = ここに上限はありません。
limits-done = 完了しました。今の上限は次のとおりです。
limits-above =
    運営者の上限は { $period ->
        [minute] 1分
        [hour] 1時間
        [day] 1日
       *[month] 1か月
    }に { $units } です。それ以下にしてください。
limits-budget-above =
    運営者の予算は{ $period ->
        [day] 1日
       *[month] 1か月
    }に{ $measure ->
        [call] { $amount } 回
        [calls] { $amount } 回
       *[dollars] { $amount }
    }です。それ以下にしてください。
limits-bad-rate = 「{ $given }」は割合ではありません。10/hour や 50/day のように書いてください。
limits-bad-budget = 「{ $given }」は予算ではありません。200/day や $5/month のように1日か1か月の回数かドルを、または none と書いてください。
limits-incomplete = どの上限かを書いてください。タスクと割合（例：{ $example }）、予算（例：--budget 200/day）、または誰に何を適用するか。
limits-bad-who = 「{ $given }」が誰なのかわかりません。人かロールを1つメンションしてください。
limits-tenant-only = コミュニティ全体の上限は --everywhere で設定します。

limit-kept-only = 上限に達しました。以前に作ったものではないため、今は新しく作れません。
limit-last =
    { $moment } まで、あと{ $task ->
        [chat_completion] 会話1回
        [text_generation] 文章1つ
        [text_to_image] 画像1枚
       *[text_to_speech] 録音1つ
    }
button-remind = あとで知らせる
reminder-set = { $moment } に実行して、ここでお知らせします。
reminder-not-yours = お知らせできるのは頼んだ人だけです。
reminder-here = 頼まれたことを実行できるようになりました。

usage-cost = • 費用：約 { $amount }
usage-tokens = • トークン：{ $count }
usage-days = **日ごと**
usage-top = **よく使った人**
usage-person = • { $who }：{ $count }回{ $amount }
usage-amount = 、{ $amount }
usage-forgotten = 忘れられた人たち
usage-opinions = **回答への評価**
usage-opinion = • { $model }：良い{ $liked }件、良くない{ $disliked }件
