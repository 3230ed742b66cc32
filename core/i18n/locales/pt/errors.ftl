## Errors of every command.

no-such-command = O comando { $name } não existe. Comandos conhecidos: { $known }.
option-unknown = { $command } não tem a opção --{ $option }. Opções que tem: { $known }.
option-missing = Falta { $option } em { $command }.
option-too-long = --{ $option } aceita no máximo { $maximum } caracteres; aqui há { $length }.
option-choices = --{ $option } precisa ser um destes valores: { $choices }, e não “{ $given }”.
option-range =
    { $kind ->
        [integer] --{ $option } é um número inteiro de { $minimum } a { $maximum }, e não “{ $given }”.
       *[number] --{ $option } é um número de { $minimum } a { $maximum }, e não “{ $given }”.
    }
option-bad =
    { $kind ->
        [integer] --{ $option } é um número inteiro, e não “{ $given }”.
        [number] --{ $option } é um número, e não “{ $given }”.
        [flag] --{ $option } você usa ou não usa; não leva um valor como “{ $given }”.
       *[other] --{ $option } não pode ser “{ $given }”.
    }
attachments-too-many = São { $given } arquivos; dá para mandar { $maximum } de uma vez.
attachment-too-large = { $name } é grande demais; um arquivo pode ter no máximo { $maximum }.
attachment-not-understood = Eu leio imagens, documentos, gravações e arquivos de texto. { $name } é { $media_type }.
attachment-not-text = { $name } não é um arquivo de texto em UTF-8. Salve em UTF-8 e tente de novo.
attachment-not-picture = { $name } não é uma imagem.
message-without-picture = Não há nenhuma imagem nesta mensagem.
message-without-recording = Não há nenhuma gravação nesta mensagem.
message-empty = Não há nada nesta mensagem que eu possa usar.
place-not-listed = Não estou configurado para este lugar. Quem cuida de mim pode adicioná-lo.
answer-refused = A resposta não é aceita aqui. Peça de novo ou pergunte em outro lugar.
private-not-here = A resposta é só para você, mas aqui todos veem o que escrevo. Pergunte em outro lugar.
form-in-words = Aqui não tenho formulários. Altere esta linha e envie-a: { $line }
place-takes-no-files = Aqui não posso anexar arquivos, então não comecei e nada foi descontado. Um administrador pode permitir.
admins-only = { $command } é só para administradores deste lugar.
bot-paused = Estou em pausa no momento. Um administrador pode me deixar continuar.
button-expired = Este botão expirou. Repita o comando para ganhar um novo.
form-expired = Este formulário expirou. Repita o comando para ter um novo.
reply-gone = Essa resposta não está mais aqui.
stop-not-yours = Só { $name } e administradores podem parar isto.
stop-too-late = Não há mais nada para parar; já terminou.
delete-not-yours = Só { $name } e administradores podem apagar isto.
job-too-long =
    Isto levou mais de { $seconds ->
        [one] { $seconds } segundo
       *[other] { $seconds } segundos
    }, então desisti. Peça algo mais curto ou menor.
internal-error = Algo deu errado do meu lado. Se for avisar alguém, informe o id do pedido: { $id }.
no-engine = Não tenho nada que faça esta tarefa ({ $task }). Quem cuida de mim pode configurar.
model-needed = Para isso é preciso um modelo, e nenhum está conectado aqui: quem me administra pode definir HF_TOKEN, ou indicar um modelo de um servidor próprio em { $setting }.
no-picture-came = Nenhuma imagem voltou. Tente de novo ou com outras palavras.
no-sound-came = Nenhum som voltou. Tente de novo ou com outra voz.
interrupted-by-restart = Estão me reiniciando; continuo em um instante.
paused-without-store = Meu armazenamento está fora de alcance, então faço uma pausa aqui. Continuo assim que ele responder.
command-gone = { $name } não está mais instalado aqui. Quem me administra pode instalar de novo.
tried-too-often =
    Isto foi iniciado { $count ->
        [one] { $count } vez
       *[other] { $count } vezes
    } e sempre interrompido, então desisti. Você pode pedir de novo.
crashed-too-often =
    Eu caí { $count ->
        [one] { $count } vez
       *[other] { $count } vezes
    } enquanto isto estava em andamento. Este pedido pode ter derrubado o bot, então desisti. Peça outra coisa, ou de outro jeito.
request-damaged = Meu registro deste pedido está danificado, então não posso responder. Peça de novo, por favor.
engine-not-here = Aqui ainda nada pode responder. Quem me administra pode definir HF_TOKEN ou deixar o motor integrado responder em toda parte com TROUBADOUR_BUILTIN_ENGINE.
