# Sentences of the store: it could not save something, or something is gone.

store-full = ディスクがいっぱいで、保存できませんでした。空きを作るよう運営者に頼んでから、もう一度お試しください。
store-failed = 保存先に届かず、保存できませんでした。もう一度お試しください。また起きたら、運営者に知らせてください。
store-file-too-large = このファイルは、保存できる上限の { $megabytes } MB を超えています。もっと小さいものを使ってください。
blob-missing = このファイルはもうありません。削除されたか、期限が切れました。作り直すか、もう一度添付してください。

### Backups
alert-backup-failed = 毎晩のバックアップに失敗しています：{ $why } 一時間ごとにやり直します。
alert-backup-works = バックアップが再びできるようになりました。{ $moment } から失敗していました。
