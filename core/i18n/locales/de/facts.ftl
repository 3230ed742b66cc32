engine-name =
    { $engine ->
        [builtin] eingebaute Engine
        [huggingface] Hugging Face
       *[other] { $engine }
    }
fact-builtin =
    { $model ->
        [builtin-voice] **Eingebaute Engine**
       *[other] **Eingebaute Engine**: Regeln und Synthese, kein Modell
    }
fact-seed = Seed { $seed }
fact-cached = erinnert, hat nichts gekostet
fact-seconds = { NUMBER($seconds, maximumFractionDigits: 1) } s
fact-tokens =
    { $tokens ->
        [one] { $tokens } Token
       *[other] { $tokens } Tokens
    }
fact-ignored = nicht berücksichtigt: { $options }
fact-model = { $model }
fact-provider = { $model } · { $provider }
seconds-left =
    { $seconds ->
        [one] noch etwa { $seconds } Sekunde
       *[other] noch etwa { $seconds } Sekunden
    }
error-id = ID der Anfrage: { $id }
failure-notice = { $failure } ID der Anfrage: { $id }
quoted-sent = Nachrichten, auf die du antwortest, die darüber und solche, die du weiterleitest, gehen mit an das Modell.
chain-unreadable =
    { $count ->
        [one] 1 Nachricht darüber war nicht zu lesen.
       *[other] { $count } Nachrichten darüber waren nicht zu lesen.
    }
