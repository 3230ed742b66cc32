## What is said on Discord only.

discord-working = A trabalhar nisso…
discord-done = Feito.
discord-stop = Parar
discord-stopped = Parado por { $name }.
discord-whole-in-file = A resposta não cabe aqui; está inteira no ficheiro.
discord-too-large = Este ficheiro é grande demais para este lugar, que aceita { $megabytes } MB.
discord-file-refused = O Discord não aceita aqui um arquivo deste tamanho, por isso falta.
discord-no-files = Não posso anexar arquivos aqui, então falta algo. Quem administra este servidor pode permitir.
discord-form-late = O formulário chegou tarde demais. Dê o comando outra vez.
discord-attachment-gone = { $name } já não está no Discord ou não pode ser obtido. Anexe-o outra vez.
discord-slash-only = O que { $command } responde aqui é só para si: dê-o como comando de barra.
discord-off = O Discord não me deixa mais entrar. O log diz por quê; a configuração a conferir é { $setting }.
