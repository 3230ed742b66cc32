## The built-in engine: its models, its health and its limits.

builtin-card =
    { $task ->
        [chat_completion] uma pequena conversa por regras; sem modelo
        [text_generation] continua a partir de alguns contos, palavra por palavra; estatística, sem modelo
        [text_to_image] pinta por regras o que reconhece nas suas palavras; sem modelo
       *[text_to_speech] espeak-ng, um sintetizador por regras; sem modelo
    }
builtin-healthy = O motor integrado está pronto; não precisa de nada além desta máquina.
builtin-healthy-mute =
    O motor integrado está pronto, menos para falar. Quem cuida de mim pode resolver: pip install "troubadour[offline]".
builtin-other-model = Aqui não dá para usar { $model } sem um token; o modelo do motor integrado se chama { $own }.
builtin-english-verse = O motor integrado só rima em inglês.

### Painting
builtin-size = Pinto de { $least } a { $most } pixels de lado, e não { $width } × { $height }.
builtin-painting =
    { $stage ->
        [sketch] Lendo suas palavras
        [ground] Pintando o céu e o chão
        [subject] Pintando o tema
       *[finish] Terminando a imagem
    }

### Speaking
speech-not-installed =
    Ainda não tenho voz aqui. Quem cuida de mim pode me dar uma: pip install "troubadour[{ $extra }]".
speech-voice-unknown =
    { $near ->
        [none] Não tenho nenhuma voz “{ $voice }”. Algumas das minhas: { $known }.
       *[other] Não tenho nenhuma voz “{ $voice }”. Você quis dizer { $near }? Outras das minhas: { $known }.
    }
speech-nothing-to-say = Não há nada neste texto que possa ser falado.
speech-speed = A velocidade vai de { $least } a { $most }, e não { $given }.
speech-cut = Era longo demais para falar de uma vez; para depois de { $seconds } segundos.
