## The built-in engine: its models, its health and its limits.

builtin-card =
    { $task ->
        [chat_completion] uma pequena conversa por regras; sem modelo
        [text_generation] continua a partir de alguns contos, palavra por palavra; estatística, sem modelo
        [text_to_image] pinta por regras o que reconhece nas suas palavras; sem modelo
       *[text_to_speech] hibari, uma pequena voz neural, para o inglês; espeak-ng, um sintetizador por regras, para outros idiomas
    }
builtin-healthy = O motor integrado está pronto; não precisa de nada além desta máquina.
builtin-healthy-partly =
    { $missing ->
        [voices] O motor integrado está pronto, mas só fala inglês. Quem cuida de mim pode adicionar outros idiomas: pip install "troubadour[voices]".
        [speech] O motor integrado está pronto. Quem cuida de mim pode adicionar uma voz melhor para o inglês: pip install "troubadour[speech]".
       *[both] O motor integrado está pronto, menos para falar. Quem cuida de mim pode resolver: pip install "troubadour[speech,voices]".
    }
builtin-other-model = Aqui não dá para usar { $model } sem um token; o modelo do motor integrado se chama { $own }.
builtin-english-verse = O motor integrado só rima em inglês.

### Painting
builtin-size = Pinto de { $least } a { $most } pixels de lado, e não { $width } × { $height }.
builtin-not-understood = O motor integrado não entendeu: { $words }{ $more ->
        [yes] {" "}e mais
       *[no] {""}
    }.
picture-not-painted =
    { $reason ->
        [memory] A imagem precisava de mais memória do que pode usar. Tente um tamanho menor ou outro estilo.
        [time] A imagem demorou demais, então desisti. Tente um tamanho menor ou outro estilo.
       *[crash] Não consegui pintar a imagem. Tente de novo.
    }
builtin-painting =
    { $stage ->
        [sketch] Lendo suas palavras
        [ground] Pintando o céu e o chão
        [subject] Pintando o tema
       *[finish] Terminando a imagem
    }

### Speaking
speech-not-installed =
    Ainda não tenho voz aqui. Quem cuida de mim pode me dar uma: pip install "troubadour[{ $extras }]".
speech-language-not-installed =
    Ainda não tenho voz para este idioma aqui: { $language }. Quem cuida de mim pode me dar uma: pip install "troubadour[{ $extra }]".
speech-voice-unknown =
    { $near ->
        [none] Não tenho nenhuma voz “{ $voice }”. Algumas das minhas: { $known }.
       *[other] Não tenho nenhuma voz “{ $voice }”. Você quis dizer { $near }? Outras das minhas: { $known }.
    }
speech-nothing-to-say = Não há nada neste texto que possa ser falado.
speech-speed = A velocidade vai de { $least } a { $most }, e não { $given }.
speech-voice = voz: { $voice } ({ $language })
speech-unreadable = Esta voz não consegue ler: { $words }
speech-not-made =
    { $reason ->
        [memory] A voz precisava de mais memória do que pode usar. Tente um texto mais curto.
        [time] A voz demorou demais, então desisti. Tente um texto mais curto.
       *[crash] A voz falhou. Tente de novo.
    }
