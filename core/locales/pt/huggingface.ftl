## What the Hugging Face engine says.

### While waiting
huggingface-loading = { $model } está a ser carregado
huggingface-trying-again = { $model } está ocupado; vou tentar outra vez
huggingface-painting = { $model } está a pintar
huggingface-speaking = { $model } está a falar

### Why a model does not answer
huggingface-not-offered = { $model } não está entre os modelos da Hugging Face configurados aqui.
huggingface-no-such-model = Não há nenhum modelo { $model } no Hub, ou o token deste bot não o pode ver.
huggingface-hub-silent = O Hub da Hugging Face não diz quem oferece { $model }. Tenta de novo daqui a um minuto.
huggingface-not-mapped = Nenhum fornecedor permitido aqui oferece { $model } para isto ({ $task }). Escolhe outro modelo.
huggingface-provider-unknown = Não sei como usar { $model } desta forma ({ $provider }). Escolhe outro modelo.
huggingface-model-not-served = { $model } não é oferecido ({ $provider }). Escolhe outro modelo.
huggingface-model-gone = { $model } foi retirado ({ $provider }). Escolhe outro modelo.
huggingface-model-gated =
    { $model } é só para quem aceitou os seus termos. Quem me gere pode aceitá-los em { $page }.
huggingface-cannot-see = { $model } não consegue ver imagens. Escolhe um modelo que consiga.
huggingface-no-template = { $model } não tem modelo de conversa, por isso não se pode falar com ele. Escolhe outro modelo.
huggingface-resting =
    { $model } é deixado em paz durante { $seconds ->
        [one] { $seconds } segundo
       *[other] { $seconds } segundos
    }, porque falhou várias vezes seguidas ({ $provider }).
huggingface-still-loading = { $model } ainda está a ser carregado ({ $provider }). Tenta de novo daqui a uns minutos.
huggingface-too-slow = { $model } demorou demasiado. Tenta de novo, ou pede algo mais curto ou mais pequeno.
huggingface-broken = { $model } falhou por causa de um erro ({ $provider }): “{ $said }”. Tenta de novo daqui a um minuto.
huggingface-refused = { $model } foi recusado ({ $provider }): “{ $said }”. Escolhe outro modelo.
huggingface-unreachable = Não se consegue chegar a { $model } ({ $provider }). Tenta de novo daqui a um minuto.
huggingface-answer-too-large = { $model } enviou mais do que aceito. Pede algo mais pequeno.
huggingface-not-media = O que { $model } devolveu não é o que foi pedido. Tenta de novo, ou escolhe outro modelo.
huggingface-only-thoughts =
    { $model } ainda estava a pensar quando chegou ao limite. Permite mais com --max_new_tokens, ou escolhe outro modelo.
huggingface-said-nothing = { $model } não respondeu nada. Tenta de novo, ou escolhe outro modelo.
huggingface-credits-used-up =
    O crédito esgotou-se ({ $provider }). Quem me gere pode comprar mais em { $page }.

### What whoever runs the bot can mend
huggingface-token-refused =
    O token deste bot não é aceite ({ $provider }). Quem me gere pode criar um novo em { $page } e pô-lo em HF_TOKEN.
huggingface-not-permitted =
    O token deste bot não permite isto ({ $provider }). Quem me gere pode criar um com a permissão para Inference
    Providers em { $page } e pô-lo em HF_TOKEN.

### What whoever asks can mend
huggingface-content-refused = Isto foi recusado por causa das regras sobre conteúdos ({ $provider }). Di-lo de outra forma.
huggingface-black-picture =
    Voltou uma imagem preta ({ $provider }): é assim que o filtro de segurança recusa. Di-lo de outra forma.
huggingface-too-large = Isto é demasiado grande para { $model }. Envia menos, ou uma imagem mais pequena.
huggingface-too-long = Isto é demasiado longo para { $model }. Encurta-o, ou recomeça com /troubadour reset.
huggingface-input-refused = { $model } não consegue usar isto: “{ $said }”.
huggingface-too-many =
    Há demasiados pedidos a { $model } neste momento. Tenta de novo daqui a { $wait ->
        [one] { $wait } segundo
       *[other] { $wait } segundos
    }.

### When an answer breaks off
huggingface-torn = A ligação a { $model } caiu a meio da resposta.
huggingface-stalled = { $model } calou-se a meio da resposta.
huggingface-fault = { $model } parou a meio da resposta: “{ $said }”.

### About an answer
huggingface-instead = Respondeu { $model }, porque { $passed } não conseguia.

### Models
huggingface-own-server = servidor próprio
huggingface-card =
    { $way ->
        [server] num servidor próprio deste bot
        [provider] através de { $provider }
       *[router] através dos Inference Providers da Hugging Face
    }

### Health
huggingface-healthy = O token é de { $name } e pode usar Inference Providers.
huggingface-token-cannot-infer =
    O token é de { $name }, mas falta-lhe a permissão para usar Inference Providers. Cria um que a tenha em { $page } e
    põe-no em HF_TOKEN.
huggingface-no-token = Não há nenhum token da Hugging Face. Cria um em https://huggingface.co/settings/tokens e põe-no em HF_TOKEN.
huggingface-servers-only = Não há nenhum token da Hugging Face; só são usados os servidores próprios deste bot.
huggingface-hub-broken = O Hub da Hugging Face respondeu com um erro ({ $status }). Tenta de novo daqui a um minuto.
huggingface-hub-unreachable = Não se consegue chegar ao Hub da Hugging Face. Vê se esta máquina está em linha.
