## What is said on Slack only.

slack-working = A trabalhar nisso…
slack-done = Feito.
slack-stop = Parar
slack-stopped = Parado por { $name }.
slack-ai-generated = Gerado por IA
slack-good = Boa resposta
slack-bad = Má resposta
slack-stop-offer = Só você vê isto: enquanto trabalho nisso, pode parar-me.
slack-whole-in-file = A resposta não cabe aqui; está inteira no ficheiro.
slack-in-direct-messages = A resposta está nas nossas mensagens diretas.
slack-attachment-gone = { $name } já não está no Slack ou não o posso ler. Anexe-o outra vez.
slack-not-in-conversation = Não estou nesta conversa, por isso só você vê isto. Para ter respostas aqui, escreva /invite e o meu nome.
slack-archived = Esta conversa está arquivada, por isso só você vê isto. Pergunte-me noutra, ou peça que a desarquivem.
slack-not-allowed-here = As definições deste espaço de trabalho não me deixam escrever aqui, por isso só você vê isto. Um administrador pode mudar isso, ou pergunte-me noutra conversa.
slack-messages-tab-off = O meu separador Mensagens está desligado. Quem gere a aplicação liga-o em App Home.
slack-missing-scope = Falta-me a permissão { $scope }. Quem gere a aplicação acrescenta-a em OAuth & Permissions e instala a aplicação de novo.
slack-token-revoked = O Slack já não aceita o meu token. Quem gere a aplicação instala-a de novo.
slack-storage-full = O armazenamento de ficheiros deste espaço de trabalho está cheio. Apague ficheiros no Slack e peça-me outra vez.
slack-files-not-allowed = As definições deste espaço de trabalho não permitem este ficheiro ({ $code }). Um administrador pode mudar isso.
slack-file-not-shared = O Slack aceitou o ficheiro e depois não o mostrou. Peça-me outra vez.
slack-too-busy = O Slack não me deixa escrever tanto neste momento. Peça-me outra vez daqui a um minuto.
slack-refused = O Slack recusou a resposta ({ $code }). Peça-me outra vez; se não ajudar, avise quem gere a aplicação.
