## The web room.

### Turned away
web-wrong-host = Esta sala não atende por este nome. Abra no endereço dela, ou adicione o nome a TROUBADOUR_WEB_HOSTS.
web-wrong-origin = Isto veio de outra página, não da sala. Abra a própria sala e tente de novo.
web-come-in-first = Entre primeiro: recarregue a página.
web-wrong-password = Essa não é a senha. Pergunte a quem cuida desta sala.
web-invited-only = Só se entra nesta sala com convite. Peça um link a quem cuida desta sala.
web-link-used = Este link já foi usado, ou não é desta inicialização. Peça um novo a quem cuida desta sala.
web-nobody-called = Ninguém aqui se chama “{ $name }”. Dê o nome que aparece acima da pergunta.
web-several-called = Várias pessoas aqui se chamam “{ $name }”. Dê o id de quem você quer dizer, que o nome mostra ao ser apontado: { $ids }.
web-name-empty = Um nome precisa de pelo menos uma letra visível.
web-no-such-page = Não há nada neste endereço.
web-bad-request = Não entendi este pedido. Recarregue a página e tente de novo.
web-body-too-large = Isto é longo demais para enviar. Encurte ou anexe como arquivo.
web-too-slow = Nada mais chegou em meio minuto. Confira a conexão e tente de novo.
web-too-many-streams = Esta sala está aberta em abas demais deste navegador. Feche algumas e recarregue a página.
web-file-too-large = Este arquivo passa de { $megabytes } MB, o máximo que eu aceito. Envie um menor.
web-file-gone = Este arquivo não está mais aqui: foi apagado ou expirou.
web-upload-gone = Um arquivo que você anexou não está mais aqui. Anexe de novo.

### The door
web-page-enter-hint = Esta sala tem senha. Quem cuida dela pode passar para você.
web-page-enter-link = Você tem um link de uso único. Ele deixa você entrar como quem cuida desta sala.
web-page-enter-password = Senha
web-page-enter-go = Entrar

### The room
web-page-welcome = Peça uma canção, uma imagem, uma história
web-page-welcome-more = Eu pinto imagens, escrevo limeriques, leio em voz alta e gosto de conversar.
web-page-welcome-hint = Digite `/` para ver tudo o que sei fazer, ou simplesmente converse. Imagens podem ser soltas em qualquer lugar.
web-page-example-perform = /perform um farol na tempestade
web-page-example-imagine = /imagine uma raposa vermelha na neve --seed 7
web-page-example-limerick = /limerick um padeiro que sonha com o mar
web-page-example-speak = /speak Boa noite, e que comece o espetáculo!
web-page-example-chat = Quem é você, e o que sabe fazer?
web-page-reconnecting = Reconectando…
web-page-latest = Ir ao mais recente
web-page-latest-new = Novo: { $count }. Ir ao mais recente
web-page-older = Mostrar respostas anteriores
web-page-older-loading = Carregando respostas anteriores…
web-page-older-failed = As respostas anteriores não chegaram. Tente de novo.
web-page-beginning = A sala começa aqui.
web-page-private = só você
web-page-reply-to = { $name } perguntou: { $said }
web-page-queued = Esperando a vez
web-page-working = Já estou nisso
web-page-writing = Escrevendo
web-page-seconds-left = faltam cerca de { $seconds } s
web-page-stop = Parar
web-page-stopped = Parado por { $name }.
web-page-nothing-said = Feito.
web-page-error-id = Id do pedido: { $id }
web-page-announce-done = Resposta para { $name }: { $said }
web-page-announce-stopped = A resposta para { $name } foi interrompida.
web-page-announce-failed = Sem resposta para { $name }: { $said }

### Pictures and recordings
web-page-full-size = Mostrar em tamanho real
web-page-show-spoiler = Mostrar esta imagem
web-page-download = Baixar
web-page-play = Tocar
web-page-pause = Pausar
web-page-position = Posição na gravação
web-page-transcript = Transcrição

