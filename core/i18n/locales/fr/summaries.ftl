## Résumés de canaux.

summary-reading = Lecture du canal
summary-range = { $count ->
    [one] 1 message depuis { $moment }.
   *[other] { $count } messages depuis { $moment }.
}
summary-nothing = Depuis { $moment }, rien n’a été dit que je puisse lire.
summary-truncated = Il y en avait plus ; voici les { $count } plus récents.
summary-unreadable = { $count ->
    [one] 1 message n’a pas pu être lu.
   *[other] { $count } messages n’ont pas pu être lus.
}
summary-why-discord = Discord ne me montre que les messages qui me mentionnent, sauf si la personne qui s’occupe de moi active le Message Content Intent. Le menu d’un message l’ajoute.
summary-why-slack = Ce sont des réponses dans des fils, plus que Slack ne me laisse en lire à la fois.
summary-estimate = Il y a { $count } messages. Les résumer demande environ { $requests } requêtes et { NUMBER($tokens) } jetons.
button-summarize = Résumer ({ $requests } requêtes)
summary-since = --{ $option } doit être un jour, une durée comme hier ou 3 heures, ou le lien d’un message, et non « { $given } ».
summary-not-here = Je ne peux résumer que des salons de Discord et des canaux de Slack. Pour résumer un fichier, joignez-le et posez une question à son sujet.
summary-not-readable = Vous ne pouvez pas lire ce canal, donc je ne le lis pas pour vous.
summary-other-place = Ce message vient d’un autre serveur. Demandez-moi là-bas.
summary-no-channel = Je ne connais ici aucun canal nommé « { $name } ».
summary-bot-cannot-read = Je n’ai pas le droit de lire ce canal. Une personne qui l’administre peut l’autoriser ou m’y ajouter.
summary-scope = Il me manque le droit { $scope } dans cet espace de travail. Une personne qui l’administre peut l’accorder.
summary-platform-away = Les messages ne peuvent pas être lus pour le moment. Réessayez plus tard.
privacy-files = Les fichiers que vous me donnez sont conservés avec leur conversation tant qu’elle existe. Leur texte et les images des pages numérisées sont envoyés au modèle qui répond.
privacy-summaries = Un résumé envoie au modèle les messages de la période demandée : seulement ceux que la personne qui demande peut lire, et sans les personnes bloquées ou oubliées. Je ne conserve pas ces messages.
