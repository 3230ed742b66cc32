## Sentences for Slack only.

slack-working = Trabalhando nisso…
slack-done = Feito.
slack-stopped = Parado por { $name }.
slack-ai-generated = Gerado por IA. As respostas podem estar erradas.
slack-good = Boa resposta
slack-bad = Má resposta
slack-stop-offer = Enquanto trabalho nisso, você pode me parar.
slack-whole-in-file = A resposta não cabe aqui; está inteira no arquivo.
slack-in-direct-messages = A resposta está nas nossas mensagens diretas.
slack-attachment-gone = { $name } não está mais no Slack ou não consigo ler. Anexe de novo.
slack-not-in-conversation = Não estou nesta conversa, por isso só você vê isto. Para ter respostas aqui, digite /invite e o meu nome.
slack-archived = Esta conversa está arquivada, por isso só você vê isto. Pergunte em outra, ou peça que a desarquivem.
slack-not-allowed-here = Os administradores deste workspace não permitem a resposta aqui, por isso não há mais. Pergunte em outra conversa ou peça a eles que mudem as configurações.
slack-messages-tab-off = Minha aba Mensagens está desligada. Quem gerencia o app pode ligá-la em App Home.
slack-missing-scope = Falta a permissão { $scope }. Quem gerencia o app pode adicioná-la em OAuth & Permissions e instalar o app de novo.
slack-token-revoked = O Slack não aceita mais o meu token. Quem gerencia o app pode instalá-lo de novo.
slack-token-not-renewed = O Slack não renova meu token do workspace { $workspace } ({ $code }). Uso o antigo até { $moment } e continuo tentando. Se isso não passar, instale o app lá de novo.
slack-storage-full = O armazenamento de arquivos deste workspace está cheio. Apague arquivos no Slack e peça de novo.
slack-files-not-allowed = As configurações deste workspace não permitem este arquivo ({ $code }). Um administrador pode mudar isso.
slack-file-not-shared = O Slack aceitou o arquivo, mas não o mostrou. Peça de novo.
slack-too-busy = O Slack não me deixa escrever tanto agora. Peça de novo daqui a um minuto.
slack-refused = O Slack recusou a resposta ({ $code }). Peça de novo; se não ajudar, avise quem gerencia o app.
slack-welcome = Obrigado por me adicionar. Escreva para mim aqui, mencione-me em um canal para o qual você me convidou ou use { $command }. Em mensagens e conversas, digite ! no lugar de /, como em `!imagine uma raposa`. { $help } mostra tudo o que sei fazer.
slack-looking-at = Enquanto escrevo isto, estou vendo { $channel }.
slack-canvas-unreadable = { $name } é um canvas. O Slack não me deixa ler canvas. Copie o texto para uma mensagem ou anexe-o como arquivo.
slack-file-elsewhere = { $name } está em outro serviço, e o Slack só tem o link. Baixe o arquivo lá e anexe, ou copie o texto para uma mensagem.
