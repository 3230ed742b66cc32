## The built-in engine: what it says about itself and what it cannot do.

builtin-card =
    { $task ->
        [chat_completion] a host who knows the house; rules, no model
        [text_generation] continues from a few tales, word by word; counting, no model
        [text_to_image] paints by rules what it recognises in your words; no model
       *[text_to_speech] espeak-ng, a synthesiser by rules; no model
    }
builtin-healthy = The built-in engine is ready; it needs nothing but this machine.
builtin-healthy-mute =
    The built-in engine is ready, except to speak. Whoever runs me can add that: pip install "troubadour[offline]".
builtin-other-model = { $model } is not at hand here without a token; the built-in engine itself is called { $own }.
builtin-english-verse = The built-in engine rhymes in English only.

### Painting
builtin-size = I paint from { $least } to { $most } pixels a side, not { $width } × { $height }.
builtin-painting =
    { $stage ->
        [sketch] Reading your words
        [ground] Laying in the sky and the ground
        [subject] Painting what stands in it
       *[finish] Letting the paint dry
    }

### Speaking
speech-not-installed =
    I have no voice here yet. Whoever runs me can add one: pip install "troubadour[{ $extra }]".
speech-voice-unknown =
    { $near ->
        [none] I have no voice called “{ $voice }”. Some of mine: { $known }.
       *[other] I have no voice called “{ $voice }”. Did you mean { $near }? Others of mine: { $known }.
    }
speech-nothing-to-say = There is nothing in this text that can be spoken.
speech-speed = The speed goes from { $least } to { $most }, not { $given }.
speech-cut = It was too long to be spoken at once; it stops after { $seconds } seconds.
