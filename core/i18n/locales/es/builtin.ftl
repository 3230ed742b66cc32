## The built-in engine: its models, its health and its limits.

builtin-card =
    { $task ->
        [chat_completion] una pequeña conversación por reglas; sin modelo
        [text_generation] continúa a partir de unos cuentos, palabra a palabra; estadística, sin modelo
        [text_to_image] pinta con reglas lo que reconoce en tus palabras; sin modelo
       *[text_to_speech] hibari, una pequeña voz neuronal, para el inglés; espeak-ng, un sintetizador por reglas, para otros idiomas
    }
builtin-healthy = El motor integrado está listo; no necesita nada más que esta máquina.
builtin-healthy-partly =
    { $missing ->
        [voices] El motor integrado está listo, pero solo habla inglés. Quien me mantiene puede añadir otros idiomas: pip install "troubadour[voices]".
        [speech] El motor integrado está listo. Quien me mantiene puede añadir una voz mejor para el inglés: pip install "troubadour[speech]".
       *[both] El motor integrado está listo, salvo para hablar. Quien me mantiene puede añadirlo: pip install "troubadour[speech,voices]".
    }
builtin-other-model = Aquí no se puede usar { $model } sin un token; el modelo del motor integrado se llama { $own }.
builtin-english-verse = El motor integrado solo rima en inglés.

### Painting
builtin-size = Pinto de { $least } a { $most } píxeles por lado, no { $width } × { $height }.
builtin-not-understood = El motor integrado no ha entendido: { $words }{ $more ->
        [yes] {" "}y más
       *[no] {""}
    }.
picture-not-painted =
    { $reason ->
        [memory] La imagen necesitaba más memoria de la permitida. Prueba con un tamaño menor u otro estilo.
        [time] La imagen tardaba demasiado y la he interrumpido. Prueba con un tamaño menor u otro estilo.
       *[crash] No he podido pintar la imagen. Inténtalo de nuevo.
    }
builtin-painting =
    { $stage ->
        [sketch] Leyendo tus palabras
        [ground] Pintando el cielo y el suelo
        [subject] Pintando el motivo
       *[finish] Terminando la imagen
    }

### Speaking
speech-not-installed =
    Aquí todavía no tengo voz. Quien me mantiene puede añadir una: pip install "troubadour[{ $extras }]".
speech-language-not-installed =
    Aquí todavía no tengo voz para este idioma: { $language }. Quien me mantiene puede añadir una: pip install "troubadour[{ $extra }]".
speech-voice-unknown =
    { $near ->
        [none] No tengo ninguna voz «{ $voice }». Algunas de las mías: { $known }.
       *[other] No tengo ninguna voz «{ $voice }». ¿Querías decir { $near }? Otras de las mías: { $known }.
    }
speech-nothing-to-say = En este texto no hay nada que se pueda decir.
speech-speed = La velocidad va de { $least } a { $most }, no { $given }.
speech-voice = voz: { $voice } ({ $language })
speech-unreadable = Esta voz no puede leer: { $words }
speech-not-made =
    { $reason ->
        [memory] La voz necesitaba más memoria de la permitida. Prueba con un texto más corto.
        [time] La voz tardaba demasiado y la he interrumpido. Prueba con un texto más corto.
       *[crash] La voz ha fallado. Inténtalo de nuevo.
    }