### Writing
web-page-placeholder = Converse ou digite /
web-page-line-label = Sua mensagem
web-page-send = Enviar
web-page-attach = Anexar arquivos
web-page-attached = Arquivos anexados
web-page-record = Gravar uma mensagem
web-page-recording = Gravação
web-page-recording-name = mensagem-de-voz
web-page-record-stop = Terminar a gravação
web-page-record-cancel = Descartar a gravação
web-page-record-denied = O navegador não deixa esta página usar o microfone. Permita isso nas configurações do navegador para esta página.
web-page-record-no-device = Nenhum microfone funciona aqui. Conecte um, ou anexe uma gravação.
web-page-level = Volume
web-page-options = Opções
web-page-completions = Sugestões
web-page-not-sent = Não deu para enviar: a sala não responde. O texto continua aqui; envie de novo daqui a pouco.
web-page-too-many-files = Cada mensagem leva no máximo { $count } arquivos.
web-page-file-too-large = { $name } é grande demais: o máximo é { $size }.
web-page-upload-failed = Não foi possível enviar { $name }. Anexe de novo.
web-page-uploading = Enviando { $name }
web-page-remove = Remover { $name }
web-page-pasted = Arquivo colado

### Forms and the name
web-page-form-command = Comando
web-page-form-send = Enviar
web-page-cancel = Cancelar
web-page-close = Fechar
web-page-required = necessário
web-page-your-name = Seu nome
web-page-change-name = Você é { $name }. Mudar o nome
web-page-name-title = Como devo chamar você?
web-page-name-why = Todo mundo nesta sala vê este nome ao lado do que você pergunta.
web-page-name-go = Sou eu
web-page-name-later = Agora não

### Conversations
web-no-conversation = Esta conversa não existe. Foi apagada, ou é de outra pessoa.
web-not-your-conversation = Só quem abriu esta conversa ou um administrador pode mudá-la para todos.
web-title-empty = Um título precisa de pelo menos uma letra visível.
web-page-conversations = Conversas
web-page-lobby = O saguão
web-page-to-lobby = Para o saguão
web-page-new = Nova conversa
web-page-new-shared = Nova para todos
web-page-untitled = Nova conversa
web-page-shared = todos aqui
web-page-search = Procurar em todas as conversas
web-page-found-none = Nada contém estas palavras.
web-page-found-count = Encontrados: { $count }
web-page-archived = Arquivadas
web-page-conversation-menu = Mais sobre { $title }
web-page-title = Título
web-page-rename = Mudar o título
web-page-pin = Fixar
web-page-unpin = Soltar
web-page-archive = Arquivar
web-page-unarchive = Tirar do arquivo
web-page-export-markdown = Salvar como Markdown
web-page-export-json = Salvar como JSON
web-page-delete = Apagar
web-page-delete-sure = Isto apaga a conversa com tudo o que há nela, para todos que podem lê-la.
web-page-delete-go = Apagar para sempre
web-page-starts-afresh = O que está acima foi esquecido

### The line and its files
web-page-completions-count = { $at } de { $count }
web-page-model = Modelo que responde
web-page-model-usual = O modelo de costume
web-page-pasted-text = texto-colado
web-page-paste-as-text = Colocar na linha
web-page-preview = Prévia
web-page-file-broken = { $name } está vazio ou danificado e não foi anexado.
web-page-field-empty = Preencha “{ $label }”.

### The first visit
web-page-welcome-picture = Um farol pintado em uma tempestade ao pôr do sol
web-page-welcome-picture-made = `/imagine a lighthouse in a storm at sunset`, do motor integrado
web-page-answering = Aqui quem responde é { $model }.
web-page-answering-rules = Nenhum modelo está conectado. O motor integrado responde, por regras.
web-page-connect = Conectar um modelo
web-page-connect-token = Do Hugging Face: crie um token em https://huggingface.co/settings/tokens, escreva `HF_TOKEN=hf_…` em `.env` e inicie de novo.
web-page-connect-server = De um servidor seu, como Ollama ou llama.cpp: escreva `TROUBADOUR_CHAT_COMPLETION_MODELS=MODELO@http://127.0.0.1:11434/v1` em `.env` e inicie de novo.

### Pictures at full size
web-page-previous = Imagem anterior
web-page-next = Próxima imagem
web-page-zoom = Ampliar
web-page-compare = Comparar com o original
web-page-source = Original: { $name }
web-page-place-in-set = { $at } de { $count }
