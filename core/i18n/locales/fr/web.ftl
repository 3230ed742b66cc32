## The web room.

### Turned away
web-wrong-host = Ce salon ne répond pas à ce nom. Ouvrez-le à sa propre adresse, ou ajoutez le nom à TROUBADOUR_WEB_HOSTS.
web-wrong-origin = Ceci vient d’une autre page, pas du salon. Ouvrez le salon lui-même et réessayez.
web-come-in-first = Entrez d’abord : rechargez la page.
web-wrong-password = Ce n’est pas le mot de passe. Demandez-le à la personne qui tient ce salon.
web-invited-only = On n’entre dans ce salon que sur invitation. Demandez un lien à la personne qui tient ce salon.
web-link-used = Ce lien a déjà servi, ou date d’un autre démarrage. Demandez-en un nouveau à la personne qui tient ce salon.
web-nobody-called = Personne ici ne s’appelle « { $name } ». Donnez le nom qui figure au-dessus de sa question.
web-several-called = Plusieurs personnes ici s’appellent « { $name } ». Donnez l’identifiant de la bonne, que son nom montre au survol : { $ids }.
web-name-empty = Un nom a besoin d’au moins une lettre visible.
web-no-such-page = Il n’y a rien à cette adresse.
web-bad-request = Je ne comprends pas cette demande. Rechargez la page et réessayez.
web-body-too-large = C’est trop long pour être envoyé. Raccourcissez-le, ou joignez-le comme fichier.
web-too-slow = Rien n’est plus arrivé depuis une demi-minute. Vérifiez la connexion et réessayez.
web-too-many-streams = Ce salon est ouvert dans trop d’onglets de ce navigateur. Fermez-en quelques-uns et rechargez la page.
web-file-too-large = Ce fichier dépasse { $megabytes } Mo, le maximum que je prends. Envoyez-en un plus petit.
web-file-gone = Ce fichier n’est plus là : il a été supprimé, ou il a expiré.
web-upload-gone = Un fichier que vous aviez joint n’est plus là. Joignez-le à nouveau.

### The door
web-page-enter-hint = Ce salon a un mot de passe. La personne qui le tient peut vous le donner.
web-page-enter-link = Vous avez un lien à usage unique. Il vous fait entrer comme la personne qui tient ce salon.
web-page-enter-password = Mot de passe
web-page-enter-go = Entrer

### The room
web-page-welcome = Demandez une chanson, une image, une histoire
web-page-welcome-more = Je peins des images, j’écris des limericks, je lis à voix haute, et j’aime causer.
web-page-welcome-hint = Tapez `/` pour tout ce que je sais faire, ou parlez, tout simplement. Les images se déposent n’importe où.
web-page-example-perform = /perform un phare dans la tempête
web-page-example-imagine = /imagine un renard roux dans la neige --seed 7
web-page-example-limerick = /limerick un boulanger qui rêve de la mer
web-page-example-speak = /speak Bonsoir, et bienvenue au spectacle !
web-page-example-chat = Qui êtes-vous, et que savez-vous faire ?
web-page-reconnecting = Reconnexion…
web-page-latest = Au plus récent
web-page-latest-new = Nouveau : { $count }. Au plus récent
web-page-older = Afficher les réponses précédentes
web-page-older-loading = Chargement des réponses précédentes…
web-page-older-failed = Les réponses précédentes ne sont pas arrivées. Réessayez.
web-page-beginning = Le salon commence ici.
web-page-private = vous seulement
web-page-reply-to = { $name } a demandé : { $said }
web-page-queued = En attente de son tour
web-page-working = J’y travaille
web-page-writing = J’écris
web-page-seconds-left = encore { $seconds } s environ
web-page-stop = Arrêter
web-page-stopped = Arrêté par { $name }.
web-page-nothing-said = C’est fait.
web-page-error-id = Identifiant de la requête : { $id }
web-page-announce-done = Réponse pour { $name } : { $said }
web-page-announce-stopped = La réponse pour { $name } a été arrêtée.
web-page-announce-failed = Pas de réponse pour { $name } : { $said }

### Pictures and recordings
web-page-full-size = Montrer en taille réelle
web-page-show-spoiler = Montrer cette image
web-page-download = Télécharger
web-page-play = Écouter
web-page-pause = Pause
web-page-position = Position dans l’enregistrement
web-page-transcript = Transcription

