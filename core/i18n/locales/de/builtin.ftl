## The built-in engine: its models, its health and its limits.

builtin-card =
    { $task ->
        [chat_completion] ein kleiner Chat nach Regeln; kein Modell
        [text_generation] erzählt aus ein paar Märchen weiter, Wort für Wort; Statistik, kein Modell
        [text_to_image] malt nach Regeln, was es in deinen Worten erkennt; kein Modell
       *[text_to_speech] espeak-ng, eine Sprachsynthese nach Regeln; kein Modell
    }
builtin-healthy = Die eingebaute Engine ist bereit; sie braucht nichts als diesen Rechner.
builtin-healthy-mute =
    Die eingebaute Engine ist bereit, nur sprechen kann sie nicht. Wer mich betreibt, kann das nachholen: pip install "troubadour[offline]".
builtin-other-model = { $model } ist hier ohne Token nicht zu haben; das Modell der eingebauten Engine heißt { $own }.
builtin-english-verse = Die eingebaute Engine reimt nur auf Englisch.

### Painting
builtin-size = Ich male { $least } bis { $most } Pixel je Seite, nicht { $width } × { $height }.
builtin-painting =
    { $stage ->
        [sketch] Ich lese deine Worte
        [ground] Ich male Himmel und Boden
        [subject] Ich male das Motiv
       *[finish] Ich stelle das Bild fertig
    }

### Speaking
speech-not-installed =
    Ich habe hier noch keine Stimme. Wer mich betreibt, kann mir eine geben: pip install "troubadour[{ $extra }]".
speech-voice-unknown =
    { $near ->
        [none] Eine Stimme „{ $voice }“ habe ich nicht. Ein paar von meinen: { $known }.
       *[other] Eine Stimme „{ $voice }“ habe ich nicht. Meintest du { $near }? Andere von meinen: { $known }.
    }
speech-nothing-to-say = In diesem Text gibt es nichts, was sich aussprechen lässt.
speech-speed = Das Tempo geht von { $least } bis { $most }, nicht { $given }.
speech-cut = Es war zu lang, um auf einmal gesprochen zu werden; nach { $seconds } Sekunden hört es auf.
