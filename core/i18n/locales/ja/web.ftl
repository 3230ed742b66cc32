## The web room.

### Turned away
web-wrong-host = この部屋はその名前では開けません。本来のアドレスで開くか、その名前を TROUBADOUR_WEB_HOSTS に追加してください。
web-wrong-origin = これは部屋からではなく、別のページから届きました。部屋を開いて、もう一度お試しください。
web-come-in-first = まず部屋に入ってください。ページを再読み込みすると入れます。
web-wrong-password = パスワードが違います。この部屋の運営者に聞いてください。
web-invited-only = この部屋に入るには招待が必要です。この部屋の運営者にリンクをもらってください。
web-link-used = このリンクは使用済みか、今回の起動のものではありません。この部屋の運営者に新しいリンクをもらってください。
web-nobody-called = 「{ $name }」という人はここにはいません。質問の上に表示される名前を指定してください。
web-several-called = 「{ $name }」という人が何人もいます。名前を指すと表示される ID で指定してください: { $ids }
web-name-empty = 名前には、目に見える文字が少なくとも一つ必要です。
web-no-such-page = このアドレスには何もありません。
web-bad-request = このリクエストがわかりません。ページを再読み込みして、もう一度お試しください。
web-body-too-large = 長すぎて送れません。短くするか、ファイルとして添付してください。
web-too-slow = 30 秒間、続きが届きませんでした。接続を確認して、もう一度お試しください。
web-too-many-streams = このブラウザーの多すぎるタブでこの部屋が開かれています。いくつか閉じて、ページを再読み込みしてください。
web-file-too-large = このファイルは、受け取れる上限の { $megabytes } MB を超えています。もっと小さいものを送ってください。
web-file-gone = このファイルはもうありません。削除されたか、期限が切れました。
web-upload-gone = 添付したファイルがもうありません。もう一度添付してください。

### The door
web-page-enter-hint = この部屋にはパスワードがあります。運営者が教えてくれます。
web-page-enter-link = 一度だけ使えるリンクです。この部屋の運営者として入れます。
web-page-enter-password = パスワード
web-page-enter-go = 入る

### The room
web-page-welcome = 歌でも、絵でも、お話でも、どうぞ
web-page-welcome-more = 絵を描き、リメリックを書き、読み上げます。おしゃべりも好きです。
web-page-welcome-hint = `/` を入力すると、できることがすべて見られます。そのまま話しかけても大丈夫です。画像はどこにでもドロップできます。
web-page-example-perform = /perform 嵐の中の灯台
web-page-example-imagine = /imagine 雪の中の赤いキツネ --seed 7
web-page-example-limerick = /limerick 海を夢見るパン屋さん
web-page-example-speak = /speak こんばんは、ショーへようこそ！
web-page-example-chat = あなたはだれ？何ができるの？
web-page-reconnecting = 再接続しています…
web-page-latest = 最新へ
web-page-latest-new = 新着：{ $count }。最新へ
web-page-older = 前の答えを表示
web-page-older-loading = 前の答えを読み込んでいます…
web-page-older-failed = 前の答えを読み込めませんでした。もう一度お試しください。
web-page-beginning = ここが部屋の始まりです。
web-page-private = あなただけ
web-page-reply-to = { $name } さん：{ $said }
web-page-queued = 順番を待っています
web-page-working = 取りかかっています
web-page-writing = 書いています
web-page-seconds-left = 残り約 { $seconds } 秒
web-page-stop = 止める
web-page-stopped = { $name } さんが止めました。
web-page-nothing-said = できました。
web-page-error-id = リクエストID：{ $id }
web-page-announce-done = { $name } さんへの答え：{ $said }
web-page-announce-stopped = { $name } さんへの答えは止められました。
web-page-announce-failed = { $name } さんへの答えはありません：{ $said }

### Pictures and recordings
web-page-full-size = 実際の大きさで表示
web-page-show-spoiler = この画像を表示
web-page-download = ダウンロード
web-page-play = 再生
web-page-pause = 一時停止
web-page-position = 録音の再生位置
web-page-transcript = 文字起こし

