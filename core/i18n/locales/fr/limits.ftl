## Limites : pourquoi quelqu'un doit attendre, et jusqu'à quand.

limit-reached =
    { $scope ->
        [user] Votre limite
        [network] La limite commune des invités de votre réseau
        [channel] La limite de ce salon
       *[tenant] La limite de cette communauté
    } pour { $task ->
        [chat_completion] les conversations
        [text_generation] les textes
        [text_to_image] les images
        [automatic_speech_recognition] les secondes de reconnaissance vocale
       *[text_to_speech] la parole
    } est atteinte ({ $units } par { $period ->
        [minute] minute
        [hour] heure
        [day] jour
       *[month] mois
    }). Il y aura de nouveau de la place : { $moment }.
limit-never =
    Cela demande d'un coup plus { $task ->
        [chat_completion] de conversations
        [text_generation] de textes
        [text_to_image] d'images
        [automatic_speech_recognition] de secondes de reconnaissance vocale
       *[text_to_speech] de parole
    } que n'en permettra jamais { $scope ->
        [user] votre limite
        [network] la limite commune des invités de votre réseau
        [channel] la limite de ce salon
       *[tenant] la limite de cette communauté
    } : { $units }. Demandes-en moins.
limit-at-once =
    { $count ->
        [one] Une de vos commandes est
       *[other] { $count } de vos commandes sont
    } encore en cours. Attendez qu'une se termine, ou arrêtez-en une.
limit-at-once-network =
    { $count ->
        [one] Une commande des invités de votre réseau est
       *[other] { $count } commandes des invités de votre réseau sont
    } encore en cours. Attendez qu'une se termine.
limit-blocked = On m'a demandé de ne pas vous répondre ici. La personne qui me gère, ou qui administre ce lieu, peut changer cela.

usage-limits = **Ce qui reste**
usage-left =
    • { $scope ->
        [user] Vous
        [network] Tous les invités de votre réseau
        [channel] Ce salon
       *[tenant] Cette communauté
    }, { $task ->
        [chat_completion] conversations
        [text_generation] textes
        [text_to_image] images
        [automatic_speech_recognition] secondes de reconnaissance vocale
       *[text_to_speech] parole
    } : { $count } sur { $units } par { $period ->
        [minute] minute
        [hour] heure
        [day] jour
       *[month] mois
    }
usage-refill = ↳ tout sera de retour : { $moment }

gate-waiting =
    { $count ->
        [0] Un peu de patience : votre appel est le prochain.
        [one] Un peu de patience : un appel passe avant le vôtre.
       *[other] Un peu de patience : { $count } appels passent avant le vôtre.
    }
gate-too-long = Trop de monde attend ce modèle. Réessayez : { $moment }.
gate-held = Le fournisseur demande une pause. Je reprends : { $moment }.
