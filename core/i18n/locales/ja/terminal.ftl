## Sentences for the terminal only.

terminal-file-missing = { $name } というファイルはありません。名前と、いまいるフォルダーを確かめてください。
terminal-file-is-folder = { $name } はフォルダーです。その中のファイルを指定してください。
terminal-file-unreadable = { $name } を読めません（{ $reason }）。読み取りを許可するか、別のファイルを指定してください。
terminal-cannot-write = { $folder } に書き込めません（{ $reason }）。--out で別のフォルダーを選んでください。
terminal-cannot-delete = { $name } を削除できませんでした（{ $reason }）。
terminal-nothing-asked = `ask` の後に何か書いてください。例："/imagine 雪の中の赤いキツネ"

### Captions
terminal-stopped = { $name } さんが止めました。

### A session
terminal-welcome = 話しかけるか、/ でコマンドを入力してください。詳しくは /help で。
terminal-toolbar = Tab 補完 · Alt-Enter 改行 · Ctrl-C 返事を止める · Ctrl-D 終了
terminal-help = コマンドのほかに、@picture.png と書くとファイルを添えられ、:1 で最後の返事の最初のボタンを押せます。/record は話した言葉を録音します。
terminal-recording = 録音中です。Enter で送信、Ctrl-C で破棄します。
terminal-recording-discarded = 録音を破棄しました。
terminal-no-recorder = ここでは録音できません。arecord（alsa-utils）、parecord、ffmpeg のどれかをインストールするか、@voice.ogg のようにファイルを添えてください。
terminal-no-recording = 何も録音されませんでした。マイクが接続され、このプログラムが使えるようになっているか確かめてください。
terminal-no-button = ボタン { $number } はいまありません。番号は最後の返事の下にあります。
