web-page-copy-code = Copier le code
web-page-copy-answer = Copier la réponse
web-page-copied = Copié
web-page-not-copied = La copie a échoué
web-page-code-show = Afficher les { $count } lignes
web-page-code-fold = Afficher moins de lignes
web-page-deleted = Supprimée.
web-page-undo = Annuler
