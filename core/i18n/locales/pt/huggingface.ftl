## Sentences of the Hugging Face engine.

### While waiting
huggingface-loading = { $model } está sendo carregado
huggingface-trying-again = { $model } está ocupado; tentando outra vez
huggingface-reaching-again = Ainda não dá para alcançar { $model }; tentando outra vez
huggingface-painting = { $model } está pintando
huggingface-painting-without = { $model } está pintando, sem considerar { $options }
huggingface-speaking = { $model } está falando
huggingface-speaking-without = { $model } está falando, sem considerar { $options }
huggingface-listening = { $model } está ouvindo

### Why a model does not answer
huggingface-no-such-model = Não há nenhum modelo { $model } no Hub, ou o token deste bot não tem acesso a ele. Confira o nome, ou escolha outro modelo.
huggingface-hub-silent = O Hub do Hugging Face não diz quem oferece { $model }. Tente de novo daqui a um minuto.
huggingface-not-mapped = Nenhum provedor permitido aqui oferece { $model } para isto ({ $task }). Escolha outro modelo.
huggingface-provider-unknown = Não sei como usar { $model } desta forma ({ $provider }). Escolha outro modelo.
huggingface-model-not-served = { $model } não é oferecido ({ $provider }). Escolha outro modelo.
huggingface-served-by-others = { $provider } não oferece { $model }. É oferecido por { $others }.
huggingface-model-gone = { $model } foi retirado ({ $provider }). Escolha outro modelo.
huggingface-model-gated =
    { $model } é só para quem aceitou os seus termos. Quem cuida de mim pode aceitá-los em { $page }.
huggingface-account-restricted =
    { $provider } restringiu a conta deste bot. Quem cuida de mim precisa resolver isso com { $provider }. Até lá,
    escolha um modelo de outro servidor.
huggingface-not-in-region =
    { $provider } não oferece { $model } na região em que este bot funciona. Escolha outro modelo.
huggingface-cannot-see = { $model } não consegue ver imagens. Escolha um modelo que consiga.
huggingface-cannot-translate = { $model } não sabe traduzir fala para o inglês. Escolha um modelo que saiba, como openai/whisper-large-v3, ou retire --translate.
huggingface-no-template = { $model } não tem modelo de conversa, então não dá para falar com ele. Escolha outro modelo.
huggingface-template-slow = O modelo de conversa de { $model } não ficou pronto a tempo. Tente de novo em um minuto.
huggingface-resting =
    { $model } é deixado em paz durante { $seconds ->
        [one] { $seconds } segundo
       *[other] { $seconds } segundos
    }, porque falhou várias vezes seguidas ({ $provider }).
huggingface-still-loading = { $model } ainda está sendo carregado ({ $provider }). Tente de novo daqui a alguns minutos.
huggingface-too-slow = { $model } demorou demais. Tente de novo, ou peça algo mais curto ou menor.
huggingface-broken = { $model } falhou por causa de um erro ({ $provider }): “{ $said }”. Tente de novo daqui a um minuto.
huggingface-refused = { $model } foi recusado ({ $provider }): “{ $said }”. Escolha outro modelo.
huggingface-unreachable = Não dá para alcançar { $model } ({ $provider }). Tente de novo daqui a um minuto.
huggingface-answer-too-large = { $model } enviou mais do que aceito. Peça algo menor.
huggingface-not-media = O que { $model } devolveu não é o que foi pedido. Tente de novo, ou escolhe outro modelo.
huggingface-torn-media = { $model } enviou um arquivo que se interrompe no meio. Tente de novo, ou escolha outro modelo.
huggingface-lost = O que { $model } fez não pode ser buscado ({ $provider }). Tente de novo em um minuto.
huggingface-only-thoughts =
    { $model } ainda estava pensando quando chegou ao limite. Permita mais com --max-new-tokens, ou escolhe outro modelo.
