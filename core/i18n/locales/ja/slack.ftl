## Sentences for Slack only.

slack-working = 取りかかっています…
slack-done = 終わりました。
slack-stopped = { $name } が停止しました。
slack-ai-generated = AI 生成です。回答は間違っていることがあります。
slack-good = 良い回答
slack-bad = 悪い回答
slack-stop-offer = 作業中はいつでも停止できます。
slack-whole-in-file = 回答が長くてここに収まりません。全文はファイルにあります。
slack-in-direct-messages = 回答はダイレクトメッセージにあります。
slack-attachment-gone = { $name } は Slack にもうないか、読む権限がありません。もう一度添付してください。
slack-not-in-conversation = 私はこの会話に参加していないため、これはあなただけに表示されています。ここで回答するには、/invite に続けて私の名前を入力してください。
slack-archived = この会話はアーカイブされているため、これはあなただけに表示されています。別の会話で尋ねるか、アーカイブを解除してもらってください。
slack-not-allowed-here = このワークスペースの管理者の設定により、ここでは回答が許可されていないため、ここまでです。別の会話で尋ねるか、管理者に設定の変更を頼んでください。
slack-messages-tab-off = 私のメッセージタブがオフになっています。アプリの管理者が App Home でオンにできます。
slack-missing-scope = 権限 { $scope } がありません。アプリの管理者が OAuth & Permissions で追加し、アプリを再インストールしてください。
slack-token-revoked = Slack が私のトークンを受け付けなくなりました。アプリの管理者が再インストールしてください。
slack-token-not-renewed = Slack がワークスペース { $workspace } の私のトークンを更新しません（{ $code }）。{ $moment } までは古いトークンを使い、更新を試み続けます。直らない場合は、そのワークスペースにアプリを再インストールしてください。
slack-storage-full = このワークスペースのファイル容量がいっぱいです。Slack のファイルを削除してから、もう一度お試しください。
slack-files-not-allowed = このワークスペースの設定では、このファイルは許可されていません（{ $code }）。管理者が変更できます。
slack-file-not-shared = Slack はファイルを受け取りましたが、表示しませんでした。もう一度お試しください。
slack-too-busy = 今は Slack にこれ以上書き込めません。1 分後にもう一度お試しください。
slack-refused = Slack が回答を拒否しました（{ $code }）。もう一度試し、それでもだめならアプリの管理者に知らせてください。
slack-welcome = 追加していただきありがとうございます。ここで話しかけるか、招待したチャンネルでメンションするか、{ $command } を使ってください。メッセージやスレッドでは `!imagine きつね` のように / の代わりに ! を入力します。{ $help } でできることの一覧が見られます。
slack-looking-at = これを書いている間、{ $channel } を見ています。
slack-canvas-unreadable = { $name } は canvas です。Slack では canvas を読めません。必要な文章をメッセージにコピーするか、ファイルとして添付してください。
slack-file-elsewhere = { $name } は別のサービスにあり、Slack にはリンクしかありません。そちらからダウンロードして添付するか、文章をメッセージにコピーしてください。
