## Descriptions of commands and options: at most 100 characters each. The declarations have the English ones.
## `option-<option>` is shared by all commands, `option-<command>-<option>` belongs to one.

### Shared options
option-private = Solo tú ves la respuesta
option-fresh = Hacerlo de nuevo, aunque ya exista lo mismo
option-seed = Misma semilla, mismo resultado, si el modelo puede
option-temperature = 0 es sobrio, 2 es alocado

### /chat
command-chat = Hablar con un modelo; recuerda la conversación de aquí
option-chat-message = Lo que quieres decir o preguntar
option-chat-attachment = Una imagen, un documento, una grabación o un archivo de texto del que hablar
option-chat-model = Qué modelo responde
option-chat-max-new-tokens = Lo larga que puede ser la respuesta

### /complete
command-complete = Continuar tu texto, palabra a palabra
option-complete-prompt = El texto que hay que continuar
option-complete-model = Qué modelo escribe
option-complete-max-new-tokens = Cuántos tokens añadir
option-complete-top-p = Elegir entre esta parte de las palabras más probables
option-complete-repetition-penalty = Por encima de 1 se repite menos
option-complete-stop = Parar antes de este texto; | separa varios
option-complete-include-prompt = Mostrar tu texto delante del nuevo

### /imagine
command-imagine = Pintar una imagen a partir de una descripción
option-imagine-prompt = Qué pintar
option-imagine-negative-prompt = Qué no debe aparecer
option-imagine-size = Forma de la imagen
option-imagine-steps = Más pasos tardan más y afinan más
option-imagine-guidance = Con cuánta fidelidad seguir las palabras
option-imagine-count = Cuántas imágenes
option-imagine-model = Qué modelo pinta
option-imagine-picture = Una imagen de partida, si el modelo puede

### /limerick
command-limerick = Escribir un limerick sobre una imagen o un tema
option-limerick-subject = De qué trata; si no, de la última imagen de aquí
option-limerick-picture = Una imagen de la que trata
option-limerick-model = Qué modelo escribe

### /speak
command-speak = Decir un texto en voz alta
option-speak-text = Qué decir en voz alta
option-speak-voice = La voz de quién; se recuerda
option-speak-speed = 1 es el ritmo propio de la voz; se recuerda
option-speak-model = Qué modelo habla; se recuerda

### /translate
command-translate = Traducir un texto a otro idioma
option-translate-text = Qué traducir
option-translate-to = A qué idioma, por su nombre o código; si no, al tuyo
option-translate-attachment = Un archivo de texto o un documento para traducir
option-translate-model = Qué modelo traduce

### /transcribe
command-transcribe = Transcribir lo que se dice en una grabación
option-transcribe-attachment = Una grabación para transcribir
option-transcribe-translate = En inglés, si el modelo sabe traducir
option-transcribe-model = Qué modelo escucha

### /perform
command-perform = El espectáculo completo: una imagen, un limerick sobre ella y su lectura
option-perform-subject = De qué trata el espectáculo
option-perform-voice = La voz de quién

### /troubadour
command-troubadour-models = Ver qué modelos hay, o elegir uno
option-troubadour-models-task = Solo esta tarea
option-troubadour-models-choose = Usar este modelo para la tarea a partir de ahora
option-troubadour-models-reset = Olvidar lo elegido para la tarea
option-troubadour-models-place = Elegir para todo el mundo aquí (administradores)
option-troubadour-models-price = Admitir aquí otros modelos hasta tantos $ por millón de tokens (administración)
option-troubadour-models-all = Todos los modelos servidos para la tarea, no solo la lista
option-troubadour-models-page = Qué página
option-troubadour-models-local-only = Admitir aquí solo servidores propios de este bot (administración)
command-troubadour-persona = Ver o elegir quién es el bot cuando charla
option-troubadour-persona-description = Quién debe ser el bot cuando habla contigo
option-troubadour-persona-reset = Volver a la manera de ser de Troubadour
option-troubadour-persona-place = Para todo el mundo aquí (administradores)
command-troubadour-usage = Ver lo que has consumido
option-troubadour-usage-period = Hasta cuánto tiempo atrás
option-troubadour-usage-everybody = De todo el mundo (administradores)
command-troubadour-reset = Olvidar la conversación de aquí y empezar de nuevo
option-troubadour-reset-private = Olvidar en su lugar tu conversación privada de aquí
command-troubadour-privacy = Qué se guarda sobre ti, cuánto tiempo y quién lo ve
command-troubadour-forget-me = Borrar todo lo que se guarda sobre ti
option-troubadour-forget-me-confirm = Sí, bórralo; no se puede deshacer
command-troubadour-status = Cómo está el bot y qué motor responde
command-troubadour-pause = Poner el bot en pausa para todo el mundo, o dejar que siga
option-troubadour-pause-resume = Seguir trabajando
command-troubadour-help = Qué sé hacer y cómo pedirlo
option-troubadour-help-command = Explicar este comando por completo
command-troubadour-showing = Ver o elegir cómo aparecen mis respuestas
option-troubadour-showing-how = A medida que crecen, con menos cambios, o una vez, cuando están listas
option-troubadour-showing-late-direct = Si una respuesta llega tarde para su lugar: enviártela directamente
option-troubadour-showing-edits = Responder de nuevo si editas una pregunta en 15 minutos; cada respuesta cuenta
option-troubadour-showing-spoken = Decirte también mis respuestas en voz alta; cada grabación cuenta
option-troubadour-showing-reset = Olvidar lo elegido
option-troubadour-showing-place = Para todo el mundo aquí (administradores)
command-troubadour-report = Avisar a quienes administran de una respuesta mía
option-troubadour-report-reason = Qué tiene de malo
option-troubadour-report-message = El enlace o id del mensaje; sin él, mi última respuesta aquí
command-troubadour-block = Bloquear a alguien aquí, o desbloquearlo
option-troubadour-block-user = A quién; sin ello, quién está bloqueado aquí
option-troubadour-block-lift = Volver a responderle
command-troubadour-limits = Ver lo que se permite aquí, o limitarlo
option-troubadour-limits-task = Qué tarea
option-troubadour-limits-whose = El límite de quién
option-troubadour-limits-rate = Cuánto en un tiempo, como 10/hour
option-troubadour-limits-budget = Llamadas o dólares en un día o un mes, como 200/day,$5/month; o none
option-troubadour-limits-who = Una persona o un rol, mencionado
option-troubadour-limits-treat = Qué vale aquí para ellos
option-troubadour-limits-weight = Su parte cuando esperan llamadas, 1 como máximo
option-troubadour-limits-everywhere = Para todo el servidor o espacio, no solo aquí
option-troubadour-limits-reset = Olvidar lo que se fijó

### Menus of a message, at most 32 characters, and the group
menu-describe-picture = Describir la imagen
menu-report = Denunciar
menu-speak = Leer en voz alta
menu-transcribe = Transcribir
menu-translate = Traducir
menu-write-a-limerick = Escribir un limerick
group-troubadour = Asuntos del propio Troubadour: modelos, uso, privacidad y ayuda
group-troubadour-admin = Para administradores: pausa, bloqueos y lo que se responde sin mención
command-summarize = Resumir lo dicho en un canal, con enlaces
option-summarize-since = Un día o un tiempo, como ayer o 3 horas, o el enlace de un mensaje
option-summarize-channel = Otro canal que puedes leer
option-summarize-share = Todos aquí ven el resumen
option-summarize-model = El modelo que escribe
menu-summarize-from-here = Resumir desde aquí
