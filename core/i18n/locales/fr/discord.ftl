## Sentences for Discord only.

discord-working = J’y travaille…
discord-done = C’est fait.
discord-stopped = Arrêté par { $name }.
discord-whole-in-file = La réponse est trop longue pour ici ; le fichier la contient en entier.
discord-recording-lowered = La qualité de cet enregistrement est réduite pour qu’il tienne ici.
discord-file-refused = Discord n’accepte pas ici un fichier de cette taille, il manque donc.
discord-file-kept = Discord n’accepte pas ce fichier pour le moment. Je l’ai conservé.
discord-picture-refused = Discord n’accepte pas cette image ici, elle manque donc.
discord-blocked-by-moderation = La modération de ce serveur a bloqué la réponse, elle s’arrête donc là.
discord-content-refused = Discord a refusé le contenu de la réponse, elle s’arrête donc là.
discord-answer-refused = Discord n’accepte cette réponse sous aucune forme. Redemandez-moi, peut-être quelque chose de plus court.
discord-no-files = Je ne peux pas joindre de fichiers ici, il manque donc quelque chose. Qui gère ce serveur peut l’autoriser.
discord-form-late = Le formulaire est arrivé trop tard. Relancez la commande.
discord-attachment-gone = { $name } n’est plus sur Discord ou ne peut pas être récupéré. Joignez-le de nouveau.
discord-slash-only = Ce que { $command } répond ici n’est que pour vous : utilisez la commande slash.
discord-off = Discord ne me laisse plus entrer. Le journal dit pourquoi ; le réglage à revoir est { $setting }.
discord-invalid-requests = Discord a refusé { $count } requêtes en dix minutes et bloque cette machine à 10 000. Les réponses en cours attendent qu’il y en ait moins. Le journal dit ce qui a été refusé.
discord-outdated = Discord ne laisse plus entrer cette version de moi. Installez une version plus récente.
discord-command-refused = Discord refuse ma commande { $command } ; mes commandes restent donc comme elles étaient : { $reason }
discord-commands-refused = Discord refuse mes commandes ; elles restent donc comme elles étaient : { $reason }
discord-not-writable = Je n’ai pas le droit d’écrire là-bas ; je n’ai donc pas commencé et rien n’a été décompté. Un administrateur du serveur peut l’autoriser.
discord-ask-about = Poser une question
