## Sentences for Discord only.

discord-working = 取りかかっています…
discord-done = 終わりました。
discord-stopped = { $name } が停止しました。
discord-whole-in-file = 回答が長くてここに収まりません。全文はファイルにあります。
discord-recording-lowered = ここに収まるように、この録音の品質を下げています。
discord-file-refused = このサイズのファイルはここではDiscordに受け付けられないため、省かれています。
discord-file-kept = Discordは今このファイルを受け付けません。ファイルは保存してあります。
discord-picture-refused = この画像はここではDiscordに受け付けられないため、省かれています。
discord-blocked-by-moderation = このサーバーのモデレーションが回答をブロックしたため、ここまでです。
discord-content-refused = Discordが回答の内容を拒否したため、ここまでです。
discord-answer-refused = この回答はどの形でもDiscordに受け付けられません。もう一度、もっと短い内容で尋ねてください。
discord-no-files = ここではファイルを添付できないため、一部が欠けています。サーバーの管理者が許可できます。
discord-form-late = フォームの表示が間に合いませんでした。もう一度コマンドを実行してください。
discord-attachment-gone = { $name } は Discord にもうないか、取得できません。もう一度添付してください。
discord-slash-only = { $command } のここでの回答はあなただけのものです。スラッシュコマンドとして実行してください。
discord-off = Discord に入れなくなりました。理由はログにあります。確認する設定は { $setting } です。
discord-invalid-requests = Discordが10分間に{ $count }件のリクエストを拒否しました。10,000件でこのマシンはブロックされます。減るまで、途中の回答の更新を止めます。拒否された内容はログにあります。
discord-outdated = Discord がこのバージョンからの接続を受け付けなくなりました。新しいバージョンをインストールしてください。
discord-command-refused = Discord がコマンド { $command } を受け付けないため、コマンドは以前のままです：{ $reason }
discord-commands-refused = Discord がコマンドを受け付けないため、コマンドは以前のままです：{ $reason }
discord-not-writable = そこには書き込めないため、開始していません。何も差し引かれていません。サーバーの管理者が許可できます。
discord-ask-about = これについて質問
