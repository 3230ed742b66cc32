## The built-in engine: its models, its health and its limits.

builtin-card =
    { $task ->
        [chat_completion] ein kleiner Chat nach Regeln; kein Modell
        [text_generation] erzählt aus ein paar Märchen weiter, Wort für Wort; Statistik, kein Modell
        [text_to_image] malt nach Regeln, was es in deinen Worten erkennt; kein Modell
       *[text_to_speech] hibari, eine kleine neuronale Stimme, für Englisch; espeak-ng, eine Sprachsynthese nach Regeln, für andere Sprachen
    }
builtin-healthy = Die eingebaute Engine ist bereit; sie braucht nichts als diesen Rechner.
builtin-healthy-partly =
    { $missing ->
        [voices] Die eingebaute Engine ist bereit, spricht aber nur Englisch. Wer mich betreibt, kann andere Sprachen hinzufügen: pip install "troubadour[voices]".
        [speech] Die eingebaute Engine ist bereit. Wer mich betreibt, kann eine bessere Stimme für Englisch hinzufügen: pip install "troubadour[speech]".
       *[both] Die eingebaute Engine ist bereit, nur sprechen kann sie nicht. Wer mich betreibt, kann das nachholen: pip install "troubadour[speech,voices]".
    }
builtin-other-model = { $model } ist hier ohne Token nicht zu haben; das Modell der eingebauten Engine heißt { $own }.
builtin-english-verse = Die eingebaute Engine reimt nur auf Englisch.

### Painting
builtin-size = Ich male { $least } bis { $most } Pixel je Seite, nicht { $width } × { $height }.
builtin-not-understood = Die eingebaute Engine hat nicht verstanden: { $words }{ $more ->
        [yes] {" "}und anderes
       *[no] {""}
    }.
picture-not-painted =
    { $reason ->
        [memory] Das Bild brauchte mehr Speicher, als es darf. Versuch es mit einer kleineren Größe oder einem anderen Stil.
        [time] Das Bild brauchte zu lange, deshalb habe ich aufgegeben. Versuch es mit einer kleineren Größe oder einem anderen Stil.
       *[crash] Das Malen ist fehlgeschlagen. Versuch es noch einmal.
    }
builtin-painting =
    { $stage ->
        [sketch] Ich lese deine Worte
        [ground] Ich male Himmel und Boden
        [subject] Ich male das Motiv
       *[finish] Ich stelle das Bild fertig
    }

### Speaking
speech-not-installed =
    Ich habe hier noch keine Stimme. Wer mich betreibt, kann mir eine geben: pip install "troubadour[{ $extras }]".
speech-language-not-installed =
    Für diese Sprache habe ich hier noch keine Stimme: { $language }. Wer mich betreibt, kann mir eine geben: pip install "troubadour[{ $extra }]".
speech-voice-unknown =
    { $near ->
        [none] Eine Stimme „{ $voice }“ habe ich nicht. Ein paar von meinen: { $known }.
       *[other] Eine Stimme „{ $voice }“ habe ich nicht. Meintest du { $near }? Andere von meinen: { $known }.
    }
speech-nothing-to-say = In diesem Text gibt es nichts, was sich aussprechen lässt.
speech-speed = Das Tempo geht von { $least } bis { $most }, nicht { $given }.
speech-voice = Stimme: { $voice } ({ $language })
speech-unreadable = Das kann diese Stimme nicht lesen: { $words }
speech-not-made =
    { $reason ->
        [memory] Die Stimme brauchte mehr Speicher, als sie darf. Versuch es mit einem kürzeren Text.
        [time] Die Stimme brauchte zu lange, deshalb habe ich aufgegeben. Versuch es mit einem kürzeren Text.
       *[crash] Die Stimme ist ausgefallen. Versuch es noch einmal.
    }
