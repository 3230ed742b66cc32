## The small print: how something came about, how far it is, what went wrong.

fact-builtin = **Built-in engine**: rules and synthesis, no model
fact-seed = seed { $seed }
fact-cached = remembered, cost nothing
fact-seconds = { NUMBER($seconds, maximumFractionDigits: 1) } s
fact-tokens =
    { $tokens ->
        [one] { $tokens } token
       *[other] { $tokens } tokens
    }
fact-ignored = not honoured: { $options }
fact-model = { $model }
fact-provider = { $model } · { $provider }
seconds-left =
    { $seconds ->
        [one] about { $seconds } second left
       *[other] about { $seconds } seconds left
    }
error-id = Number of this error: { $id }
