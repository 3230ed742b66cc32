## Errors of every command.

no-such-command = La commande { $name } n’existe pas. Commandes connues : { $known }.
option-unknown = { $command } n’a pas d’option --{ $option }. Ses options : { $known }.
option-missing = Il manque { $option } à { $command }.
option-too-long = --{ $option } accepte au plus { $maximum } caractères ; il y en a { $length } ici.
option-choices = --{ $option } doit être l’un de ces choix : { $choices }, et non « { $given } ».
option-range =
    { $kind ->
        [integer] --{ $option } est un nombre entier de { $minimum } à { $maximum }, et non « { $given } ».
       *[number] --{ $option } est un nombre de { $minimum } à { $maximum }, et non « { $given } ».
    }
option-bad =
    { $kind ->
        [integer] --{ $option } est un nombre entier, et non « { $given } ».
        [number] --{ $option } est un nombre, et non « { $given } ».
        [flag] --{ $option } se met ou ne se met pas ; une valeur comme « { $given } » n’y a pas sa place.
       *[other] --{ $option } ne peut pas être « { $given } ».
    }
attachments-too-many = Cela fait { $given } fichiers ; { $maximum } sont possibles à la fois.
attachment-too-large = { $name } est trop gros ; un fichier peut faire { $maximum } au plus.
attachment-not-understood = Je sais lire les images, les documents, les enregistrements et les fichiers texte. { $name } est de type { $media_type }.
attachment-not-text = { $name } n’est pas un fichier texte en UTF-8. Enregistrez-le en UTF-8 et réessayez.
attachment-not-picture = { $name } n’est pas une image.
message-without-picture = Il n’y a pas d’image dans ce message.
message-without-recording = Il n’y a pas d’enregistrement dans ce message.
message-empty = Il n’y a rien dans ce message que je puisse utiliser.
place-not-listed = Je ne suis pas installé pour cet endroit. La personne qui s’occupe de moi peut l’ajouter.
answer-refused = La réponse n’est pas acceptée ici. Redemandez-moi, ou demandez-moi ailleurs.
private-not-here = La réponse n’est que pour vous, mais ici tout le monde voit ce que j’écris. Demandez-moi ailleurs.
form-in-words = Je n’ai pas de formulaires ici. Modifiez cette ligne et envoyez-la : { $line }
place-takes-no-files = Je n’ai pas le droit de joindre des fichiers ici; je n’ai donc pas commencé et rien n’a été décompté. Un administrateur peut l’autoriser.
admins-only = { $command } est réservé aux admins d’ici.
bot-paused = Je suis en pause pour le moment. Un admin peut me laisser reprendre.
button-expired = Ce bouton a expiré. Redonnez la commande pour en avoir un nouveau.
form-expired = Ce formulaire a expiré. Refaites la commande pour en obtenir un nouveau.
reply-gone = Cette réponse n’est plus là.
stop-not-yours = Il n’y a que { $name } et les admins qui peuvent arrêter ceci.
stop-too-late = Il n’y a plus rien à arrêter ; c’est déjà fini.
delete-not-yours = Il n’y a que { $name } et les admins qui peuvent supprimer ceci.
job-too-long =
    Cela a pris plus de { $seconds ->
        [one] { $seconds } seconde
       *[other] { $seconds } secondes
    }, alors j’ai renoncé. Demandez quelque chose de plus court ou de plus petit.
internal-error = Quelque chose a mal tourné de mon côté. Si vous le signalez, donnez l’identifiant de la requête : { $id }.
no-engine = Je n’ai rien pour accomplir cette tâche ({ $task }). La personne qui s’occupe de moi peut y remédier.
model-needed = Il faut pour cela un modèle, et aucun n’est connecté ici : la personne qui m’administre peut définir HF_TOKEN, ou nommer un modèle de son propre serveur dans { $setting }.
no-picture-came = Aucune image n’est revenue. Réessayez, ou essayez d’autres mots.
no-sound-came = Aucun son n’est revenu. Réessayez, ou essayez une autre voix.
interrupted-by-restart = On me redémarre ; je reprends dans un instant.
paused-without-store = Mon stockage est injoignable : je fais une pause ici et je reprends dès qu’il répond.
command-gone = { $name } n’est plus installé ici. La personne qui m’administre peut le réinstaller.
tried-too-often =
    Ceci a été lancé { $count } fois et interrompu à chaque fois, alors j’ai renoncé. Vous pouvez le redemander.
crashed-too-often = J’ai planté { $count } fois pendant que ceci tournait. Cette demande a peut-être fait planter le bot, alors j’ai renoncé. Demandez autre chose, ou autrement.
request-damaged = Mon enregistrement de cette demande est endommagé, je ne peux donc pas y répondre. Veuillez la refaire.
engine-not-here = Rien ne peut encore répondre ici. La personne qui m’administre peut définir HF_TOKEN, ou laisser le moteur intégré répondre partout avec TROUBADOUR_BUILTIN_ENGINE.
