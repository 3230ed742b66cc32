## Pictures and sounds that people send.

picture-not-a-picture = { $kind ->
    [empty] Le fichier est vide. Envoyez une image dans l’un de ces formats : { $allowed }.
    [text] Ce n’est pas une image : on dirait un fichier texte, quel que soit son nom. Envoyez l’un de ces formats : { $allowed }.
    [markup] Ce n’est pas une image : on dirait une page web, quel que soit son nom. Envoyez l’un de ces formats : { $allowed }.
    [document] Ce n’est pas une image : on dirait un document. Envoyez l’un de ces formats : { $allowed }.
    [archive] Ce n’est pas une image : on dirait une archive. Envoyez ce qu’elle contient, dans l’un de ces formats : { $allowed }.
    [program] Ce n’est pas une image : on dirait un programme. Envoyez l’un de ces formats : { $allowed }.
    [sound] Ce n’est pas une image : c’est un son. Envoyez l’un de ces formats : { $allowed }.
    [video] Ce n’est pas une image : on dirait une vidéo. Envoyez-en une image fixe, dans l’un de ces formats : { $allowed }.
   *[unknown] Ce n’est pas une image que je connaisse. Envoyez l’un de ces formats : { $allowed }.
}

picture-unsupported-format = Je ne peux pas ouvrir les images { $format }. Enregistrez-la dans l’un de ces formats : { $allowed }.

picture-damaged = Cette image { $format } est abîmée ou a été coupée en route. Enregistrez-la ou exportez-la à nouveau, puis renvoyez-la.

picture-not-opened = { $reason ->
    [memory] Cette image demande plus de mémoire qu’une image ne peut en prendre. Envoyez-en une plus petite.
    [time] L’ouverture de cette image prenait trop de temps, j’ai abandonné. Envoyez-en une plus petite ou plus simple.
   *[crash] Le programme qui ouvre les images a échoué sur celle-ci. Enregistrez-la ou exportez-la à nouveau, puis renvoyez-la.
}

picture-too-many-pixels = Cette image fait { $width } × { $height } pixels, soit { NUMBER($given) } mégapixels ; j’en ouvre { NUMBER($allowed) } au plus. Envoyez-en une plus petite.

picture-too-large = Cette image se dit bien plus grande que les { NUMBER($allowed) } mégapixels que j’ouvre. Envoyez-en une plus petite.

picture-too-many-frames = Cette animation a { $frames } images ; j’en ouvre { $allowed } au plus. Envoyez-en une plus courte, ou une seule image.

picture-too-long = Cette animation a { $frames } images, soit { NUMBER($given) } mégapixels en tout ; j’en ouvre { NUMBER($allowed) } au plus. Envoyez-en une plus courte ou plus petite.

picture-limit-too-small = Aucune image ne tient dans { $limit } octets ; la plus petite en prend { $needed }.

picture-reencoded = { $reason ->
    [size] L’image a été compressée pour tenir dans { NUMBER($limit_kb) } ko.
   *[format] L’image a été convertie de { $before } en { $after }, qui peut s’afficher ici.
}

picture-reencoded-still = { $reason ->
    [size] Seule la première image de l’animation a été gardée, pour tenir dans { NUMBER($limit_kb) } ko.
   *[format] Seule la première image de l’animation a été gardée, en { $after }, car { $before } ne peut pas s’afficher ici.
}

## Sounds

sound-not-a-sound = { $kind ->
    [empty] Le fichier est vide. Envoyez un son dans l’un de ces formats : { $allowed }.
    [picture] C’est une image, pas un son. Envoyez l’un de ces formats : { $allowed }.
    [text] Ce n’est pas un son : on dirait un fichier texte, quel que soit son nom. Envoyez l’un de ces formats : { $allowed }.
   *[unknown] Ce n’est pas un son que je connaisse. Envoyez l’un de ces formats : { $allowed }.
}

sound-needs-ffmpeg = Les sons { $format } ne s’ouvrent que là où ffmpeg est installé. Envoyez l’un de ces formats : { $allowed }.

sound-damaged = Ce son { $format } est abîmé ou a été coupé en route. Enregistrez-le ou exportez-le à nouveau, puis renvoyez-le.

sound-not-opened = { $reason ->
    [memory] Ce son demande plus de mémoire qu’un son ne peut en prendre. Envoyez-en un plus court.
    [time] L’ouverture de ce son prenait trop de temps, j’ai abandonné. Envoyez-en un plus court.
   *[crash] Le programme qui ouvre les sons a échoué sur celui-ci. Enregistrez-le ou exportez-le à nouveau, puis renvoyez-le.
}

sound-too-large = Cet enregistrement ne tient pas dans { $megabytes } Mo, même avec la qualité la plus basse qui reste compréhensible. Demandez-le en plus petits morceaux.

sound-empty = Il n’y a rien à entendre dans ce son { $format } : il est vide. Envoyez-en un autre.

sound-silent = Je n’entends rien dans ce son : il est silencieux du début à la fin. Vérifiez le micro et enregistrez-le de nouveau.

sound-too-long = Ce son dure plus de { NUMBER($seconds) } { $seconds ->
    [one] seconde
   *[other] secondes
}, et je n’ouvre rien de plus long. Envoyez-en un plus court.

sound-unusual = Ce son a { $channels } canaux à { $rate } échantillons par seconde ; j’ouvre au plus { $allowed } canaux, de 4000 à 192000. Convertissez-le et renvoyez-le.
