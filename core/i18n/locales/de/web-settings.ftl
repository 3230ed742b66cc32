## Die Einstellungen des Raums, die ein Browser behält

web-page-skip = Zur Eingabezeile springen
web-page-settings = Einstellungen
web-page-theme = Farben
web-page-theme-system = System
web-page-theme-light = Hell
web-page-theme-dark = Dunkel
web-page-size = Schriftgröße
web-page-size-small = Klein
web-page-size-normal = Normal
web-page-size-large = Groß
web-page-size-larger = Größer
web-page-notifications = Benachrichtigungen
web-page-notifications-mine = Sag mir, wenn meine Antwort fertig ist
web-page-notifications-denied = Der Browser blockiert Benachrichtigungen dieser Seite. Erlaube sie in seinen Einstellungen für diese Seite.
web-page-title-unread = ({ $count }) { $title }
web-page-shortcuts = Tastenkürzel
web-page-shortcut-send = Nachricht senden
web-page-shortcut-break = Neue Zeile beginnen
web-page-shortcut-recall = Frühere Nachricht zurückholen
web-page-shortcut-complete = Gewählte Ergänzung übernehmen
web-page-shortcut-dismiss = Liste oder Fenster schließen
web-page-shortcut-sheet = Diese Tastenkürzel zeigen
web-page-shortcut-line = Befehl beginnen
web-page-shortcut-previous = Zur vorigen Antwort
web-page-shortcut-next = Zur nächsten Antwort
