## Sentences for Discord only.

discord-working = J’y travaille…
discord-done = C’est fait.
discord-stopped = Arrêté par { $name }.
discord-whole-in-file = La réponse est trop longue pour ici ; le fichier la contient en entier.
discord-too-large = Ce fichier est trop grand pour cet endroit, qui accepte { $megabytes } Mo.
discord-file-refused = Discord n’accepte pas ici un fichier de cette taille, il manque donc.
discord-no-files = Je ne peux pas joindre de fichiers ici, il manque donc quelque chose. Qui gère ce serveur peut l’autoriser.
discord-form-late = Le formulaire est arrivé trop tard. Relancez la commande.
discord-attachment-gone = { $name } n’est plus sur Discord ou ne peut pas être récupéré. Joignez-le de nouveau.
discord-slash-only = Ce que { $command } répond ici n’est que pour vous : utilisez la commande slash.
discord-off = Discord ne me laisse plus entrer. Le journal dit pourquoi ; le réglage à revoir est { $setting }.
discord-outdated = Discord ne laisse plus entrer cette version de moi. Installez une version plus récente.
discord-command-refused = Discord refuse ma commande { $command } ; mes commandes restent donc comme elles étaient : { $reason }
discord-commands-refused = Discord refuse mes commandes ; elles restent donc comme elles étaient : { $reason }
discord-not-writable = Je n’ai pas le droit d’écrire là-bas ; je n’ai donc pas commencé et rien n’a été décompté. Un administrateur du serveur peut l’autoriser.
