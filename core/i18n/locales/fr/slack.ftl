## Sentences for Slack only.

slack-working = J’y travaille…
slack-done = C’est fait.
slack-stopped = Arrêté par { $name }.
slack-ai-generated = Généré par IA. Les réponses peuvent être fausses.
slack-good = Bonne réponse
slack-bad = Mauvaise réponse
slack-stop-offer = Tant que j’y travaille, vous pouvez m’arrêter.
slack-whole-in-file = La réponse est trop longue pour ici ; le fichier la contient en entier.
slack-in-direct-messages = La réponse est dans nos messages directs.
slack-attachment-gone = { $name } n’est plus sur Slack, ou je n’ai pas le droit de le lire. Joignez-le de nouveau.
slack-not-in-conversation = Je ne suis pas dans cette conversation, vous seul voyez donc ceci. Pour des réponses ici, tapez /invite et mon nom.
slack-archived = Cette conversation est archivée, vous seul voyez donc ceci. Demandez-moi dans une autre, ou faites-la désarchiver.
slack-not-allowed-here = Les administrateurs de cet espace de travail n’autorisent pas la réponse ici, elle s’arrête donc là. Demandez-moi ailleurs, ou demandez-leur de changer les réglages.
slack-messages-tab-off = Mon onglet Messages est désactivé. La personne qui gère l’application l’active dans App Home.
slack-missing-scope = Il me manque l’autorisation { $scope }. La personne qui gère l’application l’ajoute dans OAuth & Permissions et réinstalle l’application.
slack-token-revoked = Slack n’accepte plus mon jeton. La personne qui gère l’application la réinstalle.
slack-token-not-renewed = Slack ne renouvelle pas mon jeton pour l’espace de travail { $workspace } ({ $code }). J’utilise l’ancien jusqu’au { $moment } et je continue d’essayer. Si cela dure, réinstallez-y l’application.
slack-storage-full = L’espace de stockage de cet espace de travail est plein. Supprimez des fichiers dans Slack, puis redemandez-moi.
slack-files-not-allowed = Les réglages de cet espace de travail n’autorisent pas ce fichier ({ $code }). Un administrateur peut changer cela.
slack-file-not-shared = Slack a accepté le fichier sans l’afficher ensuite. Redemandez-moi.
slack-too-busy = Slack ne me laisse pas écrire autant en ce moment. Redemandez-moi dans une minute.
slack-refused = Slack a refusé la réponse ({ $code }). Redemandez-moi ; si cela ne suffit pas, prévenez la personne qui gère l’application.
slack-welcome = Merci de m’avoir ajouté. Écrivez-moi ici, mentionnez-moi dans un canal où vous m’avez invité, ou utilisez { $command }. Dans les messages et les fils, tapez ! au lieu de /, comme dans `!imagine un renard`. { $help } montre tout ce que je sais faire.
slack-looking-at = En écrivant ceci, je regarde { $channel }.
slack-canvas-unreadable = { $name } est un canevas. Slack ne me laisse pas lire les canevas. Copiez les mots voulus dans un message, ou joignez-les en fichier.
slack-file-elsewhere = { $name } se trouve dans un autre service, et Slack n’en donne que le lien. Téléchargez le fichier et joignez-le, ou copiez son texte dans un message.
