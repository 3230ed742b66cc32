## Ce qui garde un bot partagé convenable : refus, blocages, signalements, et ce qui est lu d’un fil.

denied-prompt = Il y a là quelque chose que je ne peux pas traiter ici. Dites-le avec d’autres mots.
denied-answer = Quelque chose ne pouvait pas être montré ici ; je l’ai laissé de côté.

blocked-here = Une personne qui administre ce lieu m’a demandé de ne pas vous répondre.
block-done = Je ne réponds plus à { $name } ici.
block-lifted = Je réponds de nouveau à { $name } ici.
block-was-not = { $name } n’était pas bloqué ici.
block-nobody = Personne n’est bloqué ici.
block-list = **Bloqués ici**
block-one = • { $name }
block-yourself = Vous vous bloqueriez vous-même. Nommez quelqu’un d’autre.
person-unclear = Je ne sais pas qui est « { $given } ». Mentionnez quelqu’un, ou donnez son identifiant.

report-thanks = Merci. La personne qui me fait tourner est prévenue.
report-unknown = Ce n’est pas une de mes réponses ici, ou elle est trop ancienne pour que je la connaisse.
report-alert = { $name } a signalé ma réponse à { $command } : « { $reason } » · { $link }
report-alert-unlinked = { $name } a signalé ma réponse à { $command } : « { $reason } »

showing-set =
    { $how ->
        [live] Mes réponses apparaissent à mesure qu’elles s’écrivent.
        [calm] Mes réponses apparaissent à mesure qu’elles s’écrivent, avec peu de changements.
       *[final] Mes réponses apparaissent en une fois, quand elles sont prêtes.
    }
showing-reset = Le choix est oublié ; mes réponses apparaissent comme d’habitude ici.
showing-default = Mes réponses apparaissent comme d’habitude ici.
showing-no-direct-messages = Sur cette plateforme, je ne peux pas envoyer les réponses tardives en message privé.
showing-late-direct =
    { $direct ->
        [yes] Ce qui arrive trop tard pour son lieu vous est envoyé directement.
       *[no] Je ne vous écris pas directement de moi-même.
    }

showing-spoken =
    { $spoken ->
        [always] Je vous dis aussi toutes mes réponses à voix haute.
        [when-i-speak] Je dis aussi la réponse à voix haute quand votre question est un enregistrement.
       *[never] Je ne dis pas mes réponses à voix haute, sauf si vous appuyez sur le bouton.
    }
showing-edits =
    { $edits ->
        [yes] Si vous modifiez une question dans les 15 minutes, j’y réponds de nouveau dans la même réponse. Chaque réponse est comptée.
       *[no] Si vous modifiez une question, ma réponse reste telle quelle.
    }

thread-cut =
    { $count ->
        [one] J’ai lu le dernier message de ce fil ; il y en a d’autres avant
       *[other] J’ai lu les { $count } derniers messages de ce fil ; il y en a d’autres avant
    }
thread-unreadable =
    { $count ->
        [one] { $count } message de ce fil ne m’est pas montré
       *[other] { $count } messages de ce fil ne me sont pas montrés
    }
thread-cut-root = Je n’ai lu que le premier et les { $count } derniers messages de ce fil
thread-broken-off = Je n’ai pu lire que { $count } messages de ce fil, pas les plus récents
