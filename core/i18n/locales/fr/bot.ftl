## What the bot says of itself, whatever the adapter.

bot-closing = On m’arrête ou on me redémarre, je ne prends donc rien de nouveau. Réessayez dans un instant.
bot-no-engine = Il n’y a aucun moteur : la doublure est désactivée et aucun autre n’est configuré.
