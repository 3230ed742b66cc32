# Sentences of the store: it could not save something, or something is gone.

store-full = Mon disque est plein, je n’ai donc pas pu enregistrer ceci. Demandez à la personne qui s’occupe de moi de libérer de la place, puis réessayez.
store-failed = Je n’ai pas pu atteindre mon stockage, ceci n’est donc pas enregistré. Réessayez ; si cela se reproduit, dites-le à la personne qui s’occupe de moi.
store-file-too-large = Ce fichier dépasse { $megabytes } Mo, le maximum que je peux garder. Prenez-en un plus petit.
blob-missing = Ce fichier n’est plus là : il a été supprimé, ou il a expiré. Refaites-le ou joignez-le à nouveau.

### Backups
alert-backup-failed = La sauvegarde nocturne échoue : { $why } Je réessaie toutes les heures.
alert-backup-works = Les sauvegardes fonctionnent à nouveau. Elles échouaient depuis { $moment }.
