# `/troubadour answering`
answering-is = { $where ->
    [everything] Je réponds ici à chaque message d’une personne, sauf s’il mentionne quelqu’un d’autre ou lui répond.
    [threads] Chaque message d’ici qui ne s’adresse à personne d’autre ouvre un fil. La conversation y continue sans mentions.
   *[mentions] Je ne réponds ici qu’aux messages qui me mentionnent.
}
answering-not-here = Ce choix n’existe que dans les canaux de Discord et de Slack. Ici, je réponds de toute façon à chaque message.
answering-thread-title = Question de { $name }
discord-unheard = Discord ne me montre pas les messages qui ne me mentionnent pas. L’exploitant peut activer « Message Content Intent » dans le portail des développeurs, sous Bot, puis me redémarrer. D’ici là, je ne réponds qu’aux mentions.
discord-unheard-http = Je ne reçois aucun message de Discord, car l’exploitant me fait tourner par HTTP. Je ne réponds qu’aux commandes.
slack-unheard = Slack ne m’envoie pas les messages des canaux, car il me manque la permission { $scope }. Le gestionnaire de l’application peut réimprimer le manifeste, le coller et réinstaller l’application. D’ici là, je ne réponds qu’aux mentions.
command-troubadour-answering = Choisir à quoi je réponds dans ce canal sans mention
option-troubadour-answering-where = Seulement les mentions, chaque message, ou chaque question dans son propre fil
