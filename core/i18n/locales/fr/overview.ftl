## La vue d’ensemble pour qui fait tourner le bot : `/troubadour overview` et la page de l’opérateur du salon web.

overview-head =
    { $of ->
        [state] **État**
        [queue] **File d’attente**
        [models] **Modèles**
        [places] **Serveurs et espaces de travail**
        [limits] **Limites**
        [reports] **Signalements**
        [blocks] **Personnes bloquées**
        [alerts] **Alertes**
       *[errors] **Erreurs**
    }
overview-nothing = Rien.
overview-working = Les commandes sont acceptées.
overview-paused = Je suis en pause : rien n’est fait pour personne.
overview-platform =
    { $platform } : { $state ->
        [up] connecté
       *[down] non connecté
    }
overview-job =
    • { $command }, { $name } ({ $place }) : { $state ->
        [running] en cours depuis { $moment }
       *[waiting] en attente depuis { $moment }
    }
overview-jobs-more =
    { $count ->
        [one] • un de plus
       *[other] • { $count } de plus
    }
overview-rest =
    • { $provider } : { $reason ->
        [failing] échoue sans cesse ; nouvel essai : { $moment }
        [throttled] n’accepte plus de requêtes ; nouvel essai : { $moment }
       *[unpaid] son crédit est épuisé ; nouvel essai : { $moment }
    }
overview-place =
    • { $place } : { $who ->
        [everybody] tout le monde peut m’utiliser
        [nobody] personne ne peut m’utiliser, car l’opérateur ne l’a pas inscrit
       *[others] tout le monde peut m’utiliser, sauf { $people }
    }{ $more }
overview-place-limits = , avec ses propres limites
overview-where =
    { $platform ->
        [web] le salon web
        [terminal] le terminal
       *[other] { $platform }
    }
overview-block = • { $name } ({ $place }), depuis { $moment }
overview-error = • { $number } · { $moment } · { $what } ({ $place }) : { $kind } · { $source }
button-pause = Mettre en pause
button-resume = Reprendre
button-unblock = Débloquer

command-troubadour-overview = Voir ce qui tourne, ce qui attend et ce qui a échoué
option-troubadour-overview-of = Seulement ceci ; sans cela, tout
field-of = De quoi
choice-state = état
choice-queue = file d’attente
choice-models = modèles
choice-places = serveurs et espaces de travail
choice-limits = limites
choice-reports = signalements
choice-blocks = personnes bloquées
choice-alerts = alertes
choice-errors = erreurs

web-page-operator = Page de l’opérateur
web-page-operator-why = L’état de tout le bot, que seuls les admins du salon voient. Chaque partie est aussi une commande : `/troubadour overview`.
web-page-operator-fresh = État : { $time }
web-page-operator-usage = Utilisation
web-page-operator-by-day = Requêtes par jour
web-page-operator-by-task = Requêtes par tâche
web-page-operator-by-person = Requêtes par personne
web-page-operator-by-model = Requêtes par modèle
web-page-operator-day = 24 heures
web-page-operator-week = 7 jours
web-page-operator-month = 30 jours
web-page-operator-period = Période
web-admins-only = La page de l’opérateur est réservée aux admins du salon. Le journal du bot montre un lien qui vous fait entrer comme admin.
