## Die Übersicht für alle, die den Bot betreiben: `/troubadour overview` und die Betreiberseite des Webraums.

overview-head =
    { $of ->
        [state] **Zustand**
        [queue] **Warteschlange**
        [models] **Modelle**
        [places] **Server und Workspaces**
        [limits] **Grenzen**
        [reports] **Meldungen**
        [blocks] **Gesperrte**
        [alerts] **Hinweise**
       *[errors] **Fehler**
    }
overview-nothing = Nichts.
overview-working = Befehle werden angenommen.
overview-paused = Ich mache Pause: Für niemanden entsteht etwas.
overview-platform =
    { $platform }: { $state ->
        [up] verbunden
       *[down] nicht verbunden
    }
overview-job =
    • { $command }, { $name } ({ $place }): { $state ->
        [running] läuft seit { $moment }
       *[waiting] wartet seit { $moment }
    }
overview-jobs-more =
    { $count ->
        [one] • ein weiterer
       *[other] • { $count } weitere
    }
overview-rest =
    • { $provider }: { $reason ->
        [failing] versagt immer wieder; ich versuche es { $moment } erneut
        [throttled] nimmt nichts mehr an; ich versuche es { $moment } erneut
       *[unpaid] das Guthaben ist aufgebraucht; ich versuche es { $moment } erneut
    }
overview-place =
    • { $place }: { $who ->
        [everybody] alle dürfen mich benutzen
        [nobody] niemand darf mich benutzen, denn der Betreiber hat den Ort nicht aufgeführt
       *[others] alle dürfen mich benutzen, außer { $people }
    }{ $more }
overview-place-limits = , mit eigenen Grenzen
overview-where =
    { $platform ->
        [web] der Webraum
        [terminal] das Terminal
       *[other] { $platform }
    }
overview-block = • { $name } ({ $place }), seit { $moment }
overview-error = • { $number } · { $moment } · { $what } ({ $place }): { $kind } · { $source }
button-pause = Pause
button-resume = Weitermachen
button-unblock = Sperre aufheben

command-troubadour-overview = Sehen, was läuft, was wartet und was schiefging
option-troubadour-overview-of = Nur dies; ohne Angabe alles
field-of = Wovon
choice-state = Zustand
choice-queue = Warteschlange
choice-models = Modelle
choice-places = Server und Workspaces
choice-limits = Grenzen
choice-reports = Meldungen
choice-blocks = Gesperrte
choice-alerts = Hinweise
choice-errors = Fehler

web-page-operator = Betreiberseite
web-page-operator-why = Der Zustand des ganzen Bots, den nur Admins des Raums sehen. Jeden Teil gibt es auch als Befehl: `/troubadour overview`.
web-page-operator-fresh = Stand: { $time }
web-page-operator-usage = Verbrauch
web-page-operator-by-day = Aufrufe nach Tag
web-page-operator-by-task = Aufrufe nach Aufgabe
web-page-operator-by-person = Aufrufe nach Person
web-page-operator-by-model = Aufrufe nach Modell
web-page-operator-day = 24 Stunden
web-page-operator-week = 7 Tage
web-page-operator-month = 30 Tage
web-page-operator-period = Zeitraum
web-admins-only = Die Betreiberseite ist den Admins des Raums vorbehalten. Das Protokoll des Bots zeigt einen Link, mit dem du als Admin hereinkommst.
