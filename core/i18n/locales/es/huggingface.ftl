## Sentences of the Hugging Face engine.

### While waiting
huggingface-loading = { $model } se está cargando
huggingface-trying-again = { $model } está ocupado; lo intento otra vez
huggingface-reaching-again = Aún no se puede llegar a { $model }; lo intento otra vez
huggingface-painting = { $model } está pintando
huggingface-painting-without = { $model } está pintando, sin tener en cuenta { $options }
huggingface-speaking = { $model } está hablando
huggingface-speaking-without = { $model } está hablando, sin tener en cuenta { $options }
huggingface-listening = { $model } está escuchando

### Why a model does not answer
huggingface-no-such-model = No hay ningún modelo { $model } en el Hub, o el token de este bot no puede verlo. Comprueba el nombre, o elige otro modelo.
huggingface-hub-silent = El Hub de Hugging Face no dice quién ofrece { $model }. Inténtalo de nuevo en un minuto.
huggingface-not-mapped = Ningún proveedor permitido aquí ofrece { $model } para esto ({ $task }). Elige otro modelo.
huggingface-provider-unknown = No sé cómo usar { $model } de esta forma ({ $provider }). Elige otro modelo.
huggingface-model-not-served = { $model } no se ofrece ({ $provider }). Elige otro modelo.
huggingface-served-by-others = { $provider } no ofrece { $model }. Lo ofrece { $others }.
huggingface-model-gone = { $model } ha sido retirado ({ $provider }). Elige otro modelo.
huggingface-model-gated =
    { $model } es solo para quien haya aceptado sus condiciones. Quien me mantiene puede aceptarlas en { $page }.
huggingface-account-restricted =
    { $provider } ha restringido la cuenta de este bot. Quien me mantiene tiene que aclararlo con { $provider }.
    Mientras tanto, elige un modelo de otro servidor.
huggingface-not-in-region = { $provider } no ofrece { $model } en la región donde funciona este bot. Elige otro modelo.
huggingface-cannot-see = { $model } no puede ver imágenes. Elige un modelo que pueda.
huggingface-cannot-translate = { $model } no sabe traducir el habla al inglés. Elige un modelo que sepa, como openai/whisper-large-v3, o quita --translate.
huggingface-no-template = { $model } no tiene plantilla de conversación, así que no se puede hablar con él. Elige otro modelo.
huggingface-template-slow = La plantilla de conversación de { $model } no estuvo lista a tiempo. Inténtalo de nuevo en un minuto.
huggingface-resting =
    A { $model } se le deja en paz durante { $seconds ->
        [one] { $seconds } segundo
       *[other] { $seconds } segundos
    }, porque ha fallado varias veces seguidas ({ $provider }).
huggingface-still-loading = { $model } todavía se está cargando ({ $provider }). Inténtalo de nuevo en unos minutos.
huggingface-too-slow = { $model } ha tardado demasiado. Inténtalo de nuevo, o pide algo más corto o más pequeño.
huggingface-broken = { $model } ha fallado por un error ({ $provider }): «{ $said }». Inténtalo de nuevo en un minuto.
huggingface-refused = { $model } ha sido denegado ({ $provider }): «{ $said }». Elige otro modelo.
huggingface-unreachable = No se puede llegar a { $model } ({ $provider }). Inténtalo de nuevo en un minuto.
huggingface-answer-too-large = { $model } ha enviado más de lo que acepto. Pide algo más pequeño.
huggingface-not-media = Lo que ha devuelto { $model } no es lo que se pedía. Inténtalo de nuevo, o elige otro modelo.
huggingface-torn-media =
    { $model } ha enviado un archivo que se corta a la mitad. Inténtalo de nuevo, o elige otro modelo.
huggingface-lost = Lo que ha hecho { $model } no se puede recoger ({ $provider }). Inténtalo de nuevo en un minuto.
huggingface-only-thoughts =
    { $model } aún estaba pensando cuando se alcanzó su límite. Permite más con --max-new-tokens, o elige otro modelo.
