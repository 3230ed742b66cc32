## Which models may be used, what they cost, and who is told of them.

### Why a model may not be used here
model-not-offered =
    “{ $model }” is not among the models of this place. { $command } lists them; an administrator can allow others here,
    with --price and a limit.
model-not-local =
    “{ $model }” is not on a server of this bot's own, and nothing else may be used here. { $command } lists what may; an
    administrator can allow the others with --local-only no.
model-none-local =
    Nothing else than servers of this bot's own may be used here, and none of them can do this ({ $task }). An
    administrator can allow others: { $command } --local-only no.
model-prices-unknown =
    What { $model } costs cannot be looked up at the moment. Try again in a minute, or choose one of those that
    { $command } lists.
model-price-unknown =
    What { $model } costs is not known, so that it cannot be held to the price limit of this place. { $command } lists
    others; whoever runs me can add it to { $setting }.
model-too-dear =
    { $model } costs ${ $price } for a million tokens; here it may be ${ $limit } at most. { $command } lists others; an
    administrator can raise the limit with --price.
model-passed-over = “{ $model }”, which was chosen once, may not be used here

### /troubadour models
models-price = , ${ $price } for a million tokens
models-way = , { $note }
models-way-providers = , { $note }: { $providers }
models-trouble = , not now: { $why }
models-chosen-elsewhere = • { $model }, used here where it may be
models-bounds-price = Here others may be used too, up to ${ $limit } for a million tokens of output.
models-bounds-local = Here only servers of this bot's own may be used, and the built-in engine.
models-price-reset = Here only the models of the list may be used again.
models-local-reset = Here models that are served elsewhere may be used again.
models-price-too-high = The limit can be ${ $highest } at most: so far whoever runs me lets it go ({ $setting }).
models-price-closed = Whoever runs me allows no other models than those of the list ({ $setting }).
suggestion-priced = { $model } (${ $price } for a million tokens, { $licence })

### /troubadour privacy
privacy-providers =
    Models at Hugging Face are served by: { $providers }. Whoever answers sees what you ask; their own terms apply to it,
    and Hugging Face's.
privacy-providers-unknown =
    For some models Hugging Face chooses the provider when you ask; the small print under an answer names it, and its own
    terms apply.
privacy-own-servers = These run on servers of whoever runs me: { $models }.
privacy-local-only = In this place nothing goes to anybody else.
privacy-other-models =
    Other models may be chosen here, up to ${ $limit } for a million tokens; what you ask them goes to the providers that
    the small print names.

### /troubadour status, and what whoever runs the bot is told
status-alerts = **What needs attention**
status-alert = • { $moment }: { $what }
alert-model-unserved = { $why } I pass over { $model }: take it out of { $setting }, or put one before it that is served.
alert-model-broken = { $why } I pass over { $model }; if this goes on, take it out of { $setting }.
alert-credits-used-up =
    The credit at Hugging Face is used up, so that its models are passed over. It is renewed on { $renewal }; more can be
    bought at { $page }.
alert-own-server-refuses = The server of { $model } refuses me: { $why } See to its key in TROUBADOUR_HF_KEYS.
