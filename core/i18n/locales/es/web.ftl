## The web room.

### Turned away
web-wrong-host = Esta sala no responde a este nombre. Ábrela en su propia dirección, o añade el nombre a TROUBADOUR_WEB_HOSTS.
web-wrong-origin = Esto ha llegado de otra página, no de la sala. Abre la sala misma e inténtalo de nuevo.
web-come-in-first = Entra primero: recarga la página.
web-wrong-password = Esa no es la contraseña. Pregunta a quien lleva esta sala.
web-invited-only = A esta sala solo se entra con invitación. Pide un enlace a quien lleva esta sala.
web-link-used = Este enlace ya se usó, o no es de este arranque. Pide uno nuevo a quien lleva esta sala.
web-nobody-called = Aquí nadie se llama «{ $name }». Da el nombre que aparece encima de su pregunta.
web-several-called = Aquí varias personas se llaman «{ $name }». Da el id de la que quieres decir, que su nombre muestra al señalarlo: { $ids }.
web-name-empty = Un nombre necesita al menos una letra que se vea.
web-no-such-page = No hay nada en esta dirección.
web-bad-request = No entiendo esta petición. Recarga la página e inténtalo de nuevo.
web-body-too-large = Es demasiado largo para enviarlo. Acórtalo o adjúntalo como archivo.
web-too-slow = No ha llegado nada más en medio minuto. Comprueba la conexión e inténtalo de nuevo.
web-too-many-streams = Esta sala está abierta en demasiadas pestañas de este navegador. Cierra algunas y recarga la página.
web-file-too-large = Este archivo pasa de { $megabytes } MB, que es lo máximo que acepto. Envía uno más pequeño.
web-file-gone = Este archivo ya no está: se borró o ha caducado.
web-upload-gone = Un archivo que adjuntaste ya no está. Adjúntalo de nuevo.

### The door
web-page-enter-hint = Esta sala tiene contraseña. Quien la lleva puede dártela.
web-page-enter-link = Tienes un enlace de un solo uso. Te deja entrar como la persona que lleva esta sala.
web-page-enter-password = Contraseña
web-page-enter-go = Entrar

### The room
web-page-welcome = Pide una canción, una imagen, un cuento
web-page-welcome-more = Pinto imágenes, escribo limericks, leo en voz alta y me gusta charlar.
web-page-welcome-hint = Escribe `/` para ver todo lo que sé hacer, o simplemente habla. Las imágenes se pueden soltar en cualquier parte.
web-page-example-perform = /perform un faro en la tormenta
web-page-example-imagine = /imagine un zorro rojo en la nieve --seed 7
web-page-example-limerick = /limerick un panadero que sueña con el mar
web-page-example-speak = /speak ¡Buenas noches y bienvenidos al espectáculo!
web-page-example-chat = ¿Quién eres y qué sabes hacer?
web-page-reconnecting = Reconectando…
web-page-latest = A lo más reciente
web-page-latest-new = Nuevo: { $count }. A lo más reciente
web-page-older = Mostrar respuestas anteriores
web-page-older-loading = Cargando respuestas anteriores…
web-page-older-failed = Las respuestas anteriores no han llegado. Inténtalo de nuevo.
web-page-beginning = La sala empieza aquí.
web-page-private = solo tú
web-page-reply-to = { $name } preguntó: { $said }
web-page-queued = Esperando turno
web-page-working = En ello
web-page-writing = Escribiendo
web-page-seconds-left = quedan unos { $seconds } s
web-page-stop = Detener
web-page-stopped = Detenido por { $name }.
web-page-nothing-said = Hecho.
web-page-error-id = Id de la solicitud: { $id }
web-page-announce-done = Respuesta para { $name }: { $said }
web-page-announce-stopped = La respuesta para { $name } se ha detenido.
web-page-announce-failed = Sin respuesta para { $name }: { $said }

### Pictures and recordings
web-page-full-size = Mostrar a tamaño completo
web-page-show-spoiler = Mostrar esta imagen
web-page-download = Descargar
web-page-play = Reproducir
web-page-pause = Pausa
web-page-position = Posición en la grabación
web-page-transcript = Transcripción

