## Lo que mantiene decente a un bot compartido: rechazos, bloqueos, avisos, y lo que se lee de un hilo.

denied-prompt = Hay algo aquí que no puedo tratar en este lugar. Dilo con otras palabras.
denied-answer = Algo no era apto para mostrarse aquí; lo he dejado fuera.

blocked-here = Alguien que administra este lugar me ha pedido que no te responda.
block-done = Ya no respondo a { $name } aquí.
block-lifted = Vuelvo a responder a { $name } aquí.
block-was-not = { $name } no tenía ningún bloqueo aquí.
block-nobody = No hay nadie con bloqueo aquí.
block-list = **Con bloqueo aquí**
block-one = • { $name }
block-yourself = Te bloquearías a ti. Nombra a otra persona.
person-unclear = No sé quién es «{ $given }». Menciona a alguien, o da su id.

report-thanks = Gracias. Quien me administra ya lo sabe.
report-unknown = No es ninguna de mis respuestas aquí, o es demasiado antigua para que la conozca.
report-alert = { $name } avisó de mi respuesta a { $command }: «{ $reason }» · { $link }
report-alert-unlinked = { $name } avisó de mi respuesta a { $command }: «{ $reason }»

showing-set =
    { $how ->
        [live] Mis respuestas aparecen a medida que crecen.
        [calm] Mis respuestas aparecen a medida que crecen, con pocos cambios.
       *[final] Mis respuestas aparecen una vez, cuando están listas.
    }
showing-reset = Lo elegido está olvidado; mis respuestas aparecen como es habitual aquí.
showing-default = Mis respuestas aparecen como es habitual aquí.
showing-no-direct-messages = En esta plataforma no puedo enviar por mensaje directo las respuestas que llegan tarde.
showing-late-direct =
    { $direct ->
        [yes] Lo que llega demasiado tarde para su lugar te lo envío directamente.
       *[no] No te escribo directamente por mi cuenta.
    }

showing-spoken =
    { $spoken ->
        [always] También te digo todas mis respuestas en voz alta.
        [when-i-speak] También digo la respuesta en voz alta cuando tu pregunta es una grabación.
       *[never] No digo mis respuestas en voz alta, salvo que pulses el botón.
    }
showing-edits =
    { $edits ->
        [yes] Si editas una pregunta en 15 minutos, la respondo de nuevo en la misma respuesta. Cada respuesta cuenta.
       *[no] Si editas una pregunta, mi respuesta se queda como está.
    }

thread-cut =
    { $count ->
        [one] He leído el último mensaje de este hilo; hay anteriores
       *[other] He leído los últimos { $count } mensajes de este hilo; hay anteriores
    }
thread-unreadable =
    { $count ->
        [one] { $count } mensaje de este hilo no se me muestra
       *[other] { $count } mensajes de este hilo no se me muestran
    }
thread-cut-root = Solo he leído el primer mensaje y los últimos { $count } de este hilo
thread-broken-off = Solo he podido leer { $count } mensajes de este hilo, no los más recientes
