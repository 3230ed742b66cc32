## Sentences of the commands.

### Buttons
button-again = Nochmal
button-edit = Bearbeiten
button-vary = Abwandeln
button-show-file = Jetzt zeigen
button-limerick = Limerick
button-speak = Vorlesen
button-continue = Weiter
button-delete = Löschen
button-stop = Anhalten
button-forget-me = Ja, vergiss mich

### While making
thinking = Ich denke nach …
painting-one-of = Ich male Bild { $number } von { $count }
limerick-writing = Ich suche nach Reimen
limerick-mending = Die Reime hinken; ich schreibe ihn noch einmal
speaking-part = Ich spreche Teil { $number } von { $count }
speaking-estimate =
    Etwa { $minutes } { $minutes ->
        [one] Minute
       *[other] Minuten
    } Sprache in { $requests } { $requests ->
        [one] Anfrage
       *[other] Anfragen
    }.
speaking-chapters = Kapitel: { $chapters }
perform-prompt = Ich denke mir das Bild aus
perform-picture = Ich male es
perform-limerick = Ich schreibe einen Limerick darüber
perform-recording = Ich lese ihn vor
perform-title-prompt = Die Idee
perform-title-limerick = Der Limerick

### Missing or unusable input
chat-nothing-said = Sag etwas, oder häng ein Bild, ein Dokument oder eine Textdatei an.
limerick-about-what = Sag mir, wovon der Limerick handeln soll, oder häng ein Bild an: Hier gibt es noch keines.
speak-nothing = In diesem Text gibt es nichts, was sich aussprechen lässt.
speak-too-long = Ich kann { $maximum } Zeichen auf einmal sprechen; das hier sind { $length }. Kürze den Text oder lass ihn mich in Teilen sprechen.
translate-nothing = Gib mir einen Text zum Übersetzen, oder hänge eine Textdatei oder ein Dokument an.
translate-language = --{ $option } muss eine Sprache sein, etwa Deutsch, German oder de, nicht „{ $given }“.
translate-not-text = Ich kann Textdateien und Dokumente übersetzen. { $name } ist { $media_type }.
translate-cut = Der Text war zu lang: Diese Übersetzung ist nicht vollständig. Übersetze ihn in kleineren Stücken.
transcribe-nothing = Hänge eine Aufnahme an, die ich aufschreiben soll.
transcribe-no-words = Ich höre in dieser Aufnahme keine Worte. Nimm sie näher am Mikrofon noch einmal auf.
transcribing-part = Teil { $number } von { $count } wird angehört
heard-words = > 🎤 { $words }
button-correct-heard = Gehörtes berichtigen
button-show-heard = Alles Gehörte zeigen

### /troubadour models
models-task =
    { $task ->
        [chat_completion] **Reden**
        [text_generation] **Texte fortsetzen**
        [text_to_image] **Malen**
        [automatic_speech_recognition] **Spracherkennung**
        [text_to_speech] **Sprechen**
       *[other] **{ $task }**
    }
models-none = • keins
models-used = • { $model } ({ $engine }, Lizenz: { $licence }{ $price }), wird hier benutzt{ $more }
models-offered = • { $model } ({ $engine }, Lizenz: { $licence }{ $price }){ $more }
models-chosen = Ab jetzt wird { $model } benutzt (Aufgabe: { $task }).
models-reset = Die Auswahl ist vergessen; es wird wieder das erste Modell benutzt (Aufgabe: { $task }).
models-which-task = Sag mit --task, für welche Aufgabe: { $tasks }.

### /troubadour persona
persona-set = Ab jetzt bin ich: { $persona }
persona-reset = Ich bin wieder ich selbst.
persona-is = Wenn ich plaudere, bin ich: { $persona }
persona-default = Wenn ich plaudere, bin ich Troubadour. Beschreib nach dem Befehl jemand anderen, um das zu ändern.

### /troubadour usage
usage-yours =
    { $period ->
        [day] **Deine letzten 24 Stunden**
        [week] **Deine letzten 7 Tage**
       *[month] **Deine letzten 30 Tage**
    }
