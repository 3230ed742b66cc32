## Límites: por qué alguien tiene que esperar, y hasta cuándo.

limit-reached =
    { $scope ->
        [user] Tu límite
        [network] El límite común de los invitados de tu red
        [channel] El límite de este canal
       *[tenant] El límite de esta comunidad
    } de { $task ->
        [chat_completion] conversaciones
        [text_generation] textos
        [text_to_image] imágenes
        [automatic_speech_recognition] segundos de reconocimiento de voz
       *[text_to_speech] voz
    } está agotado ({ $units } por { $period ->
        [minute] minuto
        [hour] hora
        [day] día
       *[month] mes
    }). Volverá a haber sitio: { $moment }.
limit-never =
    Eso pide de una vez más { $task ->
        [chat_completion] conversaciones
        [text_generation] textos
        [text_to_image] imágenes
        [automatic_speech_recognition] segundos de reconocimiento de voz
       *[text_to_speech] voz
    } de lo que permite nunca { $scope ->
        [user] tu límite
        [network] el límite común de los invitados de tu red
        [channel] el límite de este canal
       *[tenant] el límite de esta comunidad
    }: { $units }. Pide menos.
limit-at-once =
    { $count ->
        [one] Un comando tuyo sigue
       *[other] { $count } comandos tuyos siguen
    } en marcha. Espera a que termine uno, o detén uno.
limit-at-once-network =
    { $count ->
        [one] Un comando de los invitados de tu red sigue
       *[other] { $count } comandos de los invitados de tu red siguen
    } en marcha. Espera a que termine uno.
limit-blocked = Me han dicho que no te responda aquí. Quien me gestiona, o administra este lugar, puede cambiarlo.

usage-limits = **Lo que queda**
usage-left =
    • { $scope ->
        [user] Tú
        [network] Todos los invitados de tu red
        [channel] Este canal
       *[tenant] Esta comunidad
    }, { $task ->
        [chat_completion] conversaciones
        [text_generation] textos
        [text_to_image] imágenes
        [automatic_speech_recognition] segundos de reconocimiento de voz
       *[text_to_speech] voz
    }: { $count } de { $units } por { $period ->
        [minute] minuto
        [hour] hora
        [day] día
       *[month] mes
    }
usage-refill = ↳ todo estará de vuelta: { $moment }

gate-waiting =
    { $count ->
        [0] Un poco de paciencia: tu llamada es la siguiente.
        [one] Un poco de paciencia: hay una llamada antes que la tuya.
       *[other] Un poco de paciencia: hay { $count } llamadas antes que la tuya.
    }
gate-too-long = Demasiados esperan a este modelo. Inténtalo de nuevo: { $moment }.
gate-held = El proveedor pide una pausa. Sigo: { $moment }.
