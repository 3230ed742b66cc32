## Orçamentos, limites de administradores e lembretes.

budget-spent =
    { $scope ->
        [user] Seu orçamento
        [network] O orçamento comum dos convidados da sua rede
        [channel] O orçamento deste canal
        [tenant] O orçamento desta comunidade
       *[bot] O orçamento de todos juntos
    } de { $measure ->
        [call] { $amount } chamada
        [calls] { $amount } chamadas
       *[dollars] { $amount }
    } { $period ->
        [day] para hoje
       *[month] para este mês
    } acabou. Recomeça: { $moment }.
budget-never =
    Isso custa mais do que permite { $scope ->
        [user] seu orçamento
        [network] o orçamento comum dos convidados da sua rede
        [channel] o orçamento deste canal
        [tenant] o orçamento desta comunidade
       *[bot] o orçamento de todos juntos
    }: { $amount }. Peça menos.
usage-budget =
    • { $scope ->
        [user] Seu orçamento
        [network] O orçamento comum dos convidados da sua rede
        [channel] O orçamento deste canal
        [tenant] O orçamento desta comunidade
       *[bot] O orçamento de todos juntos
    }: restam { $left } de { $measure ->
        [call] { $amount } chamada
        [calls] { $amount } chamadas
       *[dollars] { $amount }
    }, de novo: { $moment }

limits-here = **O que é permitido aqui**
limits-rate =
    • { $scope ->
        [user] cada pessoa
        [network] todos os convidados da sua rede
        [channels] cada canal
        [tenants] cada comunidade
        [channel] este canal
       *[tenant] esta comunidade
    }, { $task ->
        [chat_completion] conversas
        [text_generation] textos
        [text_to_image] imagens
        [automatic_speech_recognition] segundos de reconhecimento de fala
       *[text_to_speech] fala
    }: { $units } por { $period ->
        [minute] minuto
        [hour] hora
        [day] dia
       *[month] mês
    }{ $owner ->
        [operator] { "" }
        [tenant] , definido para esta comunidade
       *[place] , definido para este canal
    }
limits-budget =
    • { $scope ->
        [user] cada pessoa
        [network] todos os convidados da sua rede
        [channels] cada canal
        [tenants] cada comunidade
        [channel] este canal
        [tenant] esta comunidade
       *[bot] todos juntos
    }: { $measure ->
        [call] { $amount } chamada
        [calls] { $amount } chamadas
       *[dollars] { $amount }
    } por { $period ->
        [day] dia
       *[month] mês
    }{ $owner ->
        [operator] { "" }
        [tenant] , definido para esta comunidade
       *[place] , definido para este canal
    }
limits-jobs = • comandos de uma pessoa ao mesmo tempo: { $count }
limits-role =
    • { $who }: { $treat ->
        [exempt] fora do que foi definido aqui
        [blocked] não pode fazer nada aqui
       *[weight] espera com o peso { $weight }
    }{ $owner ->
        [operator] { "" }
        [tenant] , nesta comunidade
       *[place] , neste canal
    }
limits-none = Nada é limitado aqui.
limits-done = Pronto. Isto é o que é permitido agora.
limits-above =
    O operador permite { $units } por { $period ->
        [minute] minuto
        [hour] hora
        [day] dia
       *[month] mês
    }. Defina o mesmo ou menos.
limits-budget-above =
    O operador permite { $measure ->
        [call] { $amount } chamada
        [calls] { $amount } chamadas
       *[dollars] { $amount }
    } por { $period ->
        [day] dia
       *[month] mês
    }. Defina o mesmo ou menos.
limits-bad-rate = “{ $given }” não é um ritmo. Escreva quantos em quanto tempo: 10/hour, 50/day.
limits-bad-budget = “{ $given }” não é um orçamento. Escreva quantas chamadas ou dólares em um dia ou mês: 200/day, $5/month; ou none.
limits-incomplete = Diga qual limite: uma tarefa e um ritmo, como { $example }; um orçamento, como --budget 200/day; ou quem, e o que vale para eles.
limits-bad-who = Não sei a quem “{ $given }” se refere. Mencione uma pessoa ou um cargo.
limits-tenant-only = Um limite de toda a comunidade é definido com --everywhere.

limit-kept-only = Seu limite acabou e isto eu ainda não tinha feito: por enquanto nada de novo.
limit-last =
    mais { $task ->
        [chat_completion] uma conversa
        [text_generation] um texto
        [text_to_image] uma imagem
       *[text_to_speech] uma gravação
    } até: { $moment }
button-remind = Lembre-me
reminder-set = Vou fazer isso e avisar você aqui: { $moment }.
reminder-not-yours = Só quem pediu pode ser lembrado disso.
reminder-here = Há espaço de novo para o que você pediu.

usage-cost = • custo: cerca de { $amount }
usage-tokens = • tokens: { $count }
usage-days = **Por dia**
usage-top = **Quem mais usou**
usage-person =
    • { $who }: { $count ->
        [one] uma chamada
       *[other] { $count } chamadas
    }{ $amount }
usage-amount = , { $amount }
usage-forgotten = pessoas esquecidas
usage-opinions = **O que se achou das respostas**
usage-opinion =
    • { $model }: { $liked ->
        [one] agradou uma vez
       *[other] agradou { $liked } vezes
    }, { $disliked ->
        [one] desagradou uma vez
       *[other] desagradou { $disliked } vezes
    }
