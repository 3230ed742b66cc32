## Errors of every command.

no-such-command = No existe el comando { $name }. Comandos conocidos: { $known }.
option-unknown = { $command } no tiene la opción --{ $option }. Sus opciones: { $known }.
option-missing = A { $command } le falta { $option }.
option-too-long = --{ $option } admite como mucho { $maximum } caracteres; aquí hay { $length }.
option-choices = --{ $option } tiene que ser una de estas opciones: { $choices }, no «{ $given }».
option-range =
    { $kind ->
        [integer] --{ $option } es un número entero de { $minimum } a { $maximum }, no «{ $given }».
       *[number] --{ $option } es un número de { $minimum } a { $maximum }, no «{ $given }».
    }
option-bad =
    { $kind ->
        [integer] --{ $option } es un número entero, no «{ $given }».
        [number] --{ $option } es un número, no «{ $given }».
        [flag] --{ $option } se pone o no se pone; no lleva un valor como «{ $given }».
       *[other] --{ $option } no puede ser «{ $given }».
    }
attachments-too-many = Son { $given } archivos; se pueden enviar { $maximum } a la vez.
attachment-too-large = { $name } es demasiado grande; un archivo puede ocupar { $maximum } como mucho.
attachment-not-understood = Puedo leer imágenes, documentos, grabaciones y archivos de texto. { $name } es { $media_type }.
attachment-not-text = { $name } no es un archivo de texto en UTF-8. Guárdalo en UTF-8 e inténtalo de nuevo.
attachment-not-picture = { $name } no es una imagen.
message-without-picture = No hay ninguna imagen en este mensaje.
message-without-recording = No hay ninguna grabación en este mensaje.
message-empty = No hay nada en este mensaje que yo pueda usar.
place-not-listed = No estoy preparado para este lugar. Quien me mantiene puede añadirlo.
answer-refused = Aquí no se admite la respuesta. Vuelve a preguntarme, o pregúntame en otro lugar.
private-not-here = La respuesta es solo para ti, pero aquí todos ven lo que escribo. Pregúntame en otro lugar.
form-in-words = Aquí no tengo formularios. Cambia esta línea y envíala: { $line }
place-takes-no-files = Aquí no puedo adjuntar archivos, así que no he empezado y no se ha descontado nada. Un administrador puede permitirlo.
admins-only = { $command } es solo para los administradores de este lugar.
bot-paused = Ahora mismo estoy en pausa. Un administrador puede dejarme seguir.
button-expired = Este botón ha caducado. Repite el comando para tener uno nuevo.
form-expired = Este formulario ha caducado. Repite el comando para tener uno nuevo.
reply-gone = Esa respuesta ya no está.
stop-not-yours = Solo { $name } y los administradores pueden detener esto.
stop-too-late = Ya no hay nada que detener; ha terminado.
delete-not-yours = Solo { $name } y los administradores pueden borrar esto.
job-too-long =
    Esto ha tardado más de { $seconds ->
        [one] { $seconds } segundo
       *[other] { $seconds } segundos
    }, así que lo he dejado. Pide algo más corto o más pequeño.
internal-error = Algo ha salido mal por mi parte. Si avisas de ello, da el id de la solicitud: { $id }.
no-engine = No tengo con qué hacer esta tarea ({ $task }). Quien me mantiene puede configurarlo.
model-needed = Para esto hace falta un modelo, y aquí no hay ninguno conectado: quien me administra puede definir HF_TOKEN, o nombrar un modelo de un servidor propio en { $setting }.
no-picture-came = No ha llegado ninguna imagen. Inténtalo de nuevo o con otras palabras.
no-sound-came = No ha llegado ningún sonido. Inténtalo de nuevo o con otra voz.
interrupted-by-restart = Me están reiniciando; sigo en un momento.
paused-without-store = No puedo acceder a mi almacenamiento, así que hago una pausa aquí. Sigo en cuanto vuelva a responder.
command-gone = { $name } ya no está instalado aquí. Quien me administra puede volver a instalarlo.
tried-too-often =
    Esto se ha empezado { $count ->
        [one] { $count } vez
       *[other] { $count } veces
    } y siempre se ha cortado, así que lo he dejado. Puedes volver a pedirlo.
crashed-too-often =
    Me he caído { $count ->
        [one] { $count } vez
       *[other] { $count } veces
    } mientras esto estaba en marcha. Puede que esta petición haya tirado el bot, así que lo he dejado. Pide otra cosa, o de otra manera.
request-damaged = Mi registro de esta petición está dañado, así que no puedo responder. Pídelo otra vez, por favor.
engine-not-here = Aquí aún no puede responder nada. Quien me administra puede definir HF_TOKEN o dejar que el motor integrado responda en todas partes con TROUBADOUR_BUILTIN_ENGINE.
