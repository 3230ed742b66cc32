# `/troubadour answering`
answering-is = { $where ->
    [everything] Aqui respondo a cada mensagem de uma pessoa, a menos que ela mencione outra ou responda a outra.
    [threads] Cada mensagem daqui que não é para outra pessoa abre um tópico. Nele continuo sem menções.
   *[mentions] Aqui respondo só às mensagens que me mencionam.
}
answering-not-here = Isso só pode ser escolhido em canais do Discord e do Slack. Aqui respondo a cada mensagem de qualquer forma.
answering-thread-title = Pergunta de { $name }
discord-unheard = O Discord não me mostra mensagens que não me mencionam. Quem me opera pode ativar o Message Content Intent no portal de desenvolvedores, em Bot, e me reiniciar. Até lá, respondo só a menções.
discord-unheard-http = Não recebo nenhuma mensagem do Discord, porque me executam por HTTP. Respondo só a comandos.
slack-unheard = O Slack não me envia as mensagens dos canais, porque me falta o escopo { $scope }. Quem gerencia o app pode imprimir o manifesto de novo, colá-lo e reinstalar o app. Até lá, respondo só a menções.
command-troubadour-answering = Escolher a que respondo neste canal sem menção
option-troubadour-answering-where = Só menções, cada mensagem, ou cada pergunta em um tópico próprio
