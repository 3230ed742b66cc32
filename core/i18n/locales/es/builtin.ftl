## The built-in engine: its models, its health and its limits.

builtin-card =
    { $task ->
        [chat_completion] una pequeña conversación por reglas; sin modelo
        [text_generation] continúa a partir de unos cuentos, palabra a palabra; estadística, sin modelo
        [text_to_image] pinta con reglas lo que reconoce en tus palabras; sin modelo
       *[text_to_speech] espeak-ng, un sintetizador por reglas; sin modelo
    }
builtin-healthy = El motor integrado está listo; no necesita nada más que esta máquina.
builtin-healthy-mute =
    El motor integrado está listo, salvo para hablar. Quien me mantiene puede añadirlo: pip install "troubadour[offline]".
builtin-other-model = Aquí no se puede usar { $model } sin un token; el modelo del motor integrado se llama { $own }.
builtin-english-verse = El motor integrado solo rima en inglés.

### Painting
builtin-size = Pinto de { $least } a { $most } píxeles por lado, no { $width } × { $height }.
builtin-painting =
    { $stage ->
        [sketch] Leyendo tus palabras
        [ground] Pintando el cielo y el suelo
        [subject] Pintando el motivo
       *[finish] Terminando la imagen
    }

### Speaking
speech-not-installed =
    Aquí todavía no tengo voz. Quien me mantiene puede añadir una: pip install "troubadour[{ $extra }]".
speech-voice-unknown =
    { $near ->
        [none] No tengo ninguna voz «{ $voice }». Algunas de las mías: { $known }.
       *[other] No tengo ninguna voz «{ $voice }». ¿Querías decir { $near }? Otras de las mías: { $known }.
    }
speech-nothing-to-say = En este texto no hay nada que se pueda decir.
speech-speed = La velocidad va de { $least } a { $most }, no { $given }.
speech-cut = Era demasiado largo para decirlo de una vez; se detiene a los { $seconds } segundos.
