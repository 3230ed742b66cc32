## Sentences of the commands.

### Buttons
button-again = Otra vez
button-edit = Editar
button-vary = Variar
button-show-file = Mostrar ahora
button-limerick = Limerick
button-speak = Leer en voz alta
button-continue = Continuar
button-delete = Borrar
button-stop = Detener
button-forget-me = Sí, olvídame

### While making
thinking = Pensando…
painting-one-of = Pintando la imagen { $number } de { $count }
limerick-writing = Buscando rimas
limerick-mending = Las rimas cojean; lo escribo otra vez
speaking-part = Diciendo la parte { $number } de { $count }
speaking-estimate =
    Unos { $minutes } { $minutes ->
        [one] minuto
       *[other] minutos
    } de voz en { $requests } { $requests ->
        [one] petición
       *[other] peticiones
    }.
speaking-chapters = Capítulos: { $chapters }
perform-prompt = Imaginando la imagen
perform-picture = Pintándola
perform-limerick = Escribiendo un limerick sobre ella
perform-recording = Leyéndolo en voz alta
perform-title-prompt = La idea
perform-title-limerick = El limerick

### Missing or unusable input
chat-nothing-said = Di algo, o adjunta una imagen, un documento o un archivo de texto.
limerick-about-what = Dime de qué trata el limerick, o adjunta una imagen: aquí aún no hay ninguna.
speak-nothing = En este texto no hay nada que se pueda decir.
speak-too-long = Puedo decir { $maximum } caracteres de una vez; aquí hay { $length }. Acorta el texto o dámelo por partes.
translate-nothing = Dame un texto para traducir, o adjunta un archivo de texto o un documento.
translate-language = --{ $option } debe ser un idioma, como alemán, Deutsch o de, no «{ $given }».
translate-not-text = Puedo traducir archivos de texto y documentos. { $name } es { $media_type }.
translate-cut = El texto era demasiado largo: esta traducción no está completa. Tradúcelo en partes más pequeñas.
transcribe-nothing = Adjunta una grabación para transcribir.
transcribe-no-words = No oigo ninguna palabra en esta grabación. Grábala de nuevo, más cerca del micrófono.
transcribing-part = Escuchando la parte { $number } de { $count }
heard-words = > 🎤 { $words }
button-correct-heard = Corregir lo que oí
button-show-heard = Ver todo lo que oí

### /troubadour models
models-task =
    { $task ->
        [chat_completion] **Hablar**
        [text_generation] **Continuar un texto**
        [text_to_image] **Pintar**
        [automatic_speech_recognition] **Reconocimiento de voz**
        [text_to_speech] **Decir en voz alta**
       *[other] **{ $task }**
    }
models-none = • ninguno
models-used = • { $model } ({ $engine }, licencia: { $licence }{ $price }), en uso aquí{ $more }
models-offered = • { $model } ({ $engine }, licencia: { $licence }{ $price }){ $more }
models-chosen = A partir de ahora se usa { $model } (tarea: { $task }).
models-reset = Lo elegido queda olvidado; vuelve a usarse el primer modelo (tarea: { $task }).
models-which-task = Di para qué tarea, con --task: { $tasks }.

### /troubadour persona
persona-set = A partir de ahora soy: { $persona }
persona-reset = Vuelvo a ser yo.
persona-is = Cuando charlo, soy: { $persona }
persona-default = Cuando charlo, soy Troubadour. Para cambiarlo, describe a otra persona después del comando.

### /troubadour usage
usage-yours =
    { $period ->
        [day] **Tus últimas 24 horas**
        [week] **Tus últimos 7 días**
       *[month] **Tus últimos 30 días**
    }
usage-everybody =
    { $period ->
        [day] **Todo el mundo, últimas 24 horas**
        [week] **Todo el mundo, últimos 7 días**
       *[month] **Todo el mundo, últimos 30 días**
    }
usage-task =
    { $task ->
        [chat_completion] • hablar: { $count ->
            [one] { $count } llamada
           *[other] { $count } llamadas
        }
        [text_generation] • continuar textos: { $count ->
            [one] { $count } llamada
           *[other] { $count } llamadas
        }
        [text_to_image] • pintar: { $count ->
            [one] { $count } imagen
           *[other] { $count } imágenes
        }
        [automatic_speech_recognition] • reconocimiento de voz: { $count ->
            [one] { $count } llamada
           *[other] { $count } llamadas
        }
       *[text_to_speech] • decir en voz alta: { $count ->
            [one] { $count } frase
           *[other] { $count } frases
        }
    }
usage-failed =
    • fallidas, y gratis: { $count ->
        [one] { $count } llamada
       *[other] { $count } llamadas
    }
usage-nothing = • nada todavía
usage-no-limits = No hay límites fijados.

### /troubadour reset
reset-public =
    { $name } me ha hecho olvidar la conversación de aquí: { $count ->
        [one] { $count } mensaje
       *[other] { $count } mensajes
    }.
reset-private =
    Tu conversación privada conmigo aquí queda olvidada: { $count ->
        [one] { $count } mensaje
       *[other] { $count } mensajes
    }.

### /troubadour privacy and forget-me
privacy-kept = Guardo lo que me preguntas aquí y lo que respondo, para recordar la conversación. Si me llaman a un hilo, leo lo que se dijo antes en él. Si respondes a un mensaje, lo leo junto con los que tiene encima en su cadena de respuestas; también leo el que me reenvías. No leo nada más.
privacy-days =
    { $days ->
        [one] Se borra al cabo de { $days } día.
       *[other] Se borra al cabo de { $days } días.
    }
privacy-left = Si me quitan de un servidor o espacio de trabajo, o se borra un canal, un día después borro lo que guardo de él, salvo que haya vuelto para entonces.
privacy-engines = Lo que preguntas va a: { $engines }. El motor integrado funciona en esta máquina; nada sale de ella.
privacy-logs = Los registros no contienen ni preguntas ni respuestas.
privacy-forget = { $command } borra al momento todo lo que hay sobre ti.
forget-me-sure = Esto borra tus mensajes, mis respuestas, tus imágenes, grabaciones, preferencias y tu consumo. No se puede deshacer.
forget-me-done =
    Olvidado: { $count ->
        [one] { $count } entrada
       *[other] { $count } entradas
    } sobre ti.

### /troubadour status, pause and help
status-version = Troubadour { $version }
status-jobs =
    { $count ->
        [0] No hay nada más en marcha.
        [one] Hay { $count } respuesta más en marcha.
       *[other] Hay { $count } respuestas más en marcha.
    }
status-paused = Estoy en pausa. { $command } me deja seguir.
pause-paused = { $name } me ha puesto en pausa. { $command } me deja seguir.
pause-resumed = { $name } me ha dejado seguir.
help-head = **Soy Troubadour.** Escribe un comando o, simplemente, háblame:
help-command = • { $command }: { $summary }
help-more = Cada comando tiene opciones: { $command } muestra las de uno.
help-option = • { $option }: { $description }
help-option-choices = • { $option }: { $description } ({ $choices })
help-option-range = • { $option }: { $description } (de { $minimum } a { $maximum })
