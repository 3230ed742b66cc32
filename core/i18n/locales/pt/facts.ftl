engine-name =
    { $engine ->
        [builtin] motor integrado
        [huggingface] Hugging Face
       *[other] { $engine }
    }
fact-builtin =
    { $model ->
        [builtin-voice] **Motor integrado**
       *[other] **Motor integrado**: regras e síntese, sem modelo
    }
fact-seed = semente { $seed }
fact-cached = já lembrado, não custou nada
fact-seconds = { NUMBER($seconds, maximumFractionDigits: 1) } s
fact-tokens =
    { $tokens ->
        [one] { $tokens } token
       *[other] { $tokens } tokens
    }
fact-ignored = não levado em conta: { $options }
fact-model = { $model }
fact-provider = { $model } · { $provider }
seconds-left =
    { $seconds ->
        [one] falta cerca de { $seconds } segundo
       *[other] faltam cerca de { $seconds } segundos
    }
error-id = Id do pedido: { $id }
failure-notice = { $failure } Id do pedido: { $id }
quoted-sent = As mensagens às quais você responde, as que estão acima delas e as que encaminha também são enviadas ao modelo.
chain-unreadable =
    { $count ->
        [one] Não foi possível ler 1 mensagem acima.
       *[other] Não foi possível ler { $count } mensagens acima.
    }
