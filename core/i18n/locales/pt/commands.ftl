## Sentences of the commands.

### Buttons
button-again = De novo
button-edit = Editar
button-vary = Variar
button-show-file = Mostrar agora
button-limerick = Limerique
button-speak = Ler em voz alta
button-continue = Continuar
button-delete = Apagar
button-stop = Parar
button-forget-me = Sim, me esqueça

### While making
thinking = Pensando…
painting-one-of = Pintando a imagem { $number } de { $count }
limerick-writing = Procurando rimas
limerick-mending = As rimas estão mancando; vou escrever de novo
speaking-part = Falando a parte { $number } de { $count }
speaking-estimate =
    Cerca de { $minutes } { $minutes ->
        [one] minuto
       *[other] minutos
    } de fala em { $requests } { $requests ->
        [one] pedido
       *[other] pedidos
    }.
speaking-chapters = Capítulos: { $chapters }
perform-prompt = Imaginando a imagem
perform-picture = Pintando a imagem
perform-limerick = Escrevendo um limerique sobre ela
perform-recording = Lendo em voz alta
perform-title-prompt = A ideia
perform-title-limerick = O limerique

### Missing or unusable input
chat-nothing-said = Diga alguma coisa, ou anexe uma imagem, um documento ou um arquivo de texto.
limerick-about-what = Me diga sobre o que é o limerique, ou anexe uma imagem: ainda não há nenhuma aqui.
speak-nothing = Não há nada neste texto que possa ser falado.
speak-too-long = Consigo falar { $maximum } caracteres de uma vez; aqui há { $length }. Encurte o texto ou mande em partes.
translate-nothing = Dê-me um texto para traduzir, ou anexe um arquivo de texto ou um documento.
translate-language = --{ $option } deve ser um idioma, como alemão, Deutsch ou de, e não “{ $given }”.
translate-not-text = Posso traduzir arquivos de texto e documentos. { $name } é { $media_type }.
translate-cut = O texto era longo demais: esta tradução não está completa. Traduza-o em partes menores.
transcribe-nothing = Anexe uma gravação para transcrever.
transcribe-no-words = Não ouço nenhuma palavra nesta gravação. Grave de novo, mais perto do microfone.
transcribing-part = Ouvindo a parte { $number } de { $count }
heard-words = > 🎤 { $words }
button-correct-heard = Corrigir o que ouvi
button-show-heard = Ver tudo o que ouvi

### /troubadour models
models-task =
    { $task ->
        [chat_completion] **Conversar**
        [text_generation] **Continuar um texto**
        [text_to_image] **Pintar**
        [automatic_speech_recognition] **Reconhecimento de fala**
        [text_to_speech] **Falar**
       *[other] **{ $task }**
    }
models-none = • nenhum
models-used = • { $model } ({ $engine }, licença: { $licence }{ $price }), em uso aqui{ $more }
models-offered = • { $model } ({ $engine }, licença: { $licence }{ $price }){ $more }
models-chosen = De agora em diante uso { $model } (tarefa: { $task }).
models-reset = A escolha foi esquecida; volto a usar o primeiro modelo (tarefa: { $task }).
models-which-task = Diga para qual tarefa, com --task: { $tasks }.

### /troubadour persona
persona-set = De agora em diante eu sou: { $persona }
persona-reset = Voltei a ser eu mesmo.
persona-is = Quando converso, eu sou: { $persona }
persona-default = Quando converso, eu sou Troubadour. Para mudar, descreva outra pessoa depois do comando.

### /troubadour usage
usage-yours =
    { $period ->
        [day] **Suas últimas 24 horas**
        [week] **Seus últimos 7 dias**
       *[month] **Seus últimos 30 dias**
    }
usage-everybody =
    { $period ->
        [day] **Todo mundo, últimas 24 horas**
        [week] **Todo mundo, últimos 7 dias**
       *[month] **Todo mundo, últimos 30 dias**
    }
usage-task =
    { $task ->
        [chat_completion] • conversar: { $count ->
            [one] { $count } chamada
           *[other] { $count } chamadas
        }
        [text_generation] • continuar textos: { $count ->
            [one] { $count } chamada
           *[other] { $count } chamadas
        }
        [text_to_image] • pintar: { $count ->
            [one] { $count } imagem
           *[other] { $count } imagens
        }
        [automatic_speech_recognition] • reconhecimento de fala: { $count ->
            [one] { $count } chamada
           *[other] { $count } chamadas
        }
       *[text_to_speech] • falar: { $count ->
            [one] { $count } frase
           *[other] { $count } frases
        }
    }
usage-failed =
    • sem sucesso, e sem custo: { $count ->
        [one] { $count } chamada
       *[other] { $count } chamadas
    }
usage-nothing = • nada ainda
usage-no-limits = Não há limites definidos.

### /troubadour reset
reset-public =
    { $name } me fez esquecer a conversa daqui: { $count ->
        [one] { $count } mensagem
       *[other] { $count } mensagens
    }.
reset-private =
    Sua conversa privada comigo aqui foi esquecida: { $count ->
        [one] { $count } mensagem
       *[other] { $count } mensagens
    }.

### /troubadour privacy and forget-me
privacy-kept = Guardo o que você me pergunta aqui e o que respondo, para lembrar da conversa. Chamado a uma conversa, leio o que se disse nela antes. Se você responder a uma mensagem, leio essa e as que estão acima dela na cadeia de respostas; leio também a que você me encaminhar. Não leio mais nada.
privacy-days =
    { $days ->
        [one] É apagado depois de { $days } dia.
       *[other] É apagado depois de { $days } dias.
    }
privacy-left = Se eu for removido de um servidor ou workspace, ou se um canal for excluído, apago um dia depois o que guardo dele, a menos que eu tenha voltado até lá.
privacy-engines = O que você pergunta vai para: { $engines }. O motor integrado roda nesta máquina; nada sai dela.
privacy-logs = Os registros não contêm perguntas nem respostas.
privacy-forget = { $command } apaga na hora tudo sobre você.
forget-me-sure = Isto apaga suas mensagens, minhas respostas a elas, suas imagens, gravações, escolhas e seu consumo. Não dá para desfazer.
forget-me-done =
    Esquecido: { $count ->
        [one] { $count } item
       *[other] { $count } itens
    } sobre você.

### /troubadour status, pause and help
status-version = Troubadour { $version }
status-jobs =
    { $count ->
        [0] Não há mais nada em andamento.
        [one] Há mais { $count } resposta em andamento.
       *[other] Há mais { $count } respostas em andamento.
    }
status-paused = Estou em pausa. { $command } me deixa continuar.
pause-paused = { $name } me colocou em pausa. { $command } me deixa continuar.
pause-resumed = { $name } me deixou continuar.
help-head = **Eu sou Troubadour.** Digite um comando, ou simplesmente converse comigo:
help-command = • { $command }: { $summary }
help-more = Todo comando tem opções: { $command } mostra as de um comando.
help-option = • { $option }: { $description }
help-option-choices = • { $option }: { $description } ({ $choices })
help-option-range = • { $option }: { $description } (de { $minimum } a { $maximum })
