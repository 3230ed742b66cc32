## Sentences for Discord only.

discord-working = En ello…
discord-done = Hecho.
discord-stopped = Detenido por { $name }.
discord-whole-in-file = La respuesta no cabe aquí; está entera en el archivo.
discord-recording-lowered = La calidad de esta grabación es más baja para que quepa aquí.
discord-file-refused = Discord no admite aquí un archivo de este tamaño, así que falta.
discord-file-kept = Discord no acepta este archivo en este momento. Lo he guardado.
discord-picture-refused = Discord no admite aquí esta imagen, así que falta.
discord-blocked-by-moderation = La moderación de este servidor bloqueó la respuesta, así que no hay más.
discord-content-refused = Discord rechazó el contenido de la respuesta, así que no hay más.
discord-answer-refused = Discord no admite esta respuesta de ninguna forma. Vuelve a preguntarme, quizá por algo más corto.
discord-no-files = Aquí no puedo adjuntar archivos, así que falta algo. Quien administra este servidor puede permitirlo.
discord-form-late = El formulario llegó demasiado tarde. Vuelve a dar la orden.
discord-attachment-gone = { $name } ya no está en Discord o no se puede descargar. Adjúntalo de nuevo.
discord-slash-only = Lo que { $command } responde aquí es solo para ti: úsalo como comando de barra.
discord-off = Discord ya no me deja entrar. El registro dice por qué; el ajuste que hay que revisar es { $setting }.
discord-invalid-requests = Discord rechazó { $count } solicitudes en diez minutos y bloquea esta máquina al llegar a 10 000. Las respuestas que crecen se detienen hasta que haya menos. El registro dice qué se rechazó.
discord-outdated = Discord ya no deja entrar a esta versión de mí. Instala una versión más reciente.
discord-command-refused = Discord rechaza mi comando { $command }, así que mis comandos se quedan como estaban: { $reason }
discord-commands-refused = Discord rechaza mis comandos, así que se quedan como estaban: { $reason }
discord-not-writable = Allí no puedo escribir, así que no he empezado y no se ha descontado nada. Un administrador del servidor puede permitirlo.
discord-ask-about = Preguntar sobre esto
