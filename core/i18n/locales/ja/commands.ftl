## Sentences of the commands.

### Buttons
button-again = もう一度
button-edit = 編集
button-vary = 変化をつける
button-show-file = 今すぐ表示
button-limerick = リメリック
button-speak = 読み上げる
button-continue = 続ける
button-delete = 削除
button-stop = 停止
button-forget-me = はい、忘れてください

### While making
thinking = 考え中です…
painting-one-of = { $count } 枚中 { $number } 枚目を描いています
limerick-writing = 韻を探しています
limerick-mending = 韻がうまく踏めなかったので、書き直しています
speaking-part = { $count } 部分のうち { $number } 番目を読んでいます
speaking-estimate =
    音声は約 { $minutes } { $minutes ->
        [one] 分
       *[other] 分
    }、{ $requests } { $requests ->
        [one] 回
       *[other] 回
    }のリクエストになります。
speaking-chapters = チャプター：{ $chapters }
perform-prompt = どんな絵にするか考えています
perform-picture = 絵を描いています
perform-limerick = 絵についてリメリックを書いています
perform-recording = 読み上げています
perform-title-prompt = アイデア
perform-title-limerick = リメリック

### Missing or unusable input
chat-nothing-said = 何か話しかけるか、画像、文書、テキストファイルのどれかを添付してください。
limerick-about-what = リメリックのお題を教えるか、画像を添付してください。ここにはまだ画像がありません。
speak-nothing = この文章には読み上げられるものがありません。
speak-too-long = 一度に読めるのは { $maximum } 文字までです。いまは { $length } 文字あります。短くするか、分けて送ってください。
translate-nothing = 翻訳する文章を入力するか、テキストファイルや文書を添付してください。
translate-language = --{ $option } には、ドイツ語、Deutsch、de のように言語を指定してください。「{ $given }」は言語ではありません。
translate-not-text = 翻訳できるのはテキストファイルと文書です。{ $name } は { $media_type } です。
translate-cut = 文章が長すぎたため、この翻訳は途中までです。小さく分けて翻訳してください。
transcribe-nothing = 書き起こす録音を添付してください。
transcribe-no-words = この録音には言葉が聞こえません。マイクに近づいて、もう一度録音してください。
transcribing-part = { $count } 部中 { $number } 部を聞いています
heard-words = > 🎤 { $words }
button-correct-heard = 聞き取りを直す
button-show-heard = 聞き取った全文

### /troubadour models
models-task =
    { $task ->
        [chat_completion] **会話**
        [text_generation] **文章の続き**
        [text_to_image] **お絵描き**
        [automatic_speech_recognition] **音声認識**
        [text_to_speech] **読み上げ**
       *[other] **{ $task }**
    }
models-none = • なし
models-used = • { $model }（{ $engine }、ライセンス：{ $licence }{ $price }）使用中{ $more }
models-offered = • { $model }（{ $engine }、ライセンス：{ $licence }{ $price }）{ $more }
models-chosen = これからは { $model } を使います（作業：{ $task }）。
models-reset = 選択を取り消し、また最初のモデルを使います（作業：{ $task }）。
models-which-task = どの作業か --task で教えてください：{ $tasks }

### /troubadour persona
persona-set = これからの私：{ $persona }
persona-reset = いつもの私に戻りました。
persona-is = 会話するときの私：{ $persona }
persona-default = 会話するときの私は Troubadour です。変えるには、コマンドの後に別の人物像を書いてください。

### /troubadour usage
usage-yours =
    { $period ->
        [day] **あなたの過去 24 時間**
        [week] **あなたの過去 7 日間**
       *[month] **あなたの過去 30 日間**
    }
usage-everybody =
    { $period ->
        [day] **全員の過去 24 時間**
        [week] **全員の過去 7 日間**
       *[month] **全員の過去 30 日間**
    }
usage-task =
    { $task ->
        [chat_completion] • 会話：{ $count } 回
        [text_generation] • 文章の続き：{ $count } 回
        [text_to_image] • お絵描き：{ $count } 枚
        [automatic_speech_recognition] • 音声認識：{ $count } 回
       *[text_to_speech] • 読み上げ：{ $count } 文
    }
usage-failed = • 失敗（無料）：{ $count } 回
usage-nothing = • まだ何もありません
usage-no-limits = 上限は設定されていません。

### /troubadour reset
reset-public = { $name } さんの指示で、ここでの会話を忘れました：{ $count } 件
reset-private = ここでのあなたとの非公開の会話を忘れました：{ $count } 件

### /troubadour privacy and forget-me
privacy-kept = 会話を覚えておくために、ここで私に尋ねられたことと私の答えを保存します。スレッドに呼ばれたときは、それまでの発言を読みます。メッセージに返信した場合は、そのメッセージと、さかのぼった返信元のメッセージも読みます。転送したメッセージも読みます。ほかのものは読みません。
privacy-days = { $days } 日後に削除されます。
privacy-left = サーバーやワークスペースから外されるか、チャンネルが削除されると、それまでに戻らないかぎり、そこについて保存しているものを一日後に削除します。
privacy-engines = あなたの質問の送り先：{ $engines }。内蔵エンジンはこのマシンの中で動き、外には何も出しません。
privacy-logs = ログには質問も答えも残りません。
privacy-forget = { $command } で、あなたに関するものをすべてすぐに削除します。
forget-me-sure = あなたのメッセージとそれへの答え、画像、録音、設定、使用量をすべて削除します。元には戻せません。
forget-me-done = あなたに関する { $count } 件を忘れました。

### /troubadour status, pause and help
status-version = Troubadour { $version }
status-jobs =
    { $count ->
        [0] ほかに進行中のものはありません。
       *[other] ほかに { $count } 件の返事が進行中です。
    }
status-paused = お休み中です。{ $command } で再開できます。
pause-paused = { $name } さんの指示でお休みします。{ $command } で再開できます。
pause-resumed = { $name } さんの指示で再開しました。
help-head = **Troubadour です。** コマンドを入力するか、気軽に話しかけてください：
help-command = • { $command }：{ $summary }
help-more = どのコマンドにもオプションがあります。{ $command } のようにすると見られます。
help-option = • { $option }：{ $description }
help-option-choices = • { $option }：{ $description }（{ $choices }）
help-option-range = • { $option }：{ $description }（{ $minimum }～{ $maximum }）
