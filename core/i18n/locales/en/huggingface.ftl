## What the Hugging Face engine says.

### While waiting
huggingface-loading = { $model } is being loaded
huggingface-trying-again = { $model } is busy; trying again
huggingface-painting = { $model } is painting
huggingface-painting-without = { $model } is painting; it ignores { $options }
huggingface-speaking = { $model } is speaking
huggingface-speaking-without = { $model } is speaking; it ignores { $options }

### Why a model does not answer
huggingface-no-such-model = There is no model { $model } on the Hub, or the token of this bot may not see it.
huggingface-hub-silent = Hugging Face's Hub does not say who serves { $model }. Try again in a minute.
huggingface-not-mapped = No provider that may be used here serves { $model } for this ({ $task }). Choose another model.
huggingface-provider-unknown = I do not know how to use { $provider } for { $model }. Choose another model.
huggingface-model-not-served = { $model } is not served by { $provider }. Choose another model.
huggingface-served-by-others = { $model } is not served by { $provider }. It is served by { $others }.
huggingface-model-gone = { $model } has been retired by { $provider }. Choose another model.
huggingface-model-gated =
    { $model } is given only to those who accepted its terms. Whoever runs me can accept them at { $page }.
huggingface-cannot-see = { $model } cannot see pictures. Choose a model that can.
huggingface-no-template = { $model } has no chat template, so it cannot be talked with. Choose another model.
huggingface-template-slow = The chat template of { $model } was not ready in time. Try again in a minute.
huggingface-resting =
    { $model } is left alone for { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }, as { $provider } failed several times in a row.
huggingface-still-loading = { $model } is still being loaded by { $provider }. Try again in a few minutes.
huggingface-too-slow = { $model } took too long to answer. Try again, or ask for something shorter or smaller.
huggingface-broken = { $model } failed because of an error at { $provider }: “{ $said }”. Try again in a minute.
huggingface-refused = { $model } was refused by { $provider }: “{ $said }”. Choose another model.
huggingface-unreachable = { $model } cannot be reached through { $provider }. Try again in a minute.
huggingface-answer-too-large = { $model } sent more than I take in. Ask for something smaller.
huggingface-not-media = What came back from { $model } is not what was asked for. Try again, or choose another model.
huggingface-lost = What { $model } made cannot be fetched from { $provider }. Try again in a minute.
huggingface-only-thoughts =
    { $model } was still thinking when its limit was reached. Allow more with --max-new-tokens, or choose another model.
huggingface-said-nothing = { $model } answered with nothing. Try again, or choose another model.
huggingface-credits-used-up =
    The credit for { $provider } is used up. Whoever runs me can buy more at { $page }.

### What whoever runs the bot can mend
huggingface-token-refused =
    The token of this bot is not accepted by { $provider }. Whoever runs me can make a new one at { $page } and set
    HF_TOKEN.
huggingface-not-permitted =
    The token of this bot may not call { $provider }. Whoever runs me can make one with the permission for Inference
    Providers at { $page } and set HF_TOKEN.

### What whoever asks can mend
huggingface-content-refused = This was refused by { $provider } because of rules about content. Put it differently.
huggingface-black-picture =
    A black picture came back from { $provider }, which is what its safety filter sends. Put it differently.
huggingface-too-large = This is too large for { $model }. Send less, or a smaller picture.
huggingface-too-long = This is too long for { $model }. Shorten it, or begin anew with { $reset }.
huggingface-input-refused = { $model } cannot use this: “{ $said }”.
huggingface-too-many =
    There are too many requests to { $model } at the moment. Try again in { $wait ->
        [one] { $wait } second
       *[other] { $wait } seconds
    }.

### When an answer breaks off
huggingface-torn = The connection to { $model } broke off in the middle of the answer.
huggingface-stalled = { $model } fell silent in the middle of the answer.
huggingface-fault = { $model } stopped in the middle of the answer: “{ $said }”.

### About an answer
huggingface-instead = { $model } answered, as { $passed } could not.
huggingface-size-instead = Asked for at { $width }×{ $height }, as { $provider } takes no other size near the wished one.

### Models
huggingface-own-server = its own server
huggingface-card =
    { $way ->
        [server] on a server of this bot's own
        [endpoint] { $task ->
            [text_generation] on a server of this bot's own that goes on with texts
            [text_to_image] on a server of this bot's own that paints
            [text_to_speech] on a server of this bot's own that speaks
           *[chat_completion] on a server of this bot's own, by its chat route or in the model's own template
        }
        [template] chat over text generation, in the model's own template
        [editor] by providers, from a picture
        [router] by the router, which chooses the provider
       *[provider] { $task ->
            [chat_completion] by providers that have a chat route
           *[other] by providers, one after the other
        }
    }

### Health
huggingface-healthy = The token belongs to { $name } and may call Inference Providers.
huggingface-token-cannot-infer =
    The token belongs to { $name }, but lacks the permission to call Inference Providers. Make one that has it at
    { $page } and set HF_TOKEN.
huggingface-no-token = There is no token of Hugging Face. Make one at https://huggingface.co/settings/tokens and set HF_TOKEN.
huggingface-servers-only = There is no token of Hugging Face; only servers of this bot's own are used.
huggingface-hub-broken = Hugging Face's Hub answered with an error ({ $status }). Try again in a minute.
huggingface-hub-unreachable = Hugging Face's Hub cannot be reached. See whether this machine is online.
