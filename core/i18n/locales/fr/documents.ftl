## Documents que l’on envoie.

### Documents qui ne peuvent pas être lus
document-encrypted = { $name } est protégé par un mot de passe. Enregistrez une copie sans mot de passe et envoyez-la.
document-broken = { $name } est endommagé ou incomplet. Enregistrez-le ou exportez-le à nouveau et envoyez le nouveau fichier.
document-bomb = Une fois décompressé, { $name } contient bien plus qu’un document ne peut contenir. Je ne l’ai pas ouvert.
document-entities = { $name } contient des déclarations qui pourraient lire d’autres fichiers et dont aucun document n’a besoin. Je ne l’ai pas ouvert.
document-old-format = { $name } est dans un ancien format d’Office. Enregistrez-le en DOCX, PPTX, XLSX ou PDF et envoyez ce fichier.
document-archive = { $name } est une archive sans texte que je puisse lire. Envoyez les fichiers qu’elle contient.
document-lying = { $name } n’est pas ce que son nom indique, ni un document que je sais lire.
document-not-opened = { $reason ->
    [memory] Ce document demande plus de mémoire qu’un document ne peut en prendre. Envoyez-en un plus petit, ou une partie.
    [time] L’ouverture de ce document prenait trop de temps, j’ai abandonné. Envoyez-en un plus petit, ou une partie.
   *[crash] Le programme qui ouvre les documents a échoué sur celui-ci. Enregistrez-le ou exportez-le à nouveau, puis renvoyez-le.
}

### Remarques sur les documents
document-macros = { $name } contient des macros. Je ne les ai pas exécutées.
document-named-otherwise = { $kind ->
    [picture] { $name } est une image, quoi que dise son nom.
    [pdf] { $name } est un PDF, quoi que dise son nom.
    [docx] { $name } est un document Word, quoi que dise son nom.
    [pptx] { $name } est une présentation, quoi que dise son nom.
    [xlsx] { $name } est un classeur, quoi que dise son nom.
    [epub] { $name } est un livre, quoi que dise son nom.
    [zip] { $name } est une archive, quoi que dise son nom.
   *[text] { $name } est un texte, quoi que dise son nom.
}
document-part = { $last ->
    [0] Rien de { $name } ne tient dans ce que le modèle accepte.
   *[other] { $unit ->
        [page] J’ai lu les pages { $first } à { $last } sur { $total } de { $name }.
        [slide] J’ai lu les diapositives { $first } à { $last } sur { $total } de { $name }.
        [sheet] J’ai lu les feuilles { $first } à { $last } sur { $total } de { $name }.
        [row] J’ai lu les lignes { $first } à { $last } sur { $total } du tableau { $name }.
        [chapter] J’ai lu les chapitres { $first } à { $last } sur { $total } de { $name }.
        [file] J’ai lu les fichiers { $first } à { $last } sur { $total } de { $name }.
        [line] J’ai lu les lignes { $first } à { $last } sur { $total } de { $name }.
       *[part] J’ai lu les parties { $first } à { $last } sur { $total } de { $name }.
    }
}
document-unseen = { $count ->
    [one] 1 page de { $name } est une image, que le modèle n’a pas vue.
   *[other] { $count } pages de { $name } sont des images, que le modèle n’a pas vues.
}

### Lire par parties
reading-estimate = Tout lire demande environ { $requests } requêtes et { NUMBER($tokens) } jetons.
reading-cost = Cela coûte environ { $dollars } $, au prix actuel du modèle.
button-read-whole = Tout lire ({ $requests } requêtes)
reading-begins = Ouverture du document
reading-parts = Partie { $done } sur { $total } lue
reading-whole = { $parts ->
    [one] Lu en entier, en 1 partie.
   *[other] Lu en entier, en { $parts } parties.
}