huggingface-said-nothing = { $model } não respondeu nada. Tente de novo, ou escolhe outro modelo.
huggingface-credits-used-up =
    O crédito esgotou-se ({ $provider }). Quem cuida de mim pode comprar mais em { $page }.

### Failures that the operator can fix
huggingface-token-refused =
    O token deste bot não é aceito ({ $provider }). Quem cuida de mim pode criar um novo em { $page } e colocá-lo em HF_TOKEN.
huggingface-key-refused =
    O servidor de { $model } não aceita a chave deste bot. Quem cuida de mim pode colocar a certa em TROUBADOUR_HF_KEYS,
    com o host e a porta do servidor ou com o nome do modelo.
huggingface-not-permitted =
    O token deste bot não permite isto ({ $provider }). Quem cuida de mim pode criar um com a permissão para Inference
    Providers em { $page } e colocá-lo em HF_TOKEN.

### Failures that the person who asks can fix
huggingface-content-refused = Isto foi recusado por causa das regras sobre conteúdos ({ $provider }). Diga de outra forma.
huggingface-black-picture =
    Voltou uma imagem preta ({ $provider }): é assim que o filtro de segurança recusa. Diga de outra forma.
huggingface-too-large = Isto é grande demais para { $model }. Envie menos, ou uma imagem menor.
huggingface-too-long = Isto é longo demais para { $model }. Encurte, ou recomece com { $reset }.
huggingface-input-refused = { $model } não consegue usar isto: “{ $said }”. Mude isto, ou escolha outro modelo.
huggingface-too-many =
    Há pedidos demais a { $model } neste momento. Tente de novo daqui a { $wait ->
        [one] { $wait } segundo
       *[other] { $wait } segundos
    }.

### When an answer breaks off
huggingface-torn = A conexão com { $model } caiu no meio da resposta.
huggingface-stalled = { $model } calou-se no meio da resposta.
huggingface-fault = { $model } parou no meio da resposta: “{ $said }”.

### About an answer
huggingface-instead = Respondeu { $model }, porque { $passed } não conseguia.
huggingface-size-instead = Pedida em { $width }×{ $height }: { $provider } não aceita outro tamanho próximo do desejado.
huggingface-fewer-tokens = no máximo { $tokens } tokens, porque { $model } não aceita mais

### Models
huggingface-own-server = servidor próprio
huggingface-card =
    { $way ->
        [server] em um servidor próprio deste bot
        [endpoint] { $task ->
            [text_generation] em um servidor próprio deste bot que continua textos
            [text_to_image] em um servidor próprio deste bot que pinta
            [automatic_speech_recognition] em um servidor próprio deste bot que reconhece fala
            [text_to_speech] em um servidor próprio deste bot que fala
           *[chat_completion] em um servidor próprio deste bot, pela sua conversa ou no modelo de conversa do próprio modelo
        }
        [template] conversa por geração de texto, no modelo de conversa do próprio modelo
        [editor] por provedores, a partir de uma imagem
        [router] pelo roteador, que escolhe o provedor
       *[provider] { $task ->
            [chat_completion] por provedores que sabem conversar
           *[other] por provedores, um após o outro
        }
    }

### Health
huggingface-healthy = O token é de { $name } e pode usar Inference Providers.
huggingface-token-cannot-infer =
    O token é de { $name }, mas falta a permissão para usar Inference Providers. Crie um que a tenha em { $page } e
    coloque-o em HF_TOKEN.
huggingface-no-token = Não há nenhum token do Hugging Face. Crie um em https://huggingface.co/settings/tokens e coloque-o em HF_TOKEN.
huggingface-servers-only = Não há nenhum token do Hugging Face; só são usados os servidores próprios deste bot.
huggingface-hub-broken = O Hub do Hugging Face respondeu com um erro ({ $status }). Tente de novo daqui a um minuto.
huggingface-hub-unreachable = Não dá para alcançaro Hub do Hugging Face. Veja se esta máquina está online.
