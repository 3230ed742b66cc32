## The built-in engine: its models, its health and its limits.

builtin-card =
    { $task ->
        [chat_completion] a small chat by rules; no model
        [text_generation] continues a text word by word, from a few tales; statistics, no model
        [text_to_image] paints by rules what it recognises in your words; no model
       *[text_to_speech] hibari, a small neural voice, for English; espeak-ng, a synthesiser by rules, for other languages
    }
builtin-healthy = The built-in engine is ready. It needs nothing but this machine.
builtin-healthy-partly =
    { $missing ->
        [voices] The built-in engine is ready, but it speaks English only. The operator can add other languages: pip install "troubadour[voices]".
        [speech] The built-in engine is ready. The operator can add a better voice for English: pip install "troubadour[speech]".
       *[both] The built-in engine is ready, but it cannot speak. The operator can add speech: pip install "troubadour[speech,voices]".
    }
builtin-other-model = { $model } is not available here without a token. The built-in engine's own model is { $own }.
builtin-english-verse = The built-in engine rhymes in English only.

### Painting
builtin-size = A picture can have { $least } to { $most } pixels a side, not { $width } × { $height }.
builtin-not-understood = The built-in engine did not understand: { $words }{ $more ->
        [yes] , and more
       *[no] {""}
    }.
picture-not-painted =
    { $reason ->
        [memory] This picture needed more memory than it may use. Try a smaller size or another style.
        [time] This picture took too long, so I gave up. Try a smaller size or another style.
       *[crash] The painter failed. Try again.
    }
builtin-painting =
    { $stage ->
        [sketch] Reading your words
        [ground] Painting the sky and the ground
        [subject] Painting the subject
       *[finish] Finishing the picture
    }

### Speaking
speech-not-installed =
    I have no voice here yet. The operator can add one: pip install "troubadour[{ $extras }]".
speech-language-not-installed =
    I have no voice for this language here yet: { $language }. The operator can add one: pip install "troubadour[{ $extra }]".
speech-voice-unknown =
    { $near ->
        [none] I have no voice called “{ $voice }”. Some of mine: { $known }.
       *[other] I have no voice called “{ $voice }”. Did you mean { $near }? Others of mine: { $known }.
    }
speech-nothing-to-say = There is nothing in this text that I can speak.
speech-speed = The speed can be { $least } to { $most }, not { $given }.
speech-voice = voice: { $voice } ({ $language })
speech-unreadable = This voice cannot read: { $words }
speech-not-made =
    { $reason ->
        [memory] The voice needed more memory than it may use. Try a shorter text.
        [time] The voice took too long, so I gave up. Try a shorter text.
       *[crash] The voice failed. Try again.
    }
