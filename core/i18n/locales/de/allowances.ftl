## Budgets, Grenzen von Admins und Erinnerungen.

budget-spent =
    { $scope ->
        [user] Dein Budget
        [network] Das gemeinsame Budget der Gäste in deinem Netz
        [channel] Das Budget dieses Kanals
        [tenant] Das Budget dieser Gemeinschaft
       *[bot] Das Budget aller zusammen
    } von { $measure ->
        [call] { $amount } Aufruf
        [calls] { $amount } Aufrufen
       *[dollars] { $amount }
    } { $period ->
        [day] für heute
       *[month] für diesen Monat
    } ist verbraucht. Es beginnt neu: { $moment }.
budget-never =
    Das kostet mehr, als { $scope ->
        [user] dein Budget
        [network] das gemeinsame Budget der Gäste in deinem Netz
        [channel] das Budget dieses Kanals
        [tenant] das Budget dieser Gemeinschaft
       *[bot] das Budget aller zusammen
    } je zulässt: { $amount }. Bitte um weniger.
usage-budget =
    • { $scope ->
        [user] Dein Budget
        [network] Das gemeinsame Budget der Gäste in deinem Netz
        [channel] Das Budget dieses Kanals
        [tenant] Das Budget dieser Gemeinschaft
       *[bot] Das Budget aller zusammen
    }: noch { $left } von { $measure ->
        [call] { $amount } Aufruf
        [calls] { $amount } Aufrufen
       *[dollars] { $amount }
    }, neu: { $moment }

limits-here = **Was hier erlaubt ist**
limits-rate =
    • { $scope ->
        [user] jede Person
        [network] alle Gäste in deinem Netz
        [channels] jeder Kanal
        [tenants] jede Gemeinschaft
        [channel] dieser Kanal
       *[tenant] diese Gemeinschaft
    }, { $task ->
        [chat_completion] Gespräche
        [text_generation] Texte
        [text_to_image] Bilder
        [automatic_speech_recognition] Sekunden Spracherkennung
       *[text_to_speech] Gesprochenes
    }: { $units } pro { $period ->
        [minute] Minute
        [hour] Stunde
        [day] Tag
       *[month] Monat
    }{ $owner ->
        [operator] { "" }
        [tenant] , für diese Gemeinschaft gesetzt
       *[place] , für diesen Kanal gesetzt
    }
limits-budget =
    • { $scope ->
        [user] jede Person
        [network] alle Gäste in deinem Netz
        [channels] jeder Kanal
        [tenants] jede Gemeinschaft
        [channel] dieser Kanal
        [tenant] diese Gemeinschaft
       *[bot] alle zusammen
    }: { $measure ->
        [call] { $amount } Aufruf
        [calls] { $amount } Aufrufe
       *[dollars] { $amount }
    } pro { $period ->
        [day] Tag
       *[month] Monat
    }{ $owner ->
        [operator] { "" }
        [tenant] , für diese Gemeinschaft gesetzt
       *[place] , für diesen Kanal gesetzt
    }
limits-jobs = • Befehle einer Person zugleich: { $count }
limits-role =
    • { $who }: { $treat ->
        [exempt] an hier Gesetztes nicht gebunden
        [blocked] darf hier nichts machen lassen
       *[weight] wartet mit dem Gewicht { $weight }
    }{ $owner ->
        [operator] { "" }
        [tenant] , in dieser Gemeinschaft
       *[place] , in diesem Kanal
    }
limits-none = Hier ist nichts begrenzt.
limits-done = Erledigt. Das ist jetzt erlaubt.
limits-above =
    Der Betreiber erlaubt { $units } pro { $period ->
        [minute] Minute
        [hour] Stunde
        [day] Tag
       *[month] Monat
    }. Setze ebenso viel oder weniger.
limits-budget-above =
    Der Betreiber erlaubt { $measure ->
        [call] { $amount } Aufruf
        [calls] { $amount } Aufrufe
       *[dollars] { $amount }
    } pro { $period ->
        [day] Tag
       *[month] Monat
    }. Setze ebenso viel oder weniger.
limits-bad-rate = „{ $given }“ ist keine Rate. Schreib, wie viel in welcher Zeit: 10/hour, 50/day.
limits-bad-budget = „{ $given }“ ist kein Budget. Schreib, wie viele Aufrufe oder Dollar an einem Tag oder in einem Monat: 200/day, $5/month; oder none.
limits-incomplete = Sag, welche Grenze: eine Aufgabe und eine Rate, etwa { $example }; ein Budget, etwa --budget 200/day; oder wen, und was für sie gilt.
limits-bad-who = Ich weiß nicht, wen „{ $given }“ meint. Erwähne eine Person oder eine Rolle.
limits-tenant-only = Eine Grenze der ganzen Gemeinschaft wird mit --everywhere gesetzt.

limit-kept-only = Deine Grenze ist erreicht, und das habe ich so noch nicht gemacht: Neues geht gerade nicht.
limit-last =
    noch { $task ->
        [chat_completion] ein Gespräch
        [text_generation] ein Text
        [text_to_image] ein Bild
       *[text_to_speech] eine Aufnahme
    } bis { $moment }
button-remind = Erinnere mich
reminder-set = Ich führe es aus und sage dir hier Bescheid: { $moment }.
reminder-not-yours = Nur wer gefragt hat, kann daran erinnert werden.
reminder-here = Für das, worum du gebeten hast, ist wieder Platz.

usage-cost = • Kosten: etwa { $amount }
usage-tokens = • Tokens: { $count }
usage-days = **Nach Tagen**
usage-top = **Wer am meisten verbraucht hat**
usage-person =
    • { $who }: { $count ->
        [one] ein Aufruf
       *[other] { $count } Aufrufe
    }{ $amount }
usage-amount = , { $amount }
usage-forgotten = Vergessene
usage-opinions = **Was man von den Antworten hielt**
usage-opinion = • { $model }: { $liked }-mal gut gefunden, { $disliked }-mal schlecht
