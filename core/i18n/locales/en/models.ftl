## Models: which are allowed, what they cost, and alerts about them.

### Why a model is not allowed here
model-not-offered =
    “{ $model }” is not among the models of this place. { $command } lists them. An administrator can allow others here,
    with --price and a limit.
model-not-local =
    “{ $model }” does not run on the operator's own servers, and only those are allowed here. { $command } lists the
    allowed models. An administrator can allow others with --local-only no.
model-none-local =
    Only the operator's own servers are allowed here, and none of them can do this ({ $task }). An administrator can
    allow others: { $command } --local-only no.
model-prices-unknown =
    I cannot look up the price of { $model } at the moment. Try again in a minute, or choose a model that { $command }
    lists.
model-price-unknown =
    The price of { $model } is not known, so I cannot compare it with the price limit of this place. { $command } lists
    others. The operator can add the model to { $setting }.
model-too-dear =
    { $model } costs ${ $price } for a million tokens. The limit here is ${ $limit }. { $command } lists others. An
    administrator can raise the limit with --price.
model-passed-over = “{ $model }”, an earlier choice, is not allowed here
model-rules-instead = No model could answer: { $why } The built-in engine answers instead, by rules.

### /troubadour models
models-price = , ${ $price } for a million tokens
models-way = , { $note }
models-way-providers = , { $note }: { $providers }
models-trouble = , not now: { $why }
models-chosen-elsewhere = • { $model }, used here where it is allowed
models-bounds-price = Other models are allowed here too, up to ${ $limit } for a million tokens of output.
models-bounds-local = Only the operator's own servers and the built-in engine are allowed here.
models-price-reset = Only the models of the list are allowed here again.
models-local-reset = Models on other servers are allowed here again.
models-price-too-high = The limit can be at most ${ $highest }, which the operator has set ({ $setting }).
models-price-closed = The operator allows only the models of the list ({ $setting }).
suggestion-priced = { $model } (${ $price } for a million tokens, { $licence })

### /troubadour privacy
privacy-providers =
    These providers serve models at Hugging Face: { $providers }. The one that answers sees your question. Its own terms
    and those of Hugging Face apply.
privacy-providers-unknown =
    For some models, Hugging Face chooses the provider when you ask. The caption under an answer names the provider, and
    its own terms apply.
privacy-own-servers = These models run on the operator's own servers: { $models }.
privacy-local-only = In this place, nothing goes to anybody else.
privacy-other-models =
    Other models can be chosen here, up to ${ $limit } for a million tokens. Your questions to them go to the providers
    that the captions name.

### /troubadour status, and alerts for the operator
status-alerts = **Needs attention**
status-alert = • { $moment }: { $what }
alert-model-unserved = { $why } I skip { $model }. Remove it from { $setting }, or put one before it that is served.
alert-model-broken = { $why } I skip { $model }. If this goes on, remove it from { $setting }.
alert-credits-used-up =
    The credit at Hugging Face is used up, so I skip its models. It is renewed on { $renewal }. You can buy more at
    { $page }.
alert-own-server-refuses = The server of { $model } refuses me: { $why } Check its key in TROUBADOUR_HF_KEYS.
