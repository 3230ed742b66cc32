## Grenzen: warum jemand warten muss, und bis wann.

limit-reached =
    { $scope ->
        [user] Deine Grenze
        [channel] Die Grenze dieses Kanals
       *[tenant] Die Grenze dieser Gemeinschaft
    } für { $task ->
        [chat] Gespräche
        [complete] Texte
        [paint] Bilder
       *[speak] Gesprochenes
    } ist erreicht ({ $units } pro { $period ->
        [minute] Minute
        [hour] Stunde
        [day] Tag
       *[month] Monat
    }). Dafür ist wieder Platz: { $moment }.
limit-never =
    Das sind auf einmal mehr { $task ->
        [chat] Gespräche
        [complete] Texte
        [paint] Bilder
       *[speak] Aufnahmen
    }, als { $scope ->
        [user] deine Grenze
        [channel] die Grenze dieses Kanals
       *[tenant] die Grenze dieser Gemeinschaft
    } je zulässt: { $units }. Bitte um weniger.
limit-at-once =
    { $count ->
        [one] Ein Befehl von dir läuft
       *[other] { $count } Befehle von dir laufen
    } noch. Warte, bis einer fertig ist, oder halte einen an.
limit-blocked = Ich soll dir hier nicht antworten. Wer mich betreibt, kann das ändern.
