## The built-in engine: what it says about itself and what it cannot do.

builtin-card =
    { $task ->
        [chat_completion] un anfitrión que conoce la casa; reglas, sin modelo
        [text_generation] continúa a partir de unos cuentos, palabra a palabra; recuento, sin modelo
        [text_to_image] pinta con reglas lo que reconoce en tus palabras; sin modelo
       *[text_to_speech] espeak-ng, un sintetizador por reglas; sin modelo
    }
builtin-healthy = El suplente está listo; no necesita nada más que esta máquina.
builtin-healthy-mute =
    El suplente está listo, salvo para hablar. Quien me mantiene puede añadirlo: pip install "troubadour[offline]".
builtin-other-model = Aquí no se puede usar { $model } sin un token; el suplente se llama { $own }.
builtin-english-verse = El suplente solo rima en inglés.

### Painting
builtin-size = Pinto de { $least } a { $most } píxeles por lado, no { $width } × { $height }.
builtin-painting =
    { $stage ->
        [sketch] Leyendo tus palabras
        [ground] Poniendo el cielo y el suelo
        [subject] Pintando lo que hay en medio
       *[finish] Dejando secar la pintura
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
