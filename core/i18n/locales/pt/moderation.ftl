## O que mantém decente um bot compartilhado: recusas, bloqueios, denúncias, e o que se lê de uma conversa.

denied-prompt = Há algo nisto que não posso tratar aqui. Diga com outras palavras.
denied-answer = Algo não era próprio para ser mostrado aqui; deixei de fora.

blocked-here = Quem administra este lugar me pediu para não responder a você.
block-done = Não respondo mais a { $name } aqui.
block-lifted = Volto a responder a { $name } aqui.
block-was-not = { $name } não tinha bloqueio aqui.
block-nobody = Ninguém está com bloqueio aqui.
block-list = **Com bloqueio aqui**
block-one = • { $name }
block-yourself = Você não pode bloquear a si mesmo. Indique outra pessoa.
person-unclear = Não sei quem é “{ $given }”. Mencione alguém, ou dê o id.

report-thanks = Obrigado. Quem me mantém já foi avisado.
report-unknown = Não é uma das minhas respostas aqui, ou é antiga demais para que eu a conheça.
report-alert = { $name } denunciou minha resposta a { $command }: “{ $reason }” · { $link }
report-alert-unlinked = { $name } denunciou minha resposta a { $command }: “{ $reason }”

showing-set =
    { $how ->
        [live] Minhas respostas aparecem à medida que crescem.
        [calm] Minhas respostas aparecem à medida que crescem, com poucas mudanças.
       *[final] Minhas respostas aparecem uma vez, quando estão prontas.
    }
showing-reset = O que foi escolhido está esquecido; minhas respostas aparecem como de costume aqui.
showing-default = Minhas respostas aparecem como de costume aqui.
showing-no-direct-messages = Nesta plataforma, não posso enviar respostas atrasadas por mensagem direta.
showing-late-direct =
    { $direct ->
        [yes] O que chega tarde demais para o seu lugar é enviado diretamente a você.
       *[no] Não escrevo diretamente a você por minha conta.
    }

showing-spoken =
    { $spoken ->
        [always] Também falo em voz alta todas as minhas respostas para você.
        [when-i-speak] Também falo a resposta em voz alta quando a sua pergunta é uma gravação.
       *[never] Não falo as minhas respostas em voz alta, a não ser que você aperte o botão.
    }
showing-edits =
    { $edits ->
        [yes] Se você editar uma pergunta em até 15 minutos, respondo de novo na mesma resposta. Cada resposta conta.
       *[no] Se você editar uma pergunta, minha resposta fica como está.
    }

thread-cut =
    { $count ->
        [one] Li a última mensagem desta conversa; há anteriores
       *[other] Li as últimas { $count } mensagens desta conversa; há anteriores
    }
thread-unreadable =
    { $count ->
        [one] { $count } mensagem desta conversa não me é mostrada
       *[other] { $count } mensagens desta conversa não me são mostradas
    }
thread-cut-root = Li só a primeira mensagem e as últimas { $count } deste tópico
thread-broken-off = Só pude ler { $count } mensagens deste tópico, não as mais recentes
