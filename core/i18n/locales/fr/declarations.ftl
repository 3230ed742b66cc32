## Descriptions of commands and options: at most 100 characters each. The declarations have the English ones.
## `option-<option>` is shared by all commands, `option-<command>-<option>` belongs to one.

### Shared options
option-private = La réponse n’est visible que par vous
option-fresh = Refaire, même si la même chose existe déjà
option-seed = Même graine, même résultat, si le modèle le permet
option-temperature = 0 est sobre, 2 est fou

### /chat
command-chat = Parler avec un modèle ; il se souvient de la conversation d’ici
option-chat-message = Ce que vous voulez dire ou demander
option-chat-attachment = Une image, un document, un enregistrement ou un fichier texte dont parler
option-chat-model = Quel modèle répond
option-chat-max-new-tokens = Longueur maximale de la réponse

### /complete
command-complete = Continuer votre texte, mot après mot
option-complete-prompt = Le texte à continuer
option-complete-model = Quel modèle écrit
option-complete-max-new-tokens = Combien de jetons ajouter
option-complete-top-p = Choisir parmi cette part des mots les plus probables
option-complete-repetition-penalty = Au-dessus de 1, moins de répétitions
option-complete-stop = S’arrêter avant ce texte ; | en sépare plusieurs
option-complete-include-prompt = Montrer votre texte devant le nouveau

### /imagine
command-imagine = Peindre une image d’après une description
option-imagine-prompt = Ce qu’il faut peindre
option-imagine-negative-prompt = Ce qui ne doit pas y être
option-imagine-size = Forme de l’image
option-imagine-steps = Plus d’étapes : plus long, et plus fin
option-imagine-guidance = Avec quelle fidélité suivre les mots
option-imagine-count = Combien d’images
option-imagine-model = Quel modèle peint
option-imagine-picture = Une image de départ, si le modèle le permet

### /limerick
command-limerick = Écrire un limerick sur une image ou un sujet
option-limerick-subject = De quoi il parle ; sinon, la dernière image d’ici
option-limerick-picture = Une image dont il parle
option-limerick-model = Quel modèle écrit

### /speak
command-speak = Dire un texte à voix haute
option-speak-text = Ce qu’il faut dire à voix haute
option-speak-voice = La voix de qui ; on s’en souvient
option-speak-speed = 1 est l’allure propre à la voix ; on s’en souvient
option-speak-model = Quel modèle parle ; on s’en souvient

### /translate
command-translate = Traduire un texte dans une autre langue
option-translate-text = Ce qu’il faut traduire
option-translate-to = Dans quelle langue, par son nom ou son code ; sinon dans la vôtre
option-translate-attachment = Un fichier texte ou un document à traduire
option-translate-model = Quel modèle traduit

### /transcribe
command-transcribe = Transcrire ce qui est dit dans un enregistrement
option-transcribe-attachment = Un enregistrement à transcrire
option-transcribe-translate = En anglais, si le modèle sait traduire
option-transcribe-model = Quel modèle écoute

### /perform
command-perform = Le grand spectacle : une image, un limerick sur elle, et sa lecture
option-perform-subject = De quoi parle le spectacle
option-perform-voice = La voix de qui