### Writing
web-page-placeholder = 話しかけるか / を入力
web-page-line-label = メッセージ
web-page-send = 送信
web-page-attach = ファイルを添付
web-page-attached = 添付したファイル
web-page-record = メッセージを録音
web-page-recording = 録音中
web-page-recording-name = voice-message
web-page-record-stop = 録音を終える
web-page-record-cancel = 録音を破棄
web-page-record-denied = ブラウザーがこのページにマイクの使用を許可していません。ブラウザーの設定でこのページに許可してください。
web-page-record-no-device = 使えるマイクがありません。マイクを接続するか、録音を添付してください。
web-page-level = 音量
web-page-options = オプション
web-page-completions = 候補
web-page-not-sent = 部屋から応答がなく、送れませんでした。文章は残っています。少ししてからもう一度送ってください。
web-page-too-many-files = 一度に送れるファイルは { $count } 個までです。
web-page-file-too-large = { $name } は大きすぎます。上限は { $size } です。
web-page-upload-failed = { $name } をアップロードできませんでした。もう一度添付してください。
web-page-uploading = { $name } をアップロードしています
web-page-remove = { $name } を外す
web-page-pasted = 貼り付けたファイル

### Forms and the name
web-page-form-command = コマンド
web-page-form-send = 送信
web-page-cancel = キャンセル
web-page-close = 閉じる
web-page-required = 必須
web-page-your-name = あなたの名前
web-page-change-name = { $name } さん。名前を変える
web-page-name-title = 何とお呼びしましょうか？
web-page-name-why = この部屋の全員に、あなたの発言の横にこの名前が見えます。
web-page-name-go = これでお願いします
web-page-name-later = あとで

### Conversations
web-no-conversation = この会話はありません。削除されたか、ほかの人の会話です。
web-not-your-conversation = 全員のためにこの会話を変更できるのは、会話を始めた人と管理者だけです。
web-title-empty = タイトルには、見える文字が一つは必要です。
web-page-conversations = 会話
web-page-lobby = ロビー
web-page-to-lobby = ロビーへ
web-page-new = 新しい会話
web-page-new-shared = 全員で使う新しい会話
web-page-untitled = 新しい会話
web-page-shared = ここにいる全員
web-page-search = すべての会話を検索
web-page-found-none = この言葉は見つかりませんでした。
web-page-found-count = { $count } 件見つかりました
web-page-archived = アーカイブ済み
web-page-conversation-menu = 「{ $title }」の操作
web-page-title = タイトル
web-page-rename = 名前を変更
web-page-pin = 固定する
web-page-unpin = 固定を外す
web-page-archive = アーカイブする
web-page-unarchive = アーカイブから戻す
web-page-export-markdown = Markdown で保存
web-page-export-json = JSON で保存
web-page-delete = 削除
web-page-delete-sure = この会話を、読める人全員の画面から中身ごと削除します。
web-page-delete-go = 完全に削除する
web-page-starts-afresh = ここより上のことは忘れました

### The line and its files
web-page-completions-count = { $count }件中{ $at }
web-page-model = 回答するモデル
web-page-model-usual = いつものモデル
web-page-pasted-text = pasted-text
web-page-paste-as-text = 入力欄に入れる
web-page-preview = プレビュー
web-page-file-broken = { $name } は空か壊れているため、添付されませんでした。
web-page-field-empty = 「{ $label }」を入力してください。

### The first visit
web-page-welcome-picture = 夕暮れの嵐の中の灯台の絵
web-page-welcome-picture-made = 内蔵エンジンによる `/imagine a lighthouse in a storm at sunset`
web-page-answering = ここでは { $model } が答えます。
web-page-answering-rules = モデルは接続されていません。内蔵エンジンが規則に従って答えます。
web-page-connect = モデルを接続する
web-page-connect-token = Hugging Face のモデル: https://huggingface.co/settings/tokens でトークンを作り、`.env` に `HF_TOKEN=hf_…` と書いて再起動してください。
web-page-connect-server = Ollama や llama.cpp などのご自身のサーバー: `.env` に `TROUBADOUR_CHAT_COMPLETION_MODELS=モデル@http://127.0.0.1:11434/v1` と書いて再起動してください。

### Pictures at full size
web-page-previous = 前の画像
web-page-next = 次の画像
web-page-zoom = 拡大
web-page-compare = 元の画像と比べる
web-page-source = 元の画像: { $name }
web-page-place-in-set = { $count }枚中{ $at }
