## Presupuestos, límites de administradores y recordatorios.

budget-spent =
    { $scope ->
        [user] Tu presupuesto
        [network] El presupuesto común de los invitados de tu red
        [channel] El presupuesto de este canal
        [tenant] El presupuesto de esta comunidad
       *[bot] El presupuesto de todos juntos
    } de { $measure ->
        [call] { $amount } llamada
        [calls] { $amount } llamadas
       *[dollars] { $amount }
    } { $period ->
        [day] para hoy
       *[month] para este mes
    } está gastado. Empieza de nuevo: { $moment }.
budget-never =
    Eso cuesta más de lo que permite nunca { $scope ->
        [user] tu presupuesto
        [network] el presupuesto común de los invitados de tu red
        [channel] el presupuesto de este canal
        [tenant] el presupuesto de esta comunidad
       *[bot] el presupuesto de todos juntos
    }: { $amount }. Pide menos.
usage-budget =
    • { $scope ->
        [user] Tu presupuesto
        [network] El presupuesto común de los invitados de tu red
        [channel] El presupuesto de este canal
        [tenant] El presupuesto de esta comunidad
       *[bot] El presupuesto de todos juntos
    }: quedan { $left } de { $measure ->
        [call] { $amount } llamada
        [calls] { $amount } llamadas
       *[dollars] { $amount }
    }, de nuevo: { $moment }

limits-here = **Lo que se permite aquí**
limits-rate =
    • { $scope ->
        [user] cada persona
        [network] todos los invitados de tu red
        [channels] cada canal
        [tenants] cada comunidad
        [channel] este canal
       *[tenant] esta comunidad
    }, { $task ->
        [chat_completion] conversaciones
        [text_generation] textos
        [text_to_image] imágenes
        [automatic_speech_recognition] segundos de reconocimiento de voz
       *[text_to_speech] voz
    }: { $units } por { $period ->
        [minute] minuto
        [hour] hora
        [day] día
       *[month] mes
    }{ $owner ->
        [operator] { "" }
        [tenant] , fijado para esta comunidad
       *[place] , fijado para este canal
    }
limits-budget =
    • { $scope ->
        [user] cada persona
        [network] todos los invitados de tu red
        [channels] cada canal
        [tenants] cada comunidad
        [channel] este canal
        [tenant] esta comunidad
       *[bot] todos juntos
    }: { $measure ->
        [call] { $amount } llamada
        [calls] { $amount } llamadas
       *[dollars] { $amount }
    } por { $period ->
        [day] día
       *[month] mes
    }{ $owner ->
        [operator] { "" }
        [tenant] , fijado para esta comunidad
       *[place] , fijado para este canal
    }
limits-jobs = • comandos de una persona a la vez: { $count }
limits-role =
    • { $who }: { $treat ->
        [exempt] fuera de lo fijado aquí
        [blocked] no puede hacer nada aquí
       *[weight] espera con el peso { $weight }
    }{ $owner ->
        [operator] { "" }
        [tenant] , en esta comunidad
       *[place] , en este canal
    }
limits-none = Aquí no hay nada limitado.
limits-done = Hecho. Esto es lo que se permite ahora.
limits-above =
    El operador permite { $units } por { $period ->
        [minute] minuto
        [hour] hora
        [day] día
       *[month] mes
    }. Fija lo mismo o menos.
limits-budget-above =
    El operador permite { $measure ->
        [call] { $amount } llamada
        [calls] { $amount } llamadas
       *[dollars] { $amount }
    } por { $period ->
        [day] día
       *[month] mes
    }. Fija lo mismo o menos.
limits-bad-rate = «{ $given }» no es un ritmo. Escribe cuántos en cuánto tiempo: 10/hour, 50/day.
limits-bad-budget = «{ $given }» no es un presupuesto. Escribe cuántas llamadas o dólares en un día o un mes: 200/day, $5/month; o none.
limits-incomplete = Di qué límite: una tarea y un ritmo, como { $example }; un presupuesto, como --budget 200/day; o a quién, y qué vale para ellos.
limits-bad-who = No sé a quién se refiere «{ $given }». Menciona a una persona o un rol.
limits-tenant-only = Un límite de toda la comunidad se fija con --everywhere.

limit-kept-only = Tu límite está agotado y esto no lo había hecho antes: por ahora no hago nada nuevo.
limit-last =
    queda { $task ->
        [chat_completion] una conversación
        [text_generation] un texto
        [text_to_image] una imagen
       *[text_to_speech] una grabación
    } hasta: { $moment }
button-remind = Recuérdamelo
reminder-set = Lo haré y te avisaré aquí: { $moment }.
reminder-not-yours = Solo se le puede recordar a quien lo pidió.
reminder-here = Vuelve a haber sitio para lo que pediste.

usage-cost = • coste: unos { $amount }
usage-tokens = • tokens: { $count }
usage-days = **Por día**
usage-top = **Quién ha usado más**
usage-person =
    • { $who }: { $count ->
        [one] una llamada
       *[other] { $count } llamadas
    }{ $amount }
usage-amount = , { $amount }
usage-forgotten = personas olvidadas
usage-opinions = **Qué se pensó de las respuestas**
usage-opinion =
    • { $model }: { $liked ->
        [one] gustó una vez
       *[other] gustó { $liked } veces
    }, { $disliked ->
        [one] no gustó una vez
       *[other] no gustó { $disliked } veces
    }
