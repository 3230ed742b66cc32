## Captions: how a part of an answer was made, how far it is, and what went wrong.

engine-name =
    { $engine ->
        [builtin] built-in engine
        [huggingface] Hugging Face
       *[other] { $engine }
    }
fact-builtin =
    { $model ->
        [builtin-voice] **Built-in engine**
       *[other] **Built-in engine**: rules and synthesis, no model
    }
fact-seed = seed { $seed }
fact-cached = from the cache, free of charge
fact-seconds = { NUMBER($seconds, maximumFractionDigits: 1) } s
fact-tokens =
    { $tokens ->
        [one] { $tokens } token
       *[other] { $tokens } tokens
    }
fact-ignored = ignored: { $options }
fact-model = { $model }
fact-provider = { $model } · { $provider }
seconds-left =
    { $seconds ->
        [one] about { $seconds } second left
       *[other] about { $seconds } seconds left
    }
error-id = Request id: { $id }
failure-notice = { $failure } Request id: { $id }
quoted-sent = Messages that you reply to, those above them, and messages that you forward are sent to the model, too.
chain-unreadable =
    { $count ->
        [one] 1 message above could not be read.
       *[other] { $count } messages above could not be read.
    }
