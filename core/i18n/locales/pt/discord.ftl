## Sentences for Discord only.

discord-working = Trabalhando nisso…
discord-done = Feito.
discord-stopped = Parado por { $name }.
discord-whole-in-file = A resposta não cabe aqui; está inteira no arquivo.
discord-recording-lowered = A qualidade desta gravação foi reduzida para caber aqui.
discord-file-refused = O Discord não aceita aqui um arquivo deste tamanho, por isso falta.
discord-file-kept = O Discord não aceita este arquivo no momento. Ele está guardado.
discord-picture-refused = O Discord não aceita esta imagem aqui, por isso falta.
discord-blocked-by-moderation = A moderação deste servidor bloqueou a resposta, por isso não há mais.
discord-content-refused = O Discord recusou o conteúdo da resposta, por isso não há mais.
discord-answer-refused = O Discord não aceita esta resposta de nenhuma forma. Peça de novo, talvez algo mais curto.
discord-no-files = Não posso anexar arquivos aqui, então falta algo. Quem administra este servidor pode permitir.
discord-form-late = O formulário chegou tarde demais. Use o comando de novo.
discord-attachment-gone = { $name } não está mais no Discord ou não pode ser baixado. Anexe de novo.
discord-slash-only = O que { $command } responde aqui é só para você: use como comando de barra.
discord-off = O Discord não me deixa mais entrar. O log diz por quê; a configuração a conferir é { $setting }.
discord-invalid-requests = O Discord recusou { $count } solicitações em dez minutos e bloqueia esta máquina ao chegar a 10.000. As respostas em andamento esperam até haver menos. O log diz o que foi recusado.
discord-outdated = O Discord não deixa mais esta versão de mim entrar. Instale uma versão mais recente.
discord-command-refused = O Discord recusa meu comando { $command }, então meus comandos ficam como estavam: { $reason }
discord-commands-refused = O Discord recusa meus comandos, então eles ficam como estavam: { $reason }
discord-not-writable = Lá não posso escrever, então não comecei e nada foi descontado. Um administrador do servidor pode permitir.
discord-ask-about = Perguntar sobre isto
