## Qué modelos pueden usarse, cuánto cuestan y a quién se avisa.

### Why a model is not allowed here
model-not-offered =
    «{ $model }» no está entre los modelos de este lugar. { $command } los muestra; la administración puede admitir otros
    aquí con --price y un límite.
model-not-local =
    «{ $model }» no está en un servidor propio de este bot, y aquí no puede usarse nada más. { $command } muestra lo que sí;
    la administración puede admitir los demás con --local-only no.
model-none-local =
    Aquí solo pueden usarse servidores propios de este bot, y ninguno sabe hacer esto ({ $task }). La administración puede
    admitir otros: { $command } --local-only no.
model-prices-unknown =
    Ahora mismo no se puede consultar cuánto cuesta { $model }. Inténtalo de nuevo en un minuto, o elige uno de los que
    muestra { $command }.
model-price-unknown =
    No se sabe cuánto cuesta { $model }, así que no se le puede aplicar el límite de este lugar. { $command } muestra otros;
    quien me gestiona puede añadirlo a { $setting }.
model-too-dear =
    { $model } cuesta { $price } $ por millón de tokens; aquí el máximo son { $limit } $. { $command } muestra otros; la
    administración puede subir el límite con --price.
model-passed-over = «{ $model }», elegido en su día, no puede usarse aquí
model-rules-instead = Ningún modelo ha podido responder: { $why } Responde en su lugar el motor integrado, por reglas.

### /troubadour models
models-price = , { $price } $ por millón de tokens
models-way = , { $note }
models-way-providers = , { $note }: { $providers }
models-trouble = , ahora no: { $why }
models-chosen-elsewhere = • { $model }, en uso aquí donde se puede
models-bounds-price = Aquí también pueden usarse otros, hasta { $limit } $ por millón de tokens de salida.
models-bounds-local = Aquí solo pueden usarse servidores propios de este bot, y el motor integrado.
models-price-reset = Aquí vuelven a poder usarse solo los modelos de la lista.
models-local-reset = Aquí vuelven a poder usarse modelos de otros servidores.
models-price-too-high = El límite puede ser de { $highest } $ como mucho: hasta ahí lo permite quien me gestiona ({ $setting }).
models-price-closed = Quien me gestiona no admite más modelos que los de la lista ({ $setting }).
suggestion-priced = { $model } ({ $price } $ por millón de tokens, { $licence })

### /troubadour privacy
privacy-providers =
    Los modelos de Hugging Face los sirven: { $providers }. Quien responde ve lo que preguntas; se aplican sus propias
    condiciones y las de Hugging Face.
privacy-providers-unknown =
    Para algunos modelos, Hugging Face elige el proveedor cuando preguntas; aparece en letra pequeña bajo la respuesta, y se
    aplican sus propias condiciones.
privacy-own-servers = En servidores de quien me gestiona funcionan: { $models }.
privacy-local-only = Desde este lugar no va nada a nadie más.
privacy-other-models =
    Aquí pueden elegirse otros modelos, hasta { $limit } $ por millón de tokens; lo que les preguntas va a los proveedores
    que nombra la letra pequeña.

### /troubadour status, and alerts for the operator
status-alerts = **Lo que requiere atención**
status-alert = • { $moment }: { $what }
alert-model-unserved = { $why } Me salto { $model }: quítalo de { $setting }, o pon delante uno que se sirva.
alert-model-broken = { $why } Me salto { $model }; si sigue así, quítalo de { $setting }.
alert-credits-used-up =
    El crédito en Hugging Face se ha agotado y sus modelos se saltan. Se renueva el { $renewal }; se puede comprar más en
    { $page }.
alert-own-server-refuses = El servidor de { $model } me rechaza: { $why } Revisa su clave en TROUBADOUR_HF_KEYS.