### Writing
web-page-placeholder = Parlez, ou tapez /
web-page-line-label = Votre message
web-page-send = Envoyer
web-page-attach = Joindre des fichiers
web-page-attached = Fichiers joints
web-page-record = Enregistrer un message
web-page-recording = Enregistrement
web-page-recording-name = message-vocal
web-page-record-stop = Terminer l’enregistrement
web-page-record-cancel = Abandonner l’enregistrement
web-page-record-denied = Le navigateur ne laisse pas cette page utiliser le micro. Autorisez-le dans les réglages du navigateur pour cette page.
web-page-record-no-device = Aucun micro ne fonctionne ici. Branchez-en un, ou joignez un enregistrement.
web-page-level = Niveau sonore
web-page-options = Options
web-page-completions = Suggestions
web-page-not-sent = L’envoi a échoué : le salon ne répond pas. Votre texte est toujours là ; renvoyez-le dans un instant.
web-page-too-many-files = Un message emporte au plus { $count } fichiers.
web-page-file-too-large = { $name } est trop gros : { $size } au plus.
web-page-upload-failed = L’envoi de { $name } a échoué. Joignez-le à nouveau.
web-page-uploading = Envoi de { $name }
web-page-remove = Retirer { $name }
web-page-pasted = Fichier collé

### Forms and the name
web-page-form-command = Commande
web-page-form-send = Envoyer
web-page-cancel = Annuler
web-page-close = Fermer
web-page-required = requis
web-page-your-name = Votre nom
web-page-change-name = Vous êtes { $name }. Changer de nom
web-page-name-title = Comment dois-je vous appeler ?
web-page-name-why = Tout le monde dans ce salon voit ce nom à côté de ce que vous demandez.
web-page-name-go = C’est moi
web-page-name-later = Pas maintenant

### Conversations
web-no-conversation = Cette conversation n’existe pas. Elle a été supprimée, ou elle appartient à quelqu’un d’autre.
web-not-your-conversation = Seule la personne qui a ouvert cette conversation, ou un administrateur, peut la modifier pour tout le monde.
web-title-empty = Un titre a besoin d’au moins une lettre visible.
web-page-conversations = Conversations
web-page-lobby = Le foyer
web-page-to-lobby = Vers le foyer
web-page-new = Nouvelle conversation
web-page-new-shared = Nouvelle pour tous
web-page-untitled = Nouvelle conversation
web-page-shared = tout le monde ici
web-page-search = Chercher dans les conversations
web-page-found-none = Rien ne contient ces mots.
web-page-found-count = Résultats : { $count }
web-page-archived = Archivées
web-page-conversation-menu = Plus sur { $title }
web-page-title = Titre
web-page-rename = Renommer
web-page-pin = Épingler
web-page-unpin = Détacher
web-page-archive = Archiver
web-page-unarchive = Sortir des archives
web-page-export-markdown = Enregistrer en Markdown
web-page-export-json = Enregistrer en JSON
web-page-delete = Supprimer
web-page-delete-sure = Cela supprime la conversation et tout ce qu’elle contient, pour tous ceux qui peuvent la lire.
web-page-delete-go = Supprimer pour toujours
web-page-starts-afresh = Ce qui précède est oublié

### The line and its files
web-page-completions-count = { $at } sur { $count }
web-page-model = Modèle qui répond
web-page-model-usual = Le modèle habituel
web-page-pasted-text = texte-colle
web-page-paste-as-text = Mettre dans la ligne
web-page-preview = Aperçu
web-page-file-broken = { $name } est vide ou endommagé et n’a pas été joint.
web-page-field-empty = Remplissez « { $label } ».

### The first visit
web-page-welcome-picture = Un phare peint dans une tempête au coucher du soleil
web-page-welcome-picture-made = `/imagine a lighthouse in a storm at sunset`, par le moteur intégré
web-page-answering = Ici, { $model } répond.
web-page-answering-rules = Aucun modèle n’est connecté. Le moteur intégré répond, selon des règles.
web-page-connect = Connecter un modèle
web-page-connect-token = De Hugging Face : créez un jeton sur https://huggingface.co/settings/tokens, écrivez `HF_TOKEN=hf_…` dans `.env` et redémarrez.
web-page-connect-server = D’un serveur à vous, comme Ollama ou llama.cpp : écrivez `TROUBADOUR_CHAT_COMPLETION_MODELS=MODELE@http://127.0.0.1:11434/v1` dans `.env` et redémarrez.

### Pictures at full size
web-page-previous = Image précédente
web-page-next = Image suivante
web-page-zoom = Agrandir
web-page-compare = Comparer avec l’original
web-page-source = Original : { $name }
web-page-place-in-set = { $at } sur { $count }
