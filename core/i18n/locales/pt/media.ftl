## Pictures and sounds that people send.

picture-not-a-picture = { $kind ->
    [empty] O arquivo está vazio. Envie uma imagem em um destes formatos: { $allowed }.
    [text] Isto não é uma imagem: parece um arquivo de texto, seja qual for o nome. Envie um destes formatos: { $allowed }.
    [markup] Isto não é uma imagem: parece uma página da web, seja qual for o nome. Envie um destes formatos: { $allowed }.
    [document] Isto não é uma imagem: parece um documento. Envie um destes formatos: { $allowed }.
    [archive] Isto não é uma imagem: parece um arquivo compactado. Envie o que está dentro, em um destes formatos: { $allowed }.
    [program] Isto não é uma imagem: parece um programa. Envie um destes formatos: { $allowed }.
    [sound] Isto não é uma imagem: é um som. Envie um destes formatos: { $allowed }.
    [video] Isto não é uma imagem: parece um vídeo. Envie um quadro dele, em um destes formatos: { $allowed }.
   *[unknown] Isto não é uma imagem que eu conheça. Envie um destes formatos: { $allowed }.
}

picture-unsupported-format = Não consigo abrir imagens { $format }. Salve em um destes formatos: { $allowed }.

picture-damaged = Esta imagem { $format } está danificada ou foi cortada no caminho. Salve ou exporte de novo e envie o resultado.

picture-not-opened = { $reason ->
    [memory] Esta imagem precisa de mais memória do que uma imagem pode ocupar. Envie uma menor.
    [time] Abrir esta imagem estava demorando demais e eu desisti. Envie uma menor ou mais simples.
   *[crash] O programa que abre as imagens falhou com esta. Salve ou exporte de novo e envie o resultado.
}

picture-too-many-pixels = Esta imagem tem { $width } × { $height } pixels, ou seja, { NUMBER($given) } megapixels; abro no máximo { NUMBER($allowed) }. Envie uma menor.

picture-too-large = Esta imagem diz ser bem maior que os { NUMBER($allowed) } megapixels que eu abro. Envie uma menor.

picture-too-many-frames = Esta animação tem { $frames } quadros; abro no máximo { $allowed }. Envie uma mais curta, ou um único quadro.

picture-too-long = Esta animação tem { $frames } quadros, com { NUMBER($given) } megapixels ao todo; abro no máximo { NUMBER($allowed) }. Envie uma mais curta ou menor.

picture-limit-too-small = Nenhuma imagem cabe em { $limit } bytes; a menor ocupa { $needed }.

picture-reencoded = { $reason ->
    [size] A imagem foi comprimida para caber em { NUMBER($limit_kb) } kB.
   *[format] A imagem foi convertida de { $before } para { $after }, que pode ser mostrado aqui.
}

picture-reencoded-still = { $reason ->
    [size] Da animação ficou só o primeiro quadro, para caber em { NUMBER($limit_kb) } kB.
   *[format] Da animação ficou só o primeiro quadro, em { $after }, porque { $before } não pode ser mostrado aqui.
}

## Sounds

sound-not-a-sound = { $kind ->
    [empty] O arquivo está vazio. Envie um som em um destes formatos: { $allowed }.
    [picture] Isto é uma imagem, não um som. Envie um destes formatos: { $allowed }.
    [text] Isto não é um som: parece um arquivo de texto, seja qual for o nome. Envie um destes formatos: { $allowed }.
   *[unknown] Isto não é um som que eu conheça. Envie um destes formatos: { $allowed }.
}

sound-needs-ffmpeg = Sons { $format } só abrem onde o ffmpeg está instalado. Envie um destes formatos: { $allowed }.

sound-damaged = Este som { $format } está danificado ou foi cortado no caminho. Salve ou exporte de novo e envie o resultado.

sound-not-opened = { $reason ->
    [memory] Este som precisa de mais memória do que um som pode ocupar. Envie um mais curto.
    [time] Abrir este som estava demorando demais e eu desisti. Envie um mais curto.
   *[crash] O programa que abre os sons falhou com este. Salve ou exporte de novo e envie o resultado.
}

sound-too-large = Esta gravação não cabe em { $megabytes } MB, nem com a menor qualidade que se entende. Peça em partes menores.

sound-empty = Não há nada para ouvir neste som { $format }: ele está vazio. Envie outro.

sound-silent = Não ouço nada neste som: está em silêncio do começo ao fim. Verifique o microfone e grave de novo.

sound-too-long = Este som dura mais de { NUMBER($seconds) } { $seconds ->
    [one] segundo
   *[other] segundos
}, o máximo que eu abro. Envie um mais curto.

sound-unusual = Este som tem { $channels } canais a { $rate } amostras por segundo; abro no máximo { $allowed } canais, de 4000 a 192000. Converta e envie de novo.