huggingface-said-nothing = { $model } no ha respondido nada. Inténtalo de nuevo, o elige otro modelo.
huggingface-credits-used-up =
    El crédito se ha agotado ({ $provider }). Quien me mantiene puede comprar más en { $page }.

### Failures that the operator can fix
huggingface-token-refused =
    No se acepta el token de este bot ({ $provider }). Quien me mantiene puede crear uno nuevo en { $page } y ponerlo en
    HF_TOKEN.
huggingface-key-refused =
    El servidor de { $model } no acepta la clave de este bot. Quien me mantiene puede poner la correcta en
    TROUBADOUR_HF_KEYS, con el host y el puerto del servidor o con el nombre del modelo.
huggingface-not-permitted =
    El token de este bot no permite esto ({ $provider }). Quien me mantiene puede crear uno con el permiso para Inference
    Providers en { $page } y ponerlo en HF_TOKEN.

### Failures that the person who asks can fix
huggingface-content-refused = Esto se ha rechazado por las normas sobre contenidos ({ $provider }). Dilo de otra manera.
huggingface-black-picture =
    Ha vuelto una imagen negra ({ $provider }): así rechaza el filtro de seguridad. Dilo de otra manera.
huggingface-too-large = Esto es demasiado grande para { $model }. Envía menos, o una imagen más pequeña.
huggingface-too-long = Esto es demasiado largo para { $model }. Acórtalo, o empieza de nuevo con { $reset }.
huggingface-input-refused = { $model } no puede usar esto: «{ $said }». Cámbialo, o elige otro modelo.
huggingface-too-many =
    Ahora mismo hay demasiadas peticiones a { $model }. Inténtalo de nuevo en { $wait ->
        [one] { $wait } segundo
       *[other] { $wait } segundos
    }.

### When an answer breaks off
huggingface-torn = La conexión con { $model } se ha cortado en mitad de la respuesta.
huggingface-stalled = { $model } se ha quedado callado en mitad de la respuesta.
huggingface-fault = { $model } se ha parado en mitad de la respuesta: «{ $said }».

### About an answer
huggingface-instead = Ha respondido { $model }, porque { $passed } no podía.
huggingface-size-instead = Pedida a { $width }×{ $height }: { $provider } no admite otro tamaño cercano al deseado.
huggingface-fewer-tokens = como mucho { $tokens } tokens, porque { $model } no admite más

### Models
huggingface-own-server = su propio servidor
huggingface-card =
    { $way ->
        [server] en un servidor propio de este bot
        [endpoint] { $task ->
            [text_generation] en un servidor propio de este bot que continúa textos
            [text_to_image] en un servidor propio de este bot que pinta
            [automatic_speech_recognition] en un servidor propio de este bot que reconoce el habla
            [text_to_speech] en un servidor propio de este bot que habla
           *[chat_completion] en un servidor propio de este bot, por su conversación o con la plantilla del modelo
        }
        [template] conversación por generación de texto, con la plantilla del modelo
        [editor] por proveedores, a partir de una imagen
        [router] por el enrutador, que elige el proveedor
       *[provider] { $task ->
            [chat_completion] por proveedores que saben conversar
           *[other] por proveedores, uno tras otro
        }
    }

### Health
huggingface-healthy = El token es de { $name } y puede usar Inference Providers.
huggingface-token-cannot-infer =
    El token es de { $name }, pero le falta el permiso para usar Inference Providers. Crea uno que lo tenga en { $page } y
    ponlo en HF_TOKEN.
huggingface-no-token = No hay ningún token de Hugging Face. Crea uno en https://huggingface.co/settings/tokens y ponlo en HF_TOKEN.
huggingface-servers-only = No hay ningún token de Hugging Face; solo se usan los servidores propios de este bot.
huggingface-hub-broken = El Hub de Hugging Face ha respondido con un error ({ $status }). Inténtalo de nuevo en un minuto.
huggingface-hub-unreachable = No se puede llegar al Hub de Hugging Face. Mira si esta máquina está en línea.
