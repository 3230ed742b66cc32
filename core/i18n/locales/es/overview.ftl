## El resumen para quienes llevan el bot: `/troubadour overview` y la página del operador de la sala web.

overview-head =
    { $of ->
        [state] **Estado**
        [queue] **Cola**
        [models] **Modelos**
        [places] **Servidores y espacios de trabajo**
        [limits] **Límites**
        [reports] **Avisos de respuestas**
        [blocks] **Personas bloqueadas**
        [alerts] **Alertas**
       *[errors] **Errores**
    }
overview-nothing = Nada.
overview-working = Se aceptan comandos.
overview-paused = Estoy en pausa: no se hace nada para nadie.
overview-platform =
    { $platform }: { $state ->
        [up] conectado
       *[down] sin conexión
    }
overview-job =
    • { $command }, { $name } ({ $place }): { $state ->
        [running] en marcha desde { $moment }
       *[waiting] en espera desde { $moment }
    }
overview-jobs-more =
    { $count ->
        [one] • uno más
       *[other] • { $count } más
    }
overview-rest =
    • { $provider }: { $reason ->
        [failing] falla una y otra vez; lo intento de nuevo: { $moment }
        [throttled] no acepta más peticiones; lo intento de nuevo: { $moment }
       *[unpaid] su crédito se agotó; lo intento de nuevo: { $moment }
    }
overview-place =
    • { $place }: { $who ->
        [everybody] todos pueden usarme
        [nobody] nadie puede usarme, porque el operador no lo ha incluido
       *[others] todos pueden usarme, salvo { $people }
    }{ $more }
overview-place-limits = , con límites propios
overview-where =
    { $platform ->
        [web] la sala web
        [terminal] el terminal
       *[other] { $platform }
    }
overview-block = • { $name } ({ $place }), desde { $moment }
overview-error = • { $number } · { $moment } · { $what } ({ $place }): { $kind } · { $source }
button-pause = Pausar
button-resume = Reanudar
button-unblock = Desbloquear

command-troubadour-overview = Ver qué está en marcha, qué espera y qué salió mal
option-troubadour-overview-of = Solo esto; sin ello, todo
field-of = De qué
choice-state = estado
choice-queue = cola
choice-models = modelos
choice-places = servidores y espacios de trabajo
choice-limits = límites
choice-reports = avisos de respuestas
choice-blocks = personas bloqueadas
choice-alerts = alertas
choice-errors = errores

web-page-operator = Página del operador
web-page-operator-why = El estado de todo el bot, que solo ven los administradores de la sala. Cada parte es también un comando: `/troubadour overview`.
web-page-operator-fresh = Estado: { $time }
web-page-operator-usage = Uso
web-page-operator-by-day = Peticiones por día
web-page-operator-by-task = Peticiones por tarea
web-page-operator-by-person = Peticiones por persona
web-page-operator-by-model = Peticiones por modelo
web-page-operator-day = 24 horas
web-page-operator-week = 7 días
web-page-operator-month = 30 días
web-page-operator-period = Periodo
web-admins-only = La página del operador es solo para los administradores de la sala. El registro del bot muestra un enlace con el que entras como administrador.
