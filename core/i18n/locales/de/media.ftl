## Pictures and sounds that people send.

picture-not-a-picture = { $kind ->
    [empty] Die Datei ist leer. Schick ein Bild in einem dieser Formate: { $allowed }.
    [text] Das ist kein Bild: Es sieht nach einer Textdatei aus, egal, wie die Datei heißt. Schick eines dieser Formate: { $allowed }.
    [markup] Das ist kein Bild: Es sieht nach einer Webseite aus, egal, wie die Datei heißt. Schick eines dieser Formate: { $allowed }.
    [document] Das ist kein Bild: Es sieht nach einem Dokument aus. Schick eines dieser Formate: { $allowed }.
    [archive] Das ist kein Bild: Es sieht nach einem Archiv aus. Schick, was darin ist, in einem dieser Formate: { $allowed }.
    [program] Das ist kein Bild: Es sieht nach einem Programm aus. Schick eines dieser Formate: { $allowed }.
    [sound] Das ist kein Bild, sondern ein Ton. Schick eines dieser Formate: { $allowed }.
    [video] Das ist kein Bild: Es sieht nach einem Video aus. Schick ein Standbild daraus, in einem dieser Formate: { $allowed }.
   *[unknown] Das ist kein Bild, das ich kenne. Schick eines dieser Formate: { $allowed }.
}

picture-unsupported-format = { $format }-Bilder lassen sich nicht öffnen. Speichere es in einem dieser Formate: { $allowed }.

picture-damaged = Dieses { $format }-Bild ist beschädigt oder kam nicht vollständig an. Speichere oder exportiere es noch einmal und schick das.

picture-not-opened = { $reason ->
    [memory] Dieses Bild braucht mehr Speicher, als ein Bild belegen darf. Schick ein kleineres.
    [time] Dieses Bild zu öffnen hat zu lange gedauert und wurde abgebrochen. Schick ein kleineres oder einfacheres.
   *[crash] An diesem Bild ist das Programm gescheitert, das Bilder öffnet. Speichere oder exportiere es noch einmal und schick das.
}

picture-too-many-pixels = Dieses Bild hat { $width } × { $height } Pixel, also { NUMBER($given) } Megapixel; höchstens { NUMBER($allowed) } werden geöffnet. Schick ein kleineres.

picture-too-large = Dieses Bild gibt sich weit größer aus als die { NUMBER($allowed) } Megapixel, die geöffnet werden. Schick ein kleineres.

picture-too-many-frames = Diese Animation hat { $frames } Einzelbilder; höchstens { $allowed } werden geöffnet. Schick eine kürzere oder ein einzelnes Bild.

picture-too-long = Diese Animation hat { $frames } Einzelbilder mit zusammen { NUMBER($given) } Megapixeln; höchstens { NUMBER($allowed) } werden geöffnet. Schick eine kürzere oder kleinere.

picture-limit-too-small = In { $limit } Byte passt kein Bild; das kleinste braucht { $needed }.

picture-reencoded = { $reason ->
    [size] Das Bild wurde komprimiert, damit es in { NUMBER($limit_kb) } kB passt.
   *[format] Das Bild wurde von { $before } in { $after } umgewandelt, das hier angezeigt werden kann.
}

picture-reencoded-still = { $reason ->
    [size] Von der Animation blieb nur das erste Bild, damit es in { NUMBER($limit_kb) } kB passt.
   *[format] Von der Animation blieb nur das erste Bild, als { $after }, weil { $before } hier nicht angezeigt werden kann.
}

## Sounds

sound-not-a-sound = { $kind ->
    [empty] Die Datei ist leer. Schick einen Ton in einem dieser Formate: { $allowed }.
    [picture] Das ist ein Bild, kein Ton. Schick eines dieser Formate: { $allowed }.
    [text] Das ist kein Ton: Es sieht nach einer Textdatei aus, egal, wie die Datei heißt. Schick eines dieser Formate: { $allowed }.
   *[unknown] Das ist kein Ton, den ich kenne. Schick eines dieser Formate: { $allowed }.
}

sound-needs-ffmpeg = { $format }-Töne lassen sich nur öffnen, wo ffmpeg installiert ist. Schick eines dieser Formate: { $allowed }.

sound-damaged = Dieser { $format }-Ton ist beschädigt oder kam nicht vollständig an. Speichere oder exportiere ihn noch einmal und schick das.

sound-not-opened = { $reason ->
    [memory] Dieser Ton braucht mehr Speicher, als ein Ton belegen darf. Schick einen kürzeren.
    [time] Diesen Ton zu öffnen hat zu lange gedauert und wurde abgebrochen. Schick einen kürzeren.
   *[crash] An diesem Ton ist das Programm gescheitert, das Töne öffnet. Speichere oder exportiere ihn noch einmal und schick das.
}

sound-too-large = Diese Aufnahme passt nicht in { $megabytes } MB, auch nicht in der niedrigsten verständlichen Qualität. Lass sie in kleineren Stücken vorlesen.

sound-empty = In diesem { $format }-Ton gibt es nichts zu hören: Er ist leer. Schick einen anderen.

sound-silent = In diesem Ton ist nichts zu hören: Er ist von Anfang bis Ende still. Prüfe das Mikrofon und nimm ihn noch einmal auf.

sound-too-long = Dieser Ton ist länger als { NUMBER($seconds) } { $seconds ->
    [one] Sekunde
   *[other] Sekunden
}; mehr wird nicht geöffnet. Schick einen kürzeren.

sound-unusual = Dieser Ton hat { $channels } Kanäle bei { $rate } Abtastwerten in der Sekunde; geöffnet werden höchstens { $allowed } Kanäle bei 4000 bis 192000. Wandle ihn um und schick ihn noch einmal.
