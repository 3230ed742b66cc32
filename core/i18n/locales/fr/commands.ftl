## Sentences of the commands.

### Buttons
button-again = Encore
button-edit = Modifier
button-vary = Varier
button-show-file = Afficher maintenant
button-limerick = Limerick
button-speak = Lire à voix haute
button-continue = Continuer
button-delete = Supprimer
button-stop = Arrêter
button-forget-me = Oui, oubliez-moi

### While making
thinking = Je réfléchis…
painting-one-of = Je peins l’image { $number } sur { $count }
limerick-writing = Je cherche des rimes
limerick-mending = Les rimes boitent ; je le réécris
speaking-part = Je dis la partie { $number } sur { $count }
speaking-estimate =
    Environ { $minutes } { $minutes ->
        [one] minute
       *[other] minutes
    } de parole en { $requests } { $requests ->
        [one] requête
       *[other] requêtes
    }.
speaking-chapters = Chapitres : { $chapters }
perform-prompt = J’imagine l’image
perform-picture = Je la peins
perform-limerick = J’écris un limerick à son sujet
perform-recording = Je le lis à voix haute
perform-title-prompt = L’idée
perform-title-limerick = Le limerick

### Missing or unusable input
chat-nothing-said = Dites quelque chose, ou joignez une image, un document ou un fichier texte.
limerick-about-what = Dites-moi de quoi doit parler le limerick, ou joignez une image : il n’y en a pas encore ici.
speak-nothing = Il n’y a rien dans ce texte qui puisse se dire.
speak-too-long = Je peux dire { $maximum } caractères à la fois ; il y en a { $length } ici. Raccourcissez le texte ou faites-le dire en plusieurs fois.
translate-nothing = Donnez-moi un texte à traduire, ou joignez un fichier texte ou un document.
translate-language = --{ $option } doit être une langue, par exemple allemand, Deutsch ou de, et non « { $given } ».
translate-not-text = Je peux traduire des fichiers texte et des documents. { $name } est de type { $media_type }.
translate-cut = Le texte était trop long : cette traduction n’est pas complète. Traduisez-le en morceaux plus petits.
transcribe-nothing = Joignez un enregistrement à transcrire.
transcribe-no-words = Je n’entends aucun mot dans cet enregistrement. Enregistrez-le de nouveau, plus près du micro.
transcribing-part = Écoute de la partie { $number } sur { $count }
heard-words = > 🎤 { $words }
button-correct-heard = Corriger ce que j’ai entendu
button-show-heard = Tout ce que j’ai entendu

### /troubadour models
models-task =
    { $task ->
        [chat_completion] **Parler**
        [text_generation] **Continuer un texte**
        [text_to_image] **Peindre**
        [automatic_speech_recognition] **Reconnaissance vocale**
        [text_to_speech] **Dire à voix haute**
       *[other] **{ $task }**
    }
models-none = • aucun
models-used = • { $model } ({ $engine }, licence : { $licence }{ $price }), utilisé ici{ $more }
models-offered = • { $model } ({ $engine }, licence : { $licence }{ $price }){ $more }
models-chosen = Désormais, c’est { $model } qui sert (tâche : { $task }).
models-reset = Le choix est oublié ; le premier modèle sert à nouveau (tâche : { $task }).
models-which-task = Dites pour quelle tâche, avec --task : { $tasks }.

### /troubadour persona
persona-set = Désormais, je suis : { $persona }
persona-reset = Je suis de nouveau moi-même.
persona-is = Quand je discute, je suis : { $persona }
persona-default = Quand je discute, je suis Troubadour. Pour changer, décrivez quelqu’un d’autre après la commande.

### /troubadour usage
usage-yours =
    { $period ->
        [day] **Vos dernières 24 heures**
        [week] **Vos 7 derniers jours**
       *[month] **Vos 30 derniers jours**
    }
usage-everybody =
    { $period ->
        [day] **Tout le monde, dernières 24 heures**
        [week] **Tout le monde, 7 derniers jours**
       *[month] **Tout le monde, 30 derniers jours**
    }
usage-task =
    { $task ->
        [chat_completion] • discussions : { $count ->
            [one] { $count } appel
           *[other] { $count } appels
        }
        [text_generation] • textes continués : { $count ->
            [one] { $count } appel
           *[other] { $count } appels
        }
        [text_to_image] • peinture : { $count ->
            [one] { $count } image
           *[other] { $count } images
        }
        [automatic_speech_recognition] • reconnaissance vocale : { $count ->
            [one] { $count } appel
           *[other] { $count } appels
        }
       *[text_to_speech] • lecture à voix haute : { $count ->
            [one] { $count } phrase
           *[other] { $count } phrases
        }
    }
usage-failed =
    • échoués, et gratuits : { $count ->
        [one] { $count } appel
       *[other] { $count } appels
    }
usage-nothing = • rien pour l’instant
usage-no-limits = Aucune limite n’est fixée.

### /troubadour reset
reset-public =
    { $name } m’a fait oublier la conversation d’ici : { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }.
reset-private =
    Votre conversation privée avec moi ici est oubliée : { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }.

### /troubadour privacy and forget-me
privacy-kept = Je garde ce que vous me demandez ici et ce que je réponds, pour me souvenir de la conversation. Appelé dans un fil, je lis ce qui s’y est dit avant. Si vous répondez à un message, je le lis avec ceux auxquels il répond, de proche en proche ; je lis aussi celui que vous me transférez. Je ne lis rien d’autre.
privacy-days =
    { $days ->
        [one] Tout est effacé au bout de { $days } jour.
       *[other] Tout est effacé au bout de { $days } jours.
    }
privacy-left = Si on me retire d’un serveur ou d’un espace de travail, ou si un canal est supprimé, j’efface un jour plus tard ce que j’en garde, sauf si j’y suis revenu entre-temps.
privacy-engines = Ce que vous demandez est transmis à : { $engines }. Le moteur intégré tourne sur cette machine ; rien n’en sort.
privacy-logs = Les journaux ne contiennent ni questions ni réponses.
privacy-forget = { $command } efface d’un coup tout ce qui vous concerne.
forget-me-sure = Ceci efface vos messages, mes réponses, vos images, enregistrements, choix et votre consommation. C’est irréversible.
forget-me-done =
    Oublié : { $count ->
        [one] { $count } élément
       *[other] { $count } éléments
    } à votre sujet.

### /troubadour status, pause and help
status-version = Troubadour { $version }
status-jobs =
    { $count ->
        [0] Rien d’autre n’est en cours.
        [one] { $count } autre réponse est en cours.
       *[other] { $count } autres réponses sont en cours.
    }
status-paused = Je suis en pause. { $command } me laisse reprendre.
pause-paused = { $name } m’a mis en pause. { $command } me laisse reprendre.
pause-resumed = { $name } m’a laissé reprendre.
help-head = **Je suis Troubadour.** Tapez une commande, ou parlez-moi tout simplement :
help-command = • { $command } : { $summary }
help-more = Chaque commande a des options : { $command } montre celles d’une commande.
help-option = • { $option } : { $description }
help-option-choices = • { $option } : { $description } ({ $choices })
help-option-range = • { $option } : { $description } (de { $minimum } à { $maximum })
