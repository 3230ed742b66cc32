## Descriptions of commands and options: at most 100 characters each. The declarations have the English ones.
## `option-<option>` is shared by all commands, `option-<command>-<option>` belongs to one.

### Shared options
option-private = Só você vê a resposta
option-fresh = Fazer de novo, mesmo que o mesmo já exista
option-seed = Mesma semente, mesmo resultado, se o modelo conseguir
option-temperature = 0 é sóbrio, 2 é ousado

### /chat
command-chat = Conversar com um modelo; ele lembra da conversa daqui
option-chat-message = O que você quer dizer ou perguntar
option-chat-attachment = Uma imagem, um documento, uma gravação ou um arquivo de texto para conversar
option-chat-model = Qual modelo responde
option-chat-max-new-tokens = Até onde a resposta pode ir

### /complete
command-complete = Continuar seu texto, palavra por palavra
option-complete-prompt = O texto a continuar
option-complete-model = Qual modelo escreve
option-complete-max-new-tokens = Quantos tokens acrescentar
option-complete-top-p = Escolher entre esta parcela das palavras mais prováveis
option-complete-repetition-penalty = Acima de 1 repete menos
option-complete-stop = Parar antes deste texto; | separa vários
option-complete-include-prompt = Mostrar seu texto antes do novo

### /imagine
command-imagine = Pintar uma imagem a partir de uma descrição
option-imagine-prompt = O que pintar
option-imagine-negative-prompt = O que não deve aparecer
option-imagine-size = Formato da imagem
option-imagine-steps = Mais passos demoram mais e refinam mais
option-imagine-guidance = Com que fidelidade seguir as palavras
option-imagine-count = Quantas imagens
option-imagine-model = Qual modelo pinta
option-imagine-picture = Uma imagem de partida, se o modelo conseguir

### /limerick
command-limerick = Escrever um limerique sobre uma imagem ou um assunto
option-limerick-subject = Sobre o que é; sem assunto, a última imagem daqui
option-limerick-picture = Uma imagem sobre a qual ele é
option-limerick-model = Qual modelo escreve

### /speak
command-speak = Dizer um texto em voz alta
option-speak-text = O que dizer em voz alta
option-speak-voice = A voz de quem; fica lembrada
option-speak-speed = 1 é o ritmo próprio da voz; fica lembrado
option-speak-model = Qual modelo fala; fica lembrado

### /translate
command-translate = Traduzir um texto para outro idioma
option-translate-text = O que traduzir
option-translate-to = Para qual idioma, pelo nome ou código; senão, para o seu
option-translate-attachment = Um arquivo de texto ou um documento para traduzir
option-translate-model = Qual modelo traduz

### /transcribe
command-transcribe = Transcrever o que é dito em uma gravação
option-transcribe-attachment = Uma gravação para transcrever
option-transcribe-translate = Em inglês, se o modelo souber traduzir
option-transcribe-model = Qual modelo ouve

### /perform
command-perform = O espetáculo completo: uma imagem, um limerique sobre ela e a leitura
option-perform-subject = Sobre o que é o espetáculo
option-perform-voice = A voz de quem

### /troubadour
command-troubadour-models = Ver os modelos que existem, ou escolher um
option-troubadour-models-task = Só esta tarefa
option-troubadour-models-choose = Usar este modelo para a tarefa de agora em diante
option-troubadour-models-reset = Esquecer o que foi escolhido para a tarefa
option-troubadour-models-place = Escolher para todo mundo aqui (administradores)
option-troubadour-models-price = Permitir aqui outros modelos até tantos US$ por milhão de tokens (administração)
option-troubadour-models-all = Todos os modelos servidos para a tarefa, não só a lista
option-troubadour-models-page = Qual página
option-troubadour-models-local-only = Permitir aqui só servidores próprios deste bot (administração)
command-troubadour-persona = Ver ou escolher quem o bot é quando conversa
option-troubadour-persona-description = Quem o bot deve ser quando fala com você
option-troubadour-persona-reset = Voltar ao jeito próprio de Troubadour
option-troubadour-persona-place = Para todo mundo aqui (administradores)
command-troubadour-usage = Ver o que você consumiu
option-troubadour-usage-period = Até quando voltar
option-troubadour-usage-everybody = De todo mundo (administradores)
command-troubadour-reset = Esquecer a conversa daqui e começar de novo
option-troubadour-reset-private = Em vez disso, esquecer sua conversa privada daqui
command-troubadour-privacy = O que é guardado sobre você, por quanto tempo e quem vê
command-troubadour-forget-me = Apagar tudo o que é guardado sobre você
option-troubadour-forget-me-confirm = Sim, apague; não dá para desfazer
command-troubadour-status = Como o bot está e qual motor responde
command-troubadour-pause = Pausar o bot para todo mundo, ou deixá-lo continuar
option-troubadour-pause-resume = Continuar trabalhando
command-troubadour-help = O que eu sei fazer e como pedir
option-troubadour-help-command = Explicar este comando por completo
command-troubadour-showing = Ver ou escolher como minhas respostas aparecem
option-troubadour-showing-how = À medida que crescem, com menos mudanças, ou uma vez, quando prontas
option-troubadour-showing-late-direct = Se uma resposta chega tarde para o seu lugar: enviá-la diretamente a você
option-troubadour-showing-edits = Responder de novo se você editar uma pergunta em até 15 minutos; cada resposta conta
option-troubadour-showing-spoken = Falar também as minhas respostas em voz alta; cada gravação conta
option-troubadour-showing-reset = Esquecer o que foi escolhido
option-troubadour-showing-place = Para todo mundo aqui (administradores)
command-troubadour-report = Avisar quem administra sobre uma resposta minha
option-troubadour-report-reason = O que há de errado
option-troubadour-report-message = O link ou id da mensagem; sem ele, minha última resposta aqui
command-troubadour-block = Bloquear alguém aqui, ou desbloquear
option-troubadour-block-user = Quem; sem isso, quem está com bloqueio aqui
option-troubadour-block-lift = Voltar a responder
command-troubadour-limits = Ver o que é permitido aqui, ou limitar
option-troubadour-limits-task = Qual tarefa
option-troubadour-limits-whose = O limite de quem
option-troubadour-limits-rate = Quanto em um tempo, como 10/hour
option-troubadour-limits-budget = Chamadas ou dólares em um dia ou mês, como 200/day,$5/month; ou none
option-troubadour-limits-who = Uma pessoa ou um cargo, mencionado
option-troubadour-limits-treat = O que vale aqui para eles
option-troubadour-limits-weight = A parte deles quando chamadas esperam, no máximo 1
option-troubadour-limits-everywhere = Para todo o servidor ou espaço, não só aqui
option-troubadour-limits-reset = Esquecer o que foi definido

### Menus of a message, at most 32 characters, and the group
menu-describe-picture = Descrever a imagem
menu-report = Denunciar
menu-speak = Ler em voz alta
menu-transcribe = Transcrever
menu-translate = Traduzir
menu-write-a-limerick = Escrever um limerique
group-troubadour = Assuntos do próprio Troubadour: modelos, uso, privacidade e ajuda
group-troubadour-admin = Para administradores: pausa, bloqueios e o que é respondido sem menção
command-summarize = Resumir o que foi dito em um canal, com links
option-summarize-since = Um dia ou um tempo, como ontem ou 3 horas, ou o link de uma mensagem
option-summarize-channel = Outro canal que você pode ler
option-summarize-share = Todos aqui veem o resumo
option-summarize-model = O modelo que escreve
menu-summarize-from-here = Resumir a partir daqui
