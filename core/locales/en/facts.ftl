## How something came about: the small print under it.

fact-understudy = **Understudy**: rules and synthesis, no model
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
