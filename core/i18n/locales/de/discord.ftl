## Sentences for Discord only.

discord-working = Bin dabei …
discord-done = Fertig.
discord-stopped = Angehalten von { $name }.
discord-whole-in-file = Die Antwort ist länger, als hier Platz ist; vollständig steht sie in der Datei.
discord-recording-lowered = Die Qualität dieser Aufnahme ist niedriger, damit sie hier hineinpasst.
discord-file-refused = Eine Datei dieser Größe nimmt Discord hier nicht an, deshalb fehlt sie.
discord-file-kept = Discord nimmt diese Datei gerade nicht an. Sie ist aufbewahrt.
discord-picture-refused = Discord nimmt dieses Bild hier nicht an, deshalb fehlt es.
discord-blocked-by-moderation = Die Moderation dieses Servers hat die Antwort blockiert, deshalb kommt nicht mehr davon.
discord-content-refused = Discord hat den Inhalt der Antwort abgelehnt, deshalb kommt nicht mehr davon.
discord-answer-refused = Discord nimmt diese Antwort in keiner Form an. Frag mich noch einmal, vielleicht nach etwas Kürzerem.
discord-no-files = Ich darf hier keine Dateien anhängen, deshalb fehlt etwas. Wer diesen Server verwaltet, kann es erlauben.
discord-form-late = Das Formular kam zu spät. Gib den Befehl noch einmal.
discord-attachment-gone = { $name } gibt es auf Discord nicht mehr, oder es lässt sich nicht laden. Häng es noch einmal an.
discord-slash-only = Was { $command } hier antwortet, ist nur für dich: Gib es als Slash-Befehl.
discord-off = Discord lässt mich nicht mehr herein. Im Log steht, warum; zu prüfen ist die Einstellung { $setting }.
discord-invalid-requests = Discord hat in zehn Minuten { $count } Anfragen abgelehnt und sperrt diesen Rechner bei 10.000. Wachsende Antworten pausieren, bis es weniger sind. Was abgelehnt wurde, steht im Log.
discord-outdated = Discord lässt diese Version von mir nicht mehr herein. Installiere eine neuere Version.
discord-command-refused = Discord nimmt meinen Befehl { $command } nicht an, deshalb bleiben meine Befehle, wie sie waren: { $reason }
discord-commands-refused = Discord nimmt meine Befehle nicht an, deshalb bleiben sie, wie sie waren: { $reason }
discord-not-writable = Dort darf ich nicht schreiben, deshalb habe ich nicht angefangen, und nichts wurde angerechnet. Wer den Server verwaltet, kann es erlauben.
discord-ask-about = Dazu fragen
