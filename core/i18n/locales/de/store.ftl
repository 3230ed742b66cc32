# Sentences of the store: it could not save something, or something is gone.

store-full = Meine Festplatte ist voll, deshalb konnte ich das nicht speichern. Bitte die Person, die mich betreibt, Platz zu schaffen, und versuch es dann noch einmal.
store-failed = Ich habe meinen Speicher nicht erreicht, deshalb wurde das nicht gespeichert. Versuch es noch einmal; wenn es wieder passiert, sag es der Person, die mich betreibt.
store-file-too-large = Diese Datei ist größer als { $megabytes } MB, mehr kann ich nicht aufheben. Nimm eine kleinere.
blob-missing = Diese Datei ist weg: Sie wurde gelöscht oder ist abgelaufen. Lass sie neu machen oder häng sie noch einmal an.

### Backups
alert-backup-failed = Die nächtliche Sicherung schlägt fehl: { $why } Ich versuche es jede Stunde wieder.
alert-backup-works = Die Sicherungen gelingen wieder. Sie schlugen seit { $moment } fehl.