### Writing
web-page-placeholder = Habla o escribe /
web-page-line-label = Tu mensaje
web-page-send = Enviar
web-page-attach = Adjuntar archivos
web-page-attached = Archivos adjuntos
web-page-record = Grabar un mensaje
web-page-recording = Grabación
web-page-recording-name = mensaje-de-voz
web-page-record-stop = Terminar la grabación
web-page-record-cancel = Descartar la grabación
web-page-record-denied = El navegador no deja que esta página use el micrófono. Permítelo en los ajustes del navegador para esta página.
web-page-record-no-device = Aquí no funciona ningún micrófono. Conecta uno, o adjunta una grabación.
web-page-level = Volumen
web-page-options = Opciones
web-page-completions = Sugerencias
web-page-not-sent = No se ha podido enviar: la sala no responde. Sigue aquí; vuelve a enviarlo en un momento.
web-page-too-many-files = Con un mensaje van { $count } archivos como mucho.
web-page-file-too-large = { $name } es demasiado grande: el máximo es { $size }.
web-page-upload-failed = No se ha podido subir { $name }. Adjúntalo de nuevo.
web-page-uploading = Subiendo { $name }
web-page-remove = Quitar { $name }
web-page-pasted = Archivo pegado

### Forms and the name
web-page-form-command = Comando
web-page-form-send = Enviar
web-page-cancel = Cancelar
web-page-close = Cerrar
web-page-required = necesario
web-page-your-name = Tu nombre
web-page-change-name = Eres { $name }. Cambiar de nombre
web-page-name-title = ¿Cómo quieres que te llame?
web-page-name-why = Todo el mundo en esta sala ve este nombre junto a lo que preguntas.
web-page-name-go = Así me llamo
web-page-name-later = Ahora no

### Conversations
web-no-conversation = Esta conversación no existe. Se borró, o es de otra persona.
web-not-your-conversation = Solo quien abrió esta conversación o un administrador puede cambiarla para todos.
web-title-empty = Un título necesita al menos una letra visible.
web-page-conversations = Conversaciones
web-page-lobby = El vestíbulo
web-page-to-lobby = Al vestíbulo
web-page-new = Nueva conversación
web-page-new-shared = Nueva para todos
web-page-untitled = Nueva conversación
web-page-shared = todos aquí
web-page-search = Buscar en todas las conversaciones
web-page-found-none = Nada contiene estas palabras.
web-page-found-count = Encontrado: { $count }
web-page-archived = Archivadas
web-page-conversation-menu = Más sobre { $title }
web-page-title = Título
web-page-rename = Cambiar el título
web-page-pin = Fijar
web-page-unpin = Soltar
web-page-archive = Archivar
web-page-unarchive = Sacar del archivo
web-page-export-markdown = Guardar como Markdown
web-page-export-json = Guardar como JSON
web-page-delete = Borrar
web-page-delete-sure = Esto borra la conversación con todo lo que contiene, para todos los que pueden leerla.
web-page-delete-go = Borrar para siempre
web-page-starts-afresh = Lo de arriba está olvidado

### The line and its files
web-page-completions-count = { $at } de { $count }
web-page-model = Modelo que responde
web-page-model-usual = El modelo habitual
web-page-pasted-text = texto-pegado
web-page-paste-as-text = Ponerlo en la línea
web-page-preview = Vista previa
web-page-file-broken = { $name } está vacío o dañado, así que no se adjuntó.
web-page-field-empty = Rellena «{ $label }».

### The first visit
web-page-welcome-picture = Un faro pintado en una tormenta al atardecer
web-page-welcome-picture-made = `/imagine a lighthouse in a storm at sunset`, del motor integrado
web-page-answering = Aquí responde { $model }.
web-page-answering-rules = No hay ningún modelo conectado. Responde el motor integrado, con reglas.
web-page-connect = Conectar un modelo
web-page-connect-token = De Hugging Face: crea un token en https://huggingface.co/settings/tokens, escribe `HF_TOKEN=hf_…` en `.env` y arranca de nuevo.
web-page-connect-server = De un servidor propio, como Ollama o llama.cpp: escribe `TROUBADOUR_CHAT_COMPLETION_MODELS=MODELO@http://127.0.0.1:11434/v1` en `.env` y arranca de nuevo.

### Pictures at full size
web-page-previous = Imagen anterior
web-page-next = Imagen siguiente
web-page-zoom = Ampliar
web-page-compare = Comparar con el original
web-page-source = Original: { $name }
web-page-place-in-set = { $at } de { $count }
