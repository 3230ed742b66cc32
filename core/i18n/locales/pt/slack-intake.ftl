## What Slack is told about forms, and whom the bot does not answer there.

slack-form-send = Enviar
slack-form-cancel = Cancelar
slack-form-close = Fechar
slack-form-late = Demorei demais a mostrar o formulário. Dê o comando outra vez.
slack-feedback-thanks = Obrigado, ficou anotado.
slack-guests = Não respondo a convidados deste espaço de trabalho; quem me opera pode permitir.
slack-strangers = Só respondo a pessoas do espaço de trabalho a que fui adicionado; quem me opera pode permitir outras.
slack-unknown-person = Não consigo saber quem é aqui, por isso não posso responder. Tente de novo daqui a pouco; se continuar assim, quem me opera tem de me dar a permissão users:read.
slack-not-installed = Já não estou instalado neste espaço de trabalho. Quem me adicionou pode voltar a fazê-lo.
slack-no-such-shortcut = Já não conheço este atalho. As definições da aplicação no Slack são mais antigas do que eu.

slack-prompt-talk = Conversar
slack-prompt-talk-text = O que sabe fazer?
slack-prompt-paint = Pintar uma imagem
slack-prompt-paint-text = imagine um farol na tempestade, óleo sobre tela
slack-prompt-limerick = Escrever um limerick
slack-prompt-limerick-text = limerick um faroleiro que tem medo do escuro
slack-prompt-help = Todos os comandos
slack-prompt-help-text = help

slack-home-how = Fale comigo aqui, mencione-me num canal ou use estes comandos:
slack-home-left = Os seus limites
slack-home-models = Os seus modelos
slack-home-model = { $task }: { $model }
slack-home-no-models = Não escolheu nenhum; usam-se os de quem me opera. { $command } mostra-os e muda-os.
slack-home-privacy = Privacidade
slack-home-privacy-how = { $command } diz o que é guardado e por quanto tempo, e { $forget } apaga-o.
