## Que modelos podem ser usados, quanto custam e quem é avisado.

### Why a model is not allowed here
model-not-offered =
    “{ $model }” não está entre os modelos deste lugar. { $command } mostra quais são; a administração pode permitir outros aqui
    com --price e um limite.
model-not-local =
    “{ $model }” não está em um servidor próprio deste bot, e aqui nada mais pode ser usado. { $command } mostra o que pode; a
    administração pode permitir os outros com --local-only no.
model-none-local =
    Aqui só podem ser usados servidores próprios deste bot, e nenhum sabe fazer isto ({ $task }). A administração pode
    permitir outros: { $command } --local-only no.
model-prices-unknown =
    Agora não é possível consultar quanto custa { $model }. Tente de novo daqui a um minuto, ou escolha um dos que
    { $command } mostra.
model-price-unknown =
    Não se sabe quanto custa { $model }, por isso não pode ser sujeito ao limite deste lugar. { $command } mostra outros;
    quem me opera pode adicioná-lo a { $setting }.
model-too-dear =
    { $model } custa US$ { $price } por milhão de tokens; aqui o máximo é US$ { $limit }. { $command } mostra outros; a
    administração pode subir o limite com --price.
model-passed-over = “{ $model }”, escolhido antes, não pode ser usado aqui
model-rules-instead = Nenhum modelo conseguiu responder: { $why } O motor integrado responde no lugar deles, por regras.

### /troubadour models
models-price = , US$ { $price } por milhão de tokens
models-way = , { $note }
models-way-providers = , { $note }: { $providers }
models-trouble = , agora não: { $why }
models-chosen-elsewhere = • { $model }, em uso aqui onde pode
models-bounds-price = Aqui também podem ser usados outros, até US$ { $limit } por milhão de tokens de saída.
models-bounds-local = Aqui só podem ser usados servidores próprios deste bot, e o motor integrado.
models-price-reset = Aqui voltam a poder ser usados só os modelos da lista.
models-local-reset = Aqui voltam a poder ser usados modelos servidos em outros lugares.
models-price-too-high = O limite pode ser US$ { $highest } no máximo: até aí deixa quem me opera ({ $setting }).
models-price-closed = Quem me opera não permite outros modelos além dos da lista ({ $setting }).
suggestion-priced = { $model } (US$ { $price } por milhão de tokens, { $licence })

### /troubadour privacy
privacy-providers =
    Os modelos do Hugging Face são servidos por: { $providers }. Quem responde vê o que você pergunta; valem as suas próprias
    condições e as do Hugging Face.
privacy-providers-unknown =
    Para alguns modelos, o Hugging Face escolhe o provedor quando você pergunta; ele aparece em letras pequenas sob a
    resposta, e valem as suas próprias condições.
privacy-own-servers = Em servidores de quem me opera rodam: { $models }.
privacy-local-only = Daqui nada vai para mais ninguém.
privacy-other-models =
    Aqui podem ser escolhidos outros modelos, até US$ { $limit } por milhão de tokens; o que você pergunta a eles vai para os
    provedores que as letras pequenas nomeiam.

### /troubadour status, and alerts for the operator
status-alerts = **O que precisa de atenção**
status-alert = • { $moment }: { $what }
alert-model-unserved = { $why } Passo por cima de { $model }: tire-o de { $setting }, ou ponha antes um que seja servido.
alert-model-broken = { $why } Passo por cima de { $model }; se continuar, tire-o de { $setting }.
alert-credits-used-up =
    O crédito no Hugging Face acabou, e os seus modelos são passados por cima. Ele se renova em { $renewal }; dá para comprar
    mais em { $page }.
alert-own-server-refuses = O servidor de { $model } me recusa: { $why } Verifique a chave em TROUBADOUR_HF_KEYS.
