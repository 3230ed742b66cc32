engine-name =
    { $engine ->
        [builtin] motor integrado
        [huggingface] Hugging Face
       *[other] { $engine }
    }
fact-builtin =
    { $model ->
        [builtin-voice] **Motor integrado**
       *[other] **Motor integrado**: reglas y síntesis, sin modelo
    }
fact-seed = semilla { $seed }
fact-cached = ya lo recordaba, no ha costado nada
fact-seconds = { NUMBER($seconds, maximumFractionDigits: 1) } s
fact-tokens =
    { $tokens ->
        [one] { $tokens } token
       *[other] { $tokens } tokens
    }
fact-ignored = sin tener en cuenta: { $options }
fact-model = { $model }
fact-provider = { $model } · { $provider }
seconds-left =
    { $seconds ->
        [one] queda { $seconds } segundo más o menos
       *[other] quedan unos { $seconds } segundos
    }
error-id = Id de la solicitud: { $id }
failure-notice = { $failure } Id de la solicitud: { $id }
quoted-sent = Los mensajes a los que respondes, los anteriores de su cadena y los que reenvías también se envían al modelo.
chain-unreadable =
    { $count ->
        [one] No se pudo leer 1 mensaje anterior de la cadena.
       *[other] No se pudieron leer { $count } mensajes anteriores de la cadena.
    }