usage-everybody =
    { $period ->
        [day] **Alle, letzte 24 Stunden**
        [week] **Alle, letzte 7 Tage**
       *[month] **Alle, letzte 30 Tage**
    }
usage-task =
    { $task ->
        [chat_completion] • Reden: { $count ->
            [one] { $count } Aufruf
           *[other] { $count } Aufrufe
        }
        [text_generation] • Texte fortsetzen: { $count ->
            [one] { $count } Aufruf
           *[other] { $count } Aufrufe
        }
        [text_to_image] • Malen: { $count ->
            [one] { $count } Bild
           *[other] { $count } Bilder
        }
        [automatic_speech_recognition] • Spracherkennung: { $count ->
            [one] { $count } Aufruf
           *[other] { $count } Aufrufe
        }
       *[text_to_speech] • Sprechen: { $count ->
            [one] { $count } Satz
           *[other] { $count } Sätze
        }
    }
usage-failed =
    • misslungen und kostenlos: { $count ->
        [one] { $count } Aufruf
       *[other] { $count } Aufrufe
    }
usage-nothing = • noch nichts
usage-no-limits = Es sind keine Grenzen gesetzt.

### /troubadour reset
reset-public =
    { $name } hat mich das Gespräch hier vergessen lassen: { $count ->
        [one] { $count } Nachricht
       *[other] { $count } Nachrichten
    }.
reset-private =
    Dein privates Gespräch mit mir hier ist vergessen: { $count ->
        [one] { $count } Nachricht
       *[other] { $count } Nachrichten
    }.

### /troubadour privacy and forget-me
privacy-kept = Ich behalte, was du mich hier fragst und was ich antworte, damit ich mich an das Gespräch erinnere. In einen Thread gerufen, lese ich, was dort zuvor gesagt wurde. Antwortest du auf eine Nachricht, lese ich auch diese und die Nachrichten, auf die sie der Reihe nach antwortet, ebenso eine, die du mir weiterleitest. Sonst lese ich nichts.
privacy-days =
    { $days ->
        [one] Nach { $days } Tag wird es gelöscht.
       *[other] Nach { $days } Tagen wird es gelöscht.
    }
privacy-left = Werde ich von einem Server oder aus einem Workspace entfernt oder wird ein Kanal gelöscht, lösche ich einen Tag später, was ich davon behalten habe, außer ich bin bis dahin zurück.
privacy-engines = Was du fragst, geht an: { $engines }. Die eingebaute Engine läuft auf diesem Rechner; nichts verlässt ihn.
privacy-logs = In den Protokollen stehen weder Fragen noch Antworten.
privacy-forget = { $command } löscht sofort alles über dich.
forget-me-sure = Das löscht deine Nachrichten, meine Antworten darauf, deine Bilder, Aufnahmen, Einstellungen und deinen Verbrauch. Es lässt sich nicht rückgängig machen.
forget-me-done =
    Vergessen: { $count ->
        [one] { $count } Eintrag
       *[other] { $count } Einträge
    } über dich.

### /troubadour status, pause and help
status-version = Troubadour { $version }
status-jobs =
    { $count ->
        [0] Sonst ist nichts in Arbeit.
        [one] { $count } weitere Antwort ist in Arbeit.
       *[other] { $count } weitere Antworten sind in Arbeit.
    }
status-paused = Ich mache Pause. { $command } lässt mich weitermachen.
pause-paused = { $name } hat mir eine Pause verordnet. { $command } lässt mich weitermachen.
pause-resumed = { $name } hat mich weitermachen lassen.
help-head = **Ich bin Troubadour.** Gib einen Befehl ein, oder rede einfach mit mir:
help-command = • { $command }: { $summary }
help-more = Jeder Befehl hat Optionen: { $command } zeigt die eines Befehls.
help-option = • { $option }: { $description }
help-option-choices = • { $option }: { $description } ({ $choices })
help-option-range = • { $option }: { $description } ({ $minimum } bis { $maximum })
