## Limites: por que alguém tem de esperar, e até quando.

limit-reached =
    { $scope ->
        [user] Seu limite
        [network] O limite comum dos convidados da sua rede
        [channel] O limite deste canal
       *[tenant] O limite desta comunidade
    } de { $task ->
        [chat_completion] conversas
        [text_generation] textos
        [text_to_image] imagens
        [automatic_speech_recognition] segundos de reconhecimento de fala
       *[text_to_speech] fala
    } acabou ({ $units } por { $period ->
        [minute] minuto
        [hour] hora
        [day] dia
       *[month] mês
    }). Haverá espaço de novo: { $moment }.
limit-never =
    Isso pede de uma vez mais { $task ->
        [chat_completion] conversas
        [text_generation] textos
        [text_to_image] imagens
        [automatic_speech_recognition] segundos de reconhecimento de fala
       *[text_to_speech] fala
    } do que permite { $scope ->
        [user] seu limite
        [network] o limite comum dos convidados da sua rede
        [channel] o limite deste canal
       *[tenant] o limite desta comunidade
    }: { $units }. Peça menos.
limit-at-once =
    { $count ->
        [one] Um comando seu ainda está
       *[other] { $count } comandos seus ainda estão
    } em andamento. Espere um terminar, ou pare um.
limit-at-once-network =
    { $count ->
        [one] Um comando dos convidados da sua rede ainda está
       *[other] { $count } comandos dos convidados da sua rede ainda estão
    } em andamento. Espere um terminar.
limit-blocked = Fui instruído a não responder a você aqui. Quem me opera, ou administra este lugar, pode mudar isso.

usage-limits = **O que resta**
usage-left =
    • { $scope ->
        [user] Você
        [network] Todos os convidados da sua rede
        [channel] Este canal
       *[tenant] Esta comunidade
    }, { $task ->
        [chat_completion] conversas
        [text_generation] textos
        [text_to_image] imagens
        [automatic_speech_recognition] segundos de reconhecimento de fala
       *[text_to_speech] fala
    }: { $count } de { $units } por { $period ->
        [minute] minuto
        [hour] hora
        [day] dia
       *[month] mês
    }
usage-refill = ↳ tudo estará de volta: { $moment }

gate-waiting =
    { $count ->
        [0] Um pouco de paciência: a sua chamada é a próxima.
        [one] Um pouco de paciência: há uma chamada antes da sua.
       *[other] Um pouco de paciência: há { $count } chamadas antes da sua.
    }
gate-too-long = Há gente demais esperando por este modelo. Tente de novo: { $moment }.
gate-held = O provedor pede uma pausa. Continuo: { $moment }.
