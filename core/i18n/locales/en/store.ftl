# Sentences of the store: it could not save something, or something is gone.

store-full = My disk is full, so I could not save this. Ask the operator to free some space, then try again.
store-failed = I could not reach my storage, so I did not save this. Try again. If it happens again, tell the operator.
store-file-too-large = This file is larger than { $megabytes } MB, the most that I can keep. Use a smaller one.
blob-missing = This file is gone. It was deleted, or it has expired. Make it again or attach it again.

### Backups
alert-backup-failed = The nightly backup fails: { $why } I try again every hour.
alert-backup-works = Backups work again. They failed from { $moment } on.
