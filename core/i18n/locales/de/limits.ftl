## Grenzen: warum jemand warten muss, und bis wann.

limit-reached =
    { $scope ->
        [user] Deine Grenze
        [network] Die gemeinsame Grenze der Gäste in deinem Netz
        [channel] Die Grenze dieses Kanals
       *[tenant] Die Grenze dieser Gemeinschaft
    } für { $task ->
        [chat_completion] Gespräche
        [text_generation] Texte
        [text_to_image] Bilder
        [automatic_speech_recognition] Sekunden Spracherkennung
       *[text_to_speech] Gesprochenes
    } ist erreicht ({ $units } pro { $period ->
        [minute] Minute
        [hour] Stunde
        [day] Tag
       *[month] Monat
    }). Dafür ist wieder Platz: { $moment }.
limit-never =
    Das sind auf einmal mehr { $task ->
        [chat_completion] Gespräche
        [text_generation] Texte
        [text_to_image] Bilder
        [automatic_speech_recognition] Sekunden Spracherkennung
       *[text_to_speech] Aufnahmen
    }, als { $scope ->
        [user] deine Grenze
        [network] die gemeinsame Grenze der Gäste in deinem Netz
        [channel] die Grenze dieses Kanals
       *[tenant] die Grenze dieser Gemeinschaft
    } je zulässt: { $units }. Bitte um weniger.
limit-at-once =
    { $count ->
        [one] Ein Befehl von dir läuft
       *[other] { $count } Befehle von dir laufen
    } noch. Warte, bis einer fertig ist, oder halte einen an.
limit-at-once-network =
    { $count ->
        [one] Ein Befehl der Gäste in deinem Netz läuft
       *[other] { $count } Befehle der Gäste in deinem Netz laufen
    } noch. Warte, bis einer fertig ist.
limit-blocked = Ich soll dir hier nicht antworten. Wer mich betreibt oder diesen Ort verwaltet, kann das ändern.

usage-limits = **Was noch übrig ist**
usage-left =
    • { $scope ->
        [user] Du
        [network] Alle Gäste in deinem Netz
        [channel] Dieser Kanal
       *[tenant] Diese Gemeinschaft
    }, { $task ->
        [chat_completion] Gespräche
        [text_generation] Texte
        [text_to_image] Bilder
        [automatic_speech_recognition] Sekunden Spracherkennung
       *[text_to_speech] Gesprochenes
    }: { $count } von { $units } pro { $period ->
        [minute] Minute
        [hour] Stunde
        [day] Tag
       *[month] Monat
    }
usage-refill = ↳ alles ist wieder da: { $moment }

gate-waiting =
    { $count ->
        [0] Etwas Geduld: dein Aufruf ist der nächste.
        [one] Etwas Geduld: ein Aufruf ist vor deinem dran.
       *[other] Etwas Geduld: { $count } Aufrufe sind vor deinem dran.
    }
gate-too-long = Auf dieses Modell warten zu viele. Versuch es wieder: { $moment }.
gate-held = Der Anbieter bittet um eine Pause. Ich mache weiter: { $moment }.