### /troubadour
command-troubadour-models = Voir les modèles disponibles, ou en choisir un
option-troubadour-models-task = Seulement cette tâche
option-troubadour-models-choose = Utiliser désormais ce modèle pour la tâche
option-troubadour-models-reset = Oublier ce qui était choisi pour la tâche
option-troubadour-models-place = Choisir pour tout le monde ici (admins)
option-troubadour-models-price = Admettre ici d’autres modèles jusqu’à tant de $ le million de jetons (administration)
option-troubadour-models-all = Tous les modèles servis pour la tâche, pas seulement la liste
option-troubadour-models-page = Quelle page
option-troubadour-models-local-only = N’admettre ici que les serveurs propres à ce bot (administration)
command-troubadour-persona = Voir ou choisir qui est le bot quand il discute
option-troubadour-persona-description = Qui doit être le bot quand il parle avec vous
option-troubadour-persona-reset = Revenir aux manières de Troubadour
option-troubadour-persona-place = Pour tout le monde ici (admins)
command-troubadour-usage = Voir ce que vous avez consommé
option-troubadour-usage-period = Jusqu’où remonter
option-troubadour-usage-everybody = De tout le monde (admins)
command-troubadour-reset = Oublier la conversation d’ici et repartir de zéro
option-troubadour-reset-private = Oublier plutôt votre conversation privée ici
command-troubadour-privacy = Ce qui est gardé sur vous, combien de temps, et qui le voit
command-troubadour-forget-me = Effacer tout ce qui est gardé sur vous
option-troubadour-forget-me-confirm = Oui, effacer ; c’est irréversible
command-troubadour-status = Comment va le bot, et quel moteur répond
command-troubadour-pause = Mettre le bot en pause pour tous, ou le laisser reprendre
option-troubadour-pause-resume = Reprendre le travail
command-troubadour-help = Ce que je sais faire, et comment le demander
option-troubadour-help-command = Expliquer cette commande en détail
command-troubadour-showing = Voir ou choisir comment mes réponses apparaissent
option-troubadour-showing-how = Au fil de l’écriture, avec moins de changements, ou une fois prêtes
option-troubadour-showing-late-direct = Si une réponse arrive trop tard pour son lieu : vous l’envoyer directement
option-troubadour-showing-edits = Répondre de nouveau si vous modifiez une question dans les 15 minutes ; chaque réponse compte
option-troubadour-showing-spoken = Vous dire aussi mes réponses à voix haute ; chaque enregistrement compte
option-troubadour-showing-reset = Oublier ce qui était choisi
option-troubadour-showing-place = Pour tout le monde ici (admins)
command-troubadour-report = Prévenir les admins d’une de mes réponses
option-troubadour-report-reason = Ce qui ne va pas
option-troubadour-report-message = Le lien ou l’identifiant du message ; sinon, ma dernière réponse ici
command-troubadour-block = Bloquer quelqu’un ici, ou le débloquer
option-troubadour-block-user = Qui ; sans cela, qui est bloqué ici
option-troubadour-block-lift = Lui répondre de nouveau
command-troubadour-limits = Voir ce qui est permis ici, ou le limiter
option-troubadour-limits-task = Quelle tâche
option-troubadour-limits-whose = La limite de qui
option-troubadour-limits-rate = Combien en combien de temps, comme 10/hour
option-troubadour-limits-budget = Appels ou dollars par jour ou par mois, comme 200/day,$5/month ; ou none
option-troubadour-limits-who = Une personne ou un rôle, mentionné
option-troubadour-limits-treat = Ce qui vaut ici pour eux
option-troubadour-limits-weight = Leur part quand des appels attendent, 1 au plus
option-troubadour-limits-everywhere = Pour tout le serveur ou l’espace, pas seulement ici
option-troubadour-limits-reset = Oublier ce qui a été fixé

### Menus of a message, at most 32 characters, and the group
menu-describe-picture = Décrire l’image
menu-report = Signaler
menu-speak = Lire à voix haute
menu-transcribe = Transcrire
menu-translate = Traduire
menu-write-a-limerick = Écrire un limerick
group-troubadour = Ce qui concerne Troubadour lui-même : modèles, usage, vie privée et aide
group-troubadour-admin = Pour les admins : pause, blocages, et les réponses sans mention
command-summarize = Résumer ce qui s’est dit dans un canal, avec des liens
option-summarize-since = Un jour ou une durée, comme hier ou 3 heures, ou le lien d’un message
option-summarize-channel = Un autre canal que vous pouvez lire
option-summarize-share = Tout le monde ici voit le résumé
option-summarize-model = Le modèle qui écrit
menu-summarize-from-here = Résumer à partir d’ici
