## Descriptions of commands and options: at most 100 characters each. The declarations have the English ones.
## `option-<option>` is shared by all commands, `option-<command>-<option>` belongs to one.

### Shared options
option-private = Nur du siehst die Antwort
option-fresh = Neu machen, auch wenn es dasselbe schon gibt
option-seed = Gleicher Seed, gleiches Ergebnis, wo das Modell es kann
option-temperature = 0 ist nüchtern, 2 ist wild

### /chat
command-chat = Mit einem Modell reden; es merkt sich das Gespräch hier
option-chat-message = Was du sagen oder fragen willst
option-chat-attachment = Ein Bild, ein Dokument, eine Aufnahme oder eine Textdatei als Thema
option-chat-model = Welches Modell antwortet
option-chat-max-new-tokens = Wie lang die Antwort werden darf

### /complete
command-complete = Deinen Text fortsetzen, Wort für Wort
option-complete-prompt = Der Text, der weitergehen soll
option-complete-model = Welches Modell schreibt
option-complete-max-new-tokens = Wie viele Tokens dazukommen
option-complete-top-p = Nur aus diesem Anteil der wahrscheinlichsten Wörter wählen
option-complete-repetition-penalty = Über 1 wiederholt sich weniger
option-complete-stop = Vor diesem Text aufhören; | trennt mehrere
option-complete-include-prompt = Deinen Text vor dem neuen zeigen

### /imagine
command-imagine = Ein Bild nach einer Beschreibung malen
option-imagine-prompt = Was gemalt werden soll
option-imagine-negative-prompt = Was nicht darauf sein soll
option-imagine-size = Form des Bildes
option-imagine-steps = Mehr Schritte dauern länger und werden feiner
option-imagine-guidance = Wie genau es sich an die Worte hält
option-imagine-count = Wie viele Bilder
option-imagine-model = Welches Modell malt
option-imagine-picture = Ein Bild als Ausgangspunkt, wo das Modell es kann

### /limerick
command-limerick = Einen Limerick über ein Bild oder ein Thema schreiben
option-limerick-subject = Worum es geht; ohne Thema um das letzte Bild hier
option-limerick-picture = Ein Bild, um das es geht
option-limerick-model = Welches Modell schreibt

### /speak
command-speak = Einen Text vorlesen
option-speak-text = Was vorgelesen werden soll
option-speak-voice = Wessen Stimme; wird gemerkt
option-speak-speed = 1 ist das eigene Tempo der Stimme; wird gemerkt
option-speak-model = Welches Modell spricht; wird gemerkt

### /translate
command-translate = Einen Text in eine andere Sprache übersetzen
option-translate-text = Was übersetzt werden soll
option-translate-to = In welche Sprache, als Name oder Kürzel; ohne Angabe in deine
option-translate-attachment = Eine Textdatei oder ein Dokument, das übersetzt werden soll
option-translate-model = Welches Modell übersetzt

### /transcribe
command-transcribe = Aufschreiben, was in einer Aufnahme gesagt wird
option-transcribe-attachment = Eine Aufnahme, die aufgeschrieben werden soll
option-transcribe-translate = Auf Englisch, wo das Modell übersetzen kann
option-transcribe-model = Welches Modell zuhört

### /perform
command-perform = Die ganze Vorstellung: ein Bild, ein Limerick darüber, und vorgelesen
option-perform-subject = Worum es in der Vorstellung geht
option-perform-voice = Wessen Stimme

