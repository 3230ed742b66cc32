## Sentences for the terminal only.

terminal-file-missing = Il n’y a pas de fichier { $name }. Vérifiez son nom et le dossier où vous êtes.
terminal-file-is-folder = { $name } est un dossier. Nommez un fichier qui s’y trouve.
terminal-file-unreadable = Impossible de lire { $name } ({ $reason }). Donnez-vous le droit de le lire, ou nommez un autre fichier.
terminal-cannot-write = Je ne peux pas écrire dans { $folder } ({ $reason }). Choisissez un autre dossier avec --out.
terminal-cannot-delete = Impossible de supprimer { $name } ({ $reason }).
terminal-nothing-asked = Dites quelque chose après `ask`, par exemple "/imagine un renard roux dans la neige".

### Captions
terminal-stopped = Arrêté par { $name }.

### A session
terminal-welcome = Parlez-moi, ou tapez / pour les commandes. /help en dit plus.
terminal-toolbar = Tab complète · Alt-Entrée commence une ligne · Ctrl-C arrête une réponse · Ctrl-D quitte
terminal-help = En plus des commandes : @image.png joint un fichier à ce que vous dites, et :1 presse le premier bouton de la dernière réponse. /record enregistre ce que vous dites.
terminal-recording = Enregistrement en cours. Entrée l’envoie, Ctrl-C l’abandonne.
terminal-recording-discarded = L’enregistrement est abandonné.
terminal-no-recorder = Je ne peux pas enregistrer ici : installez arecord (alsa-utils), parecord ou ffmpeg, ou donnez-moi un fichier avec @voix.ogg.
terminal-no-recording = Rien n’a été enregistré. Vérifiez qu’un micro est branché et que ce programme peut l’utiliser.
terminal-no-button = Il n’y a pas de bouton { $number } pour l’instant. Les numéros sont sous la dernière réponse.
