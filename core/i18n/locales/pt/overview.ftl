## A visão geral para quem opera o bot: `/troubadour overview` e a página do operador da sala web.

overview-head =
    { $of ->
        [state] **Estado**
        [queue] **Fila**
        [models] **Modelos**
        [places] **Servidores e workspaces**
        [limits] **Limites**
        [reports] **Denúncias**
        [blocks] **Pessoas bloqueadas**
        [alerts] **Alertas**
       *[errors] **Erros**
    }
overview-nothing = Nada.
overview-working = Os comandos são aceitos.
overview-paused = Estou em pausa: nada é feito para ninguém.
overview-platform =
    { $platform }: { $state ->
        [up] conectado
       *[down] sem conexão
    }
overview-job =
    • { $command }, { $name } ({ $place }): { $state ->
        [running] em andamento desde { $moment }
       *[waiting] em espera desde { $moment }
    }
overview-jobs-more =
    { $count ->
        [one] • mais um
       *[other] • mais { $count }
    }
overview-rest =
    • { $provider }: { $reason ->
        [failing] falha sempre; tento de novo: { $moment }
        [throttled] não aceita mais pedidos; tento de novo: { $moment }
       *[unpaid] o crédito acabou; tento de novo: { $moment }
    }
overview-place =
    • { $place }: { $who ->
        [everybody] todos podem me usar
        [nobody] ninguém pode me usar, porque o operador não o incluiu
       *[others] todos podem me usar, exceto { $people }
    }{ $more }
overview-place-limits = , com limites próprios
overview-where =
    { $platform ->
        [web] a sala web
        [terminal] o terminal
       *[other] { $platform }
    }
overview-block = • { $name } ({ $place }), desde { $moment }
overview-error = • { $number } · { $moment } · { $what } ({ $place }): { $kind } · { $source }
button-pause = Pausar
button-resume = Continuar
button-unblock = Desbloquear

command-troubadour-overview = Ver o que está em andamento, o que espera e o que deu errado
option-troubadour-overview-of = Só isto; sem isto, tudo
field-of = De quê
choice-state = estado
choice-queue = fila
choice-models = modelos
choice-places = servidores e workspaces
choice-limits = limites
choice-reports = denúncias
choice-blocks = pessoas bloqueadas
choice-alerts = alertas
choice-errors = erros

web-page-operator = Página do operador
web-page-operator-why = O estado de todo o bot, que só os administradores da sala veem. Cada parte também é um comando: `/troubadour overview`.
web-page-operator-fresh = Estado: { $time }
web-page-operator-usage = Uso
web-page-operator-by-day = Pedidos por dia
web-page-operator-by-task = Pedidos por tarefa
web-page-operator-by-person = Pedidos por pessoa
web-page-operator-by-model = Pedidos por modelo
web-page-operator-day = 24 horas
web-page-operator-week = 7 dias
web-page-operator-month = 30 dias
web-page-operator-period = Período
web-admins-only = A página do operador é só para administradores da sala. O registro do bot mostra um link que deixa você entrar como administrador.
