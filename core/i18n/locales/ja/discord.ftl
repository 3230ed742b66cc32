## Sentences for Discord only.

discord-working = 取りかかっています…
discord-done = 終わりました。
discord-stopped = { $name } が停止しました。
discord-whole-in-file = 回答が長くてここに収まりません。全文はファイルにあります。
discord-too-large = このファイルはここには大きすぎます。上限は { $megabytes } MB です。
discord-file-refused = このサイズのファイルはここではDiscordに受け付けられないため、省かれています。
discord-no-files = ここではファイルを添付できないため、一部が欠けています。サーバーの管理者が許可できます。
discord-form-late = フォームの表示が間に合いませんでした。もう一度コマンドを実行してください。
discord-attachment-gone = { $name } は Discord にもうないか、取得できません。もう一度添付してください。
discord-slash-only = { $command } のここでの回答はあなただけのものです。スラッシュコマンドとして実行してください。
discord-off = Discord に入れなくなりました。理由はログにあります。確認する設定は { $setting } です。
discord-outdated = Discord がこのバージョンからの接続を受け付けなくなりました。新しいバージョンをインストールしてください。
discord-command-refused = Discord がコマンド { $command } を受け付けないため、コマンドは以前のままです：{ $reason }
discord-commands-refused = Discord がコマンドを受け付けないため、コマンドは以前のままです：{ $reason }
discord-not-writable = そこには書き込めないため、開始していません。何も差し引かれていません。サーバーの管理者が許可できます。
