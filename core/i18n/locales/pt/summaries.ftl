## Resumos de canais.

summary-reading = Lendo o canal
summary-range = { $count ->
    [one] 1 mensagem desde { $moment }.
   *[other] { $count } mensagens desde { $moment }.
}
summary-nothing = Desde { $moment } não foi dito nada que eu possa ler.
summary-truncated = Havia mais; estas são as { $count } mais recentes.
summary-unreadable = { $count ->
    [one] Não foi possível ler 1 mensagem.
   *[other] Não foi possível ler { $count } mensagens.
}
summary-why-discord = O Discord só me mostra mensagens que me mencionam, a menos que o operador ative o Message Content Intent. O menu de uma mensagem a acrescenta.
summary-why-slack = São respostas em conversas, mais do que o Slack me deixa ler de uma vez.
summary-estimate = Há { $count } mensagens. Resumi-las exige cerca de { $requests } solicitações e { NUMBER($tokens) } tokens.
button-summarize = Resumir ({ $requests } solicitações)
summary-since = --{ $option } deve ser um dia, um tempo como ontem ou 3 horas, ou o link de uma mensagem, e não “{ $given }”.
summary-not-here = Só consigo resumir canais do Discord e do Slack. Para resumir um arquivo, anexe-o e pergunte sobre ele.
summary-not-readable = Você não pode ler esse canal, então eu não o leio por você.
summary-other-place = Essa mensagem é de outro servidor. Pergunte lá.
summary-no-channel = Não conheço aqui nenhum canal chamado “{ $name }”.
summary-bot-cannot-read = Não posso ler esse canal. Quem o administra pode permitir ou me adicionar.
summary-scope = Falta a permissão { $scope } neste espaço de trabalho. Quem o administra pode concedê-la.
summary-platform-away = As mensagens não podem ser lidas no momento. Tente mais tarde.
privacy-files = Os arquivos que você me dá ficam guardados com a conversa enquanto ela existir. O texto deles e as imagens de páginas digitalizadas são enviados ao modelo que responde.
privacy-summaries = Um resumo envia ao modelo as mensagens do período perguntado: só as que a pessoa que pede pode ler, e sem pessoas bloqueadas ou esquecidas. Eu não guardo essas mensagens.
