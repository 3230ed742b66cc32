## Pictures and sounds that people send.

picture-not-a-picture = { $kind ->
    [empty] El archivo está vacío. Envía una imagen en uno de estos formatos: { $allowed }.
    [text] Esto no es una imagen: parece un archivo de texto, se llame como se llame. Envía uno de estos formatos: { $allowed }.
    [markup] Esto no es una imagen: parece una página web, se llame como se llame. Envía uno de estos formatos: { $allowed }.
    [document] Esto no es una imagen: parece un documento. Envía uno de estos formatos: { $allowed }.
    [archive] Esto no es una imagen: parece un archivo comprimido. Envía lo que contiene, en uno de estos formatos: { $allowed }.
    [program] Esto no es una imagen: parece un programa. Envía uno de estos formatos: { $allowed }.
    [sound] Esto no es una imagen: es un sonido. Envía uno de estos formatos: { $allowed }.
    [video] Esto no es una imagen: parece un vídeo. Envía un fotograma, en uno de estos formatos: { $allowed }.
   *[unknown] Esto no es una imagen que yo conozca. Envía uno de estos formatos: { $allowed }.
}

picture-unsupported-format = No puedo abrir imágenes { $format }. Guárdala en uno de estos formatos: { $allowed }.

picture-damaged = Esta imagen { $format } está dañada o se cortó por el camino. Guárdala o expórtala de nuevo y envía eso.

picture-not-opened = { $reason ->
    [memory] Esta imagen necesita más memoria de la que puede ocupar una imagen. Envía una más pequeña.
    [time] Abrir esta imagen llevaba demasiado tiempo y lo he dejado. Envía una más pequeña o más sencilla.
   *[crash] El programa que abre las imágenes ha fallado con esta. Guárdala o expórtala de nuevo y envía eso.
}

picture-too-many-pixels = Esta imagen tiene { $width } × { $height } píxeles, es decir, { NUMBER($given) } megapíxeles; abro { NUMBER($allowed) } como mucho. Envía una más pequeña.

picture-too-large = Esta imagen dice ser mucho mayor que los { NUMBER($allowed) } megapíxeles que abro. Envía una más pequeña.

picture-too-many-frames = Esta animación tiene { $frames } fotogramas; abro { $allowed } como mucho. Envía una más corta, o un solo fotograma.

picture-too-long = Esta animación tiene { $frames } fotogramas, { NUMBER($given) } megapíxeles en total; abro { NUMBER($allowed) } como mucho. Envía una más corta o más pequeña.

picture-limit-too-small = Ninguna imagen cabe en { $limit } bytes; la más pequeña ocupa { $needed }.

picture-reencoded = { $reason ->
    [size] La imagen se ha comprimido para que quepa en { NUMBER($limit_kb) } kB.
   *[format] La imagen se ha convertido de { $before } a { $after }, que aquí se puede mostrar.
}

picture-reencoded-still = { $reason ->
    [size] De la animación solo queda el primer fotograma, para que quepa en { NUMBER($limit_kb) } kB.
   *[format] De la animación solo queda el primer fotograma, en { $after }, porque aquí no se puede mostrar { $before }.
}

## Sounds

sound-not-a-sound = { $kind ->
    [empty] El archivo está vacío. Envía un sonido en uno de estos formatos: { $allowed }.
    [picture] Esto es una imagen, no un sonido. Envía uno de estos formatos: { $allowed }.
    [text] Esto no es un sonido: parece un archivo de texto, se llame como se llame. Envía uno de estos formatos: { $allowed }.
   *[unknown] Esto no es un sonido que yo conozca. Envía uno de estos formatos: { $allowed }.
}

sound-needs-ffmpeg = Los sonidos { $format } solo se abren donde está instalado ffmpeg. Envía uno de estos formatos: { $allowed }.

sound-damaged = Este sonido { $format } está dañado o se cortó por el camino. Guárdalo o expórtalo de nuevo y envía eso.

sound-not-opened = { $reason ->
    [memory] Este sonido necesita más memoria de la que puede ocupar un sonido. Envía uno más corto.
    [time] Abrir este sonido llevaba demasiado tiempo y lo he dejado. Envía uno más corto.
   *[crash] El programa que abre los sonidos ha fallado con este. Guárdalo o expórtalo de nuevo y envía eso.
}

sound-too-large = Esta grabación no cabe en { $megabytes } MB, ni con la calidad más baja que se entiende. Pídela en partes más pequeñas.

sound-empty = En este sonido { $format } no hay nada que oír: está vacío. Envía otro.

sound-silent = No oigo nada en este sonido: está en silencio de principio a fin. Revisa el micrófono y grábalo de nuevo.

sound-too-long = Este sonido dura más de { NUMBER($seconds) } { $seconds ->
    [one] segundo
   *[other] segundos
}, que es lo máximo que abro. Envía uno más corto.

sound-unusual = Este sonido tiene { $channels } canales a { $rate } muestras por segundo; abro como mucho { $allowed } canales, de 4000 a 192000. Conviértelo y envíalo de nuevo.
