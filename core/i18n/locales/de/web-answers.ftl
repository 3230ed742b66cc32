web-page-copy-code = Code kopieren
web-page-copy-answer = Antwort kopieren
web-page-copied = Kopiert
web-page-not-copied = Kopieren ging nicht
web-page-code-show = Alle { $count } Zeilen zeigen
web-page-code-fold = Weniger Zeilen zeigen
web-page-deleted = Gelöscht.
web-page-undo = Rückgängig
