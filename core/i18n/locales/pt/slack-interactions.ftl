## Forms and App Home on Slack, and the people that the bot does not answer there.

slack-form-send = Enviar
slack-form-cancel = Cancelar
slack-form-close = Fechar
slack-form-late = Demorei demais para mostrar o formulário. Abra-o com este botão.
slack-feedback-thanks = Obrigado, ficou anotado.
slack-feedback-why = Obrigado, está anotado. Se quiser, conte a quem me administra o que estava errado.
slack-say-why = Dizer o que estava errado
slack-guests = Não respondo a convidados deste workspace; quem me opera pode permitir.
slack-strangers = Só respondo a pessoas do workspace em que fui adicionado; quem me opera pode permitir outras.
slack-unknown-person = Não consigo saber quem você é aqui, por isso não posso responder. Tente de novo daqui a pouco; se continuar assim, quem me opera precisa me dar a permissão users:read.
slack-not-installed = Não estou mais instalado neste workspace. Quem me adicionou pode fazer isso de novo.
slack-no-such-shortcut = Não conheço mais este atalho. Quem me opera pode atualizar as configurações do app no Slack.

slack-prompt-talk = Conversar
slack-prompt-talk-text = O que você sabe fazer?
slack-prompt-paint = Pintar uma imagem
slack-prompt-paint-text = !imagine um farol na tempestade, óleo sobre tela
slack-prompt-limerick = Escrever um limerique
slack-prompt-limerick-text = !limerick um faroleiro que tem medo do escuro
slack-prompt-help = Todos os comandos
slack-prompt-help-text = help

slack-home-how = Fale comigo aqui, me mencione em um canal ou use estes comandos. Em mensagens e conversas, digite ! em vez de /, como em `!imagine uma raposa`:
slack-home-left = Seus limites
slack-home-models = Seus modelos
slack-home-model = { $task }: { $model }
slack-home-no-models = Você não escolheu nenhum, então uso os de quem me opera. { $command } mostra e muda os modelos.
slack-home-privacy = Privacidade
slack-home-privacy-how = { $command } diz o que é guardado e por quanto tempo, e { $forget } apaga tudo.
slack-home-missed = O que eu perdi?
slack-ask-what = O que fazer
slack-ask-question = Sua pergunta sobre esta mensagem
slack-ask-answer = Responder à minha pergunta
