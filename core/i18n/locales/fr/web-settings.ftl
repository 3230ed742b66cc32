## Les réglages du salon, gardés par le navigateur

web-page-skip = Aller à la ligne de saisie
web-page-settings = Réglages
web-page-theme = Thème
web-page-theme-system = Système
web-page-theme-light = Clair
web-page-theme-dark = Sombre
web-page-size = Taille du texte
web-page-size-small = Petite
web-page-size-normal = Normale
web-page-size-large = Grande
web-page-size-larger = Très grande
web-page-notifications = Notifications
web-page-notifications-mine = Me prévenir quand ma réponse est prête
web-page-notifications-denied = Le navigateur bloque les notifications de cette page. Autorisez-les dans ses réglages pour cette page.
web-page-title-unread = ({ $count }) { $title }
web-page-shortcuts = Raccourcis clavier
web-page-shortcut-send = Envoyer le message
web-page-shortcut-break = Commencer une nouvelle ligne
web-page-shortcut-recall = Reprendre un message précédent
web-page-shortcut-complete = Accepter la suggestion choisie
web-page-shortcut-dismiss = Fermer une liste ou une fenêtre
web-page-shortcut-sheet = Afficher ces raccourcis
web-page-shortcut-line = Commencer une commande
web-page-shortcut-previous = Aller à la réponse précédente
web-page-shortcut-next = Aller à la réponse suivante