### /troubadour
command-troubadour-models = Sehen, welche Modelle es gibt, oder eines wählen
option-troubadour-models-task = Nur diese Aufgabe
option-troubadour-models-choose = Ab jetzt dieses Modell für die Aufgabe benutzen
option-troubadour-models-reset = Vergessen, was für die Aufgabe gewählt wurde
option-troubadour-models-place = Für alle hier wählen (Admins)
option-troubadour-models-price = Hier andere Modelle bis zu so viel $ je Million Tokens erlauben (Admins)
option-troubadour-models-all = Alle Modelle, die es für die Aufgabe gibt, nicht nur die Liste
option-troubadour-models-page = Welche Seite davon
option-troubadour-models-local-only = Hier nur eigene Server dieses Bots erlauben (Admins)
command-troubadour-persona = Sehen oder wählen, wer der Bot beim Plaudern ist
option-troubadour-persona-description = Wer der Bot sein soll, wenn er mit dir redet
option-troubadour-persona-reset = Zurück zu Troubadours eigener Art
option-troubadour-persona-place = Für alle hier (Admins)
command-troubadour-usage = Sehen, was du verbraucht hast
option-troubadour-usage-period = Wie weit zurück
option-troubadour-usage-everybody = Von allen (Admins)
command-troubadour-reset = Das Gespräch hier vergessen und neu anfangen
option-troubadour-reset-private = Stattdessen dein privates Gespräch hier vergessen
command-troubadour-privacy = Was über dich aufbewahrt wird, wie lange, und wer es sieht
command-troubadour-forget-me = Alles löschen, was über dich aufbewahrt wird
option-troubadour-forget-me-confirm = Ja, löschen; es lässt sich nicht rückgängig machen
command-troubadour-status = Wie es dem Bot geht und wer gerade antwortet
command-troubadour-pause = Den Bot für alle pausieren oder weitermachen lassen
option-troubadour-pause-resume = Weitermachen
command-troubadour-help = Was ich kann und wie man darum bittet
option-troubadour-help-command = Diesen Befehl ausführlich erklären
command-troubadour-showing = Sehen oder wählen, wie meine Antworten erscheinen
option-troubadour-showing-how = Während sie wachsen, mit weniger Änderungen, oder einmal, wenn sie fertig sind
option-troubadour-showing-late-direct = Kommt eine Antwort für ihren Ort zu spät: sie dir direkt schicken
option-troubadour-showing-edits = Neu antworten, wenn du eine Frage innerhalb von 15 Minuten bearbeitest; jede Antwort zählt
option-troubadour-showing-spoken = Dir meine Antworten auch vorsprechen; jede Aufnahme zählt
option-troubadour-showing-reset = Vergessen, was gewählt wurde
option-troubadour-showing-place = Für alle hier (Admins)
command-troubadour-report = Den Admins von einer meiner Antworten berichten
option-troubadour-report-reason = Was daran nicht stimmt
option-troubadour-report-message = Link oder ID der Nachricht; sonst meine letzte Antwort hier
command-troubadour-block = Jemanden hier sperren oder entsperren
option-troubadour-block-user = Wen; ohne Angabe, wer hier gesperrt ist
option-troubadour-block-lift = Wieder antworten
command-troubadour-limits = Sehen, was hier erlaubt ist, oder es begrenzen
option-troubadour-limits-task = Welche Aufgabe
option-troubadour-limits-whose = Wessen Grenze
option-troubadour-limits-rate = So viel in einer Zeit, etwa 10/hour
option-troubadour-limits-budget = Aufrufe oder Dollar pro Tag oder Monat, etwa 200/day,$5/month; oder none
option-troubadour-limits-who = Eine Person oder Rolle, erwähnt
option-troubadour-limits-treat = Was hier für sie gilt
option-troubadour-limits-weight = Ihr Anteil, wenn Aufrufe warten, höchstens 1
option-troubadour-limits-everywhere = Für den ganzen Server oder Workspace, nicht nur hier
option-troubadour-limits-reset = Vergessen, was gesetzt wurde

### Menus of a message, at most 32 characters, and the group
menu-describe-picture = Bild beschreiben
menu-report = Melden
menu-speak = Vorlesen
menu-transcribe = Aufschreiben
menu-translate = Übersetzen
menu-write-a-limerick = Limerick schreiben
group-troubadour = Was Troubadour selbst angeht: Modelle, Verbrauch, Datenschutz und Hilfe
group-troubadour-admin = Für Admins: Pause, Blockieren, und was ohne Erwähnung beantwortet wird
command-summarize = Zusammenfassen, was in einem Kanal gesagt wurde, mit Links
option-summarize-since = Ein Tag oder eine Zeit, etwa gestern oder 3 Stunden, oder der Link einer Nachricht
option-summarize-channel = Ein anderer Kanal, den du lesen darfst
option-summarize-share = Alle hier sehen die Zusammenfassung
option-summarize-model = Das Modell, das schreibt
menu-summarize-from-here = Ab hier zusammenfassen
