## Budgets, limites fixées par les administrateurs et rappels.

budget-spent =
    { $scope ->
        [user] Votre budget
        [network] Le budget commun des invités de votre réseau
        [channel] Le budget de ce salon
        [tenant] Le budget de cette communauté
       *[bot] Le budget de tout le monde
    } de { $measure ->
        [call] { $amount } appel
        [calls] { $amount } appels
       *[dollars] { $amount }
    } { $period ->
        [day] pour aujourd’hui
       *[month] pour ce mois
    } est dépensé. Il recommence : { $moment }.
budget-never =
    Cela coûte plus que n’en permet jamais { $scope ->
        [user] votre budget
        [network] le budget commun des invités de votre réseau
        [channel] le budget de ce salon
        [tenant] le budget de cette communauté
       *[bot] le budget de tout le monde
    } : { $amount }. Demandez moins.
usage-budget =
    • { $scope ->
        [user] Votre budget
        [network] Le budget commun des invités de votre réseau
        [channel] Le budget de ce salon
        [tenant] Le budget de cette communauté
       *[bot] Le budget de tout le monde
    } : il reste { $left } sur { $measure ->
        [call] { $amount } appel
        [calls] { $amount } appels
       *[dollars] { $amount }
    }, de nouveau : { $moment }

limits-here = **Ce qui est permis ici**
limits-rate =
    • { $scope ->
        [user] chaque personne
        [network] tous les invités de votre réseau
        [channels] chaque salon
        [tenants] chaque communauté
        [channel] ce salon
       *[tenant] cette communauté
    }, { $task ->
        [chat_completion] conversations
        [text_generation] textes
        [text_to_image] images
        [automatic_speech_recognition] secondes de reconnaissance vocale
       *[text_to_speech] parole
    } : { $units } par { $period ->
        [minute] minute
        [hour] heure
        [day] jour
       *[month] mois
    }{ $owner ->
        [operator] { "" }
        [tenant] , fixé pour cette communauté
       *[place] , fixé pour ce salon
    }
limits-budget =
    • { $scope ->
        [user] chaque personne
        [network] tous les invités de votre réseau
        [channels] chaque salon
        [tenants] chaque communauté
        [channel] ce salon
        [tenant] cette communauté
       *[bot] tout le monde ensemble
    } : { $measure ->
        [call] { $amount } appel
        [calls] { $amount } appels
       *[dollars] { $amount }
    } par { $period ->
        [day] jour
       *[month] mois
    }{ $owner ->
        [operator] { "" }
        [tenant] , fixé pour cette communauté
       *[place] , fixé pour ce salon
    }
limits-jobs = • commandes d’une personne à la fois : { $count }
limits-role =
    • { $who } : { $treat ->
        [exempt] hors des limites fixées ici
        [blocked] ne peut rien faire faire ici
       *[weight] attend avec le poids { $weight }
    }{ $owner ->
        [operator] { "" }
        [tenant] , dans cette communauté
       *[place] , dans ce salon
    }
limits-none = Rien n’est limité ici.
limits-done = C’est fait. Voici ce qui est permis maintenant.
limits-above =
    L’opérateur permet { $units } par { $period ->
        [minute] minute
        [hour] heure
        [day] jour
       *[month] mois
    }. Fixez autant ou moins.
limits-budget-above =
    L’opérateur permet { $measure ->
        [call] { $amount } appel
        [calls] { $amount } appels
       *[dollars] { $amount }
    } par { $period ->
        [day] jour
       *[month] mois
    }. Fixez autant ou moins.
limits-bad-rate = « { $given } » n’est pas un rythme. Écrivez combien en combien de temps : 10/hour, 50/day.
limits-bad-budget = « { $given } » n’est pas un budget. Écrivez combien d’appels ou de dollars en un jour ou un mois : 200/day, $5/month ; ou none.
limits-incomplete = Dites quelle limite : une tâche et un rythme, comme { $example } ; un budget, comme --budget 200/day ; ou qui, et ce qui vaut pour eux.
limits-bad-who = Je ne sais pas qui « { $given } » désigne. Mentionnez une personne ou un rôle.
limits-tenant-only = Une limite de toute la communauté se fixe avec --everywhere.

limit-kept-only = Votre limite est atteinte, et je n’ai pas encore fait cela : rien de nouveau pour l’instant.
limit-last =
    encore { $task ->
        [chat_completion] une conversation
        [text_generation] un texte
        [text_to_image] une image
       *[text_to_speech] un enregistrement
    } jusqu’à : { $moment }
button-remind = Me le rappeler
reminder-set = Je le ferai et vous préviendrai ici : { $moment }.
reminder-not-yours = Seule la personne qui a demandé peut recevoir ce rappel.
reminder-here = Il y a de nouveau de la place pour ce que vous avez demandé.

usage-cost = • coût : environ { $amount }
usage-tokens = • jetons : { $count }
usage-days = **Par jour**
usage-top = **Qui a le plus utilisé**
usage-person =
    • { $who } : { $count ->
        [one] un appel
       *[other] { $count } appels
    }{ $amount }
usage-amount = , { $amount }
usage-forgotten = personnes oubliées
usage-opinions = **Ce qu’on a pensé des réponses**
usage-opinion = • { $model } : appréciées { $liked } fois, pas appréciées { $disliked } fois
