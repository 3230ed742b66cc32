## Sentences of the Hugging Face engine.

### While waiting
huggingface-loading = { $model } is loading
huggingface-trying-again = { $model } is busy; trying again
huggingface-reaching-again = I cannot reach { $model } yet; trying again
huggingface-painting = { $model } is painting
huggingface-painting-without = { $model } is painting; it ignores { $options }
huggingface-speaking = { $model } is speaking
huggingface-speaking-without = { $model } is speaking; it ignores { $options }
huggingface-listening = { $model } is listening

### Why a model does not answer
huggingface-no-such-model = There is no model { $model } on the Hub, or the bot's token has no access to it. Check the name, or choose another model.
huggingface-hub-silent = The Hugging Face Hub does not say which providers serve { $model }. Try again in a minute.
huggingface-not-mapped = No provider that is allowed here serves { $model } for this ({ $task }). Choose another model.
huggingface-provider-unknown = I do not know how to use { $provider } for { $model }. Choose another model.
huggingface-model-not-served = { $provider } does not serve { $model }. Choose another model.
huggingface-served-by-others = { $provider } does not serve { $model }. These providers serve it: { $others }.
huggingface-model-gone = { $provider } has retired { $model }. Choose another model.
huggingface-model-gated =
    { $model } is only for people who have accepted its terms. The operator can accept them at { $page }.
huggingface-account-restricted =
    { $provider } has restricted the bot's account. The operator has to clear that up with { $provider }. Choose a model
    on another server until then.
huggingface-not-in-region =
    { $provider } does not offer { $model } in the region where this bot runs. Choose another model.
huggingface-cannot-see = { $model } cannot see pictures. Choose a model that can.
huggingface-cannot-translate = { $model } cannot translate speech into English. Choose a model that can, such as openai/whisper-large-v3, or leave --translate out.
huggingface-no-template = { $model } has no chat template, so it cannot chat. Choose another model.
huggingface-template-slow = The chat template of { $model } was not ready in time. Try again in a minute.
huggingface-resting =
    I do not use { $model } for { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }, because { $provider } failed several times in a row.
huggingface-still-loading = { $provider } is still loading { $model }. Try again in a few minutes.
huggingface-too-slow = { $model } took too long to answer. Try again, or ask for something shorter or smaller.
huggingface-broken = { $model } failed because of an error at { $provider }: “{ $said }”. Try again in a minute.
huggingface-refused = { $provider } refused { $model }: “{ $said }”. Choose another model.
huggingface-unreachable = I cannot reach { $model } through { $provider }. Try again in a minute.
huggingface-answer-too-large = { $model } sent more than I accept. Ask for something smaller.
huggingface-not-media = { $model } sent something else than I asked for. Try again, or choose another model.
huggingface-torn-media = { $model } sent a file that breaks off in the middle. Try again, or choose another model.
huggingface-lost = I cannot fetch the result of { $model } from { $provider }. Try again in a minute.
huggingface-only-thoughts =
    { $model } was still thinking when it reached its limit. Allow more with --max-new-tokens, or choose another model.
huggingface-said-nothing = { $model } sent an empty answer. Try again, or choose another model.
huggingface-credits-used-up =
    The credit for { $provider } is used up. The operator can buy more at { $page }.

### Failures that the operator can fix
huggingface-token-refused =
    { $provider } does not accept the bot's token. The operator can create a new one at { $page } and set HF_TOKEN.
huggingface-key-refused =
    The server of { $model } does not accept the bot's key. The operator can set the right one in TROUBADOUR_HF_KEYS, by
    the server's host and port or by the name of the model.
huggingface-not-permitted =
    The bot's token has no permission to use { $provider }. The operator can create one with the permission for
    Inference Providers at { $page } and set HF_TOKEN.

### Failures that the person who asks can fix
huggingface-content-refused = { $provider } refused this because of its content rules. Use other words.
huggingface-black-picture =
    { $provider } sent a black picture, as its safety filter does. Use other words.
huggingface-too-large = This is too large for { $model }. Send less, or a smaller picture.
huggingface-too-long = This is too long for { $model }. Shorten it, or start over with { $reset }.
huggingface-input-refused = { $model } cannot use this: “{ $said }”. Change it, or choose another model.
huggingface-too-many =
    There are too many requests to { $model } at the moment. Try again in { $wait ->
        [one] { $wait } second
       *[other] { $wait } seconds
    }.

### When an answer breaks off
huggingface-torn = The connection to { $model } broke in the middle of the answer.
huggingface-stalled = { $model } stopped sending in the middle of the answer.
huggingface-fault = { $model } stopped in the middle of the answer: “{ $said }”.

### About an answer
huggingface-instead = { $model } answered, because { $passed } could not.
huggingface-size-instead = Requested at { $width }×{ $height }, the nearest size that { $provider } accepts.
huggingface-fewer-tokens = at most { $tokens } tokens, because { $model } takes no more

### Models
huggingface-own-server = its own server
huggingface-card =
    { $way ->
        [server] on the operator's own server
        [endpoint] { $task ->
            [text_generation] on the operator's own server for text generation
            [text_to_image] on the operator's own server for pictures
            [automatic_speech_recognition] on the operator's own server for speech recognition
            [text_to_speech] on the operator's own server for speech
           *[chat_completion] on the operator's own server, by its chat route or in the model's own template
        }
        [template] chat by text generation, in the model's own template
        [editor] by providers, from a picture
        [router] by the router, which chooses the provider
       *[provider] { $task ->
            [chat_completion] by providers that have a chat route
           *[other] by providers, one after the other
        }
    }

### Health
huggingface-healthy = The token belongs to { $name } and can use Inference Providers.
huggingface-token-cannot-infer =
    The token belongs to { $name }, but it has no permission to use Inference Providers. Create one that has it at
    { $page } and set HF_TOKEN.
huggingface-no-token = There is no Hugging Face token. Create one at https://huggingface.co/settings/tokens and set HF_TOKEN.
huggingface-servers-only = There is no Hugging Face token, so I use only the operator's own servers.
huggingface-hub-broken = The Hugging Face Hub answered with an error ({ $status }). Try again in a minute.
huggingface-hub-unreachable = I cannot reach the Hugging Face Hub. Check that this machine is online.
