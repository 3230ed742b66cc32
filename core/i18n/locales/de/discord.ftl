## Sentences for Discord only.

discord-working = Bin dabei …
discord-done = Fertig.
discord-stopped = Angehalten von { $name }.
discord-whole-in-file = Die Antwort ist länger, als hier Platz ist; vollständig steht sie in der Datei.
discord-too-large = Diese Datei ist zu groß für diesen Ort, der { $megabytes } MB annimmt.
discord-file-refused = Eine Datei dieser Größe nimmt Discord hier nicht an, deshalb fehlt sie.
discord-no-files = Ich darf hier keine Dateien anhängen, deshalb fehlt etwas. Wer diesen Server verwaltet, kann es erlauben.
discord-form-late = Das Formular kam zu spät. Gib den Befehl noch einmal.
discord-attachment-gone = { $name } gibt es auf Discord nicht mehr, oder es lässt sich nicht laden. Häng es noch einmal an.
discord-slash-only = Was { $command } hier antwortet, ist nur für dich: Gib es als Slash-Befehl.
discord-off = Discord lässt mich nicht mehr herein. Im Log steht, warum; zu prüfen ist die Einstellung { $setting }.
discord-outdated = Discord lässt diese Version von mir nicht mehr herein. Installiere eine neuere Version.
discord-command-refused = Discord nimmt meinen Befehl { $command } nicht an, deshalb bleiben meine Befehle, wie sie waren: { $reason }
discord-commands-refused = Discord nimmt meine Befehle nicht an, deshalb bleiben sie, wie sie waren: { $reason }
discord-not-writable = Dort darf ich nicht schreiben, deshalb habe ich nicht angefangen, und nichts wurde angerechnet. Wer den Server verwaltet, kann es erlauben.
