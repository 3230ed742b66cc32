## Forms and App Home on Slack, and the people that the bot does not answer there.

slack-form-send = Envoyer
slack-form-cancel = Annuler
slack-form-close = Fermer
slack-form-late = J’ai mis trop de temps à afficher le formulaire. Ouvrez-le avec ce bouton.
slack-feedback-thanks = Merci, c’est noté.
slack-feedback-why = Merci, c’est noté. Si vous le souhaitez, dites à la personne qui m’exploite ce qui n’allait pas.
slack-say-why = Dire ce qui n’allait pas
slack-guests = Je ne réponds pas aux invités de cet espace de travail ; la personne qui m’exploite peut l’autoriser.
slack-strangers = Je ne réponds qu’aux membres de l’espace de travail où j’ai été ajouté ; la personne qui m’exploite peut en autoriser d’autres.
slack-unknown-person = Je n’arrive pas à savoir qui vous êtes ici et ne peux donc pas répondre. Réessayez dans un instant ; si cela persiste, la personne qui m’exploite doit m’accorder le droit users:read.
slack-not-installed = Je ne suis plus installé dans cet espace de travail. La personne qui m’a ajouté peut le refaire.
slack-no-such-shortcut = Je ne connais plus ce raccourci. La personne qui m’exploite peut mettre à jour les réglages de l’application chez Slack.

slack-prompt-talk = Discuter
slack-prompt-talk-text = Que savez-vous faire ?
slack-prompt-paint = Peindre une image
slack-prompt-paint-text = !imagine un phare dans la tempête, huile sur toile
slack-prompt-limerick = Écrire un limerick
slack-prompt-limerick-text = !limerick un gardien de phare qui a peur du noir
slack-prompt-help = Toutes les commandes
slack-prompt-help-text = help

slack-home-how = Parlez-moi ici, mentionnez-moi dans un canal, ou utilisez ces commandes. Dans les messages et les fils, tapez ! au lieu de /, comme dans `!imagine un renard` :
slack-home-left = Vos limites
slack-home-models = Vos modèles
slack-home-model = { $task } : { $model }
slack-home-no-models = Vous n’en avez choisi aucun ; ceux de l’exploitant servent. { $command } les montre et les change.
slack-home-privacy = Confidentialité
slack-home-privacy-how = { $command } dit ce qui est gardé et combien de temps, et { $forget } l’efface.
slack-home-missed = Qu’ai-je manqué ?
slack-ask-what = Que faire
slack-ask-question = Votre question sur ce message
slack-ask-answer = Répondre à ma question
