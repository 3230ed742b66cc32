## Modèles sur cette machine.

web-page-found = Trouvé sur cette machine : { $title }. Pour l’utiliser, écrivez cette ligne dans `.env` et redémarrez :
web-page-found-copy = Copier la ligne
web-page-found-copied = Copiée
