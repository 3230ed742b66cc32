## Sentences of the bot itself, on every platform.

bot-closing = On m’arrête ou on me redémarre, je ne prends donc rien de nouveau. Réessayez dans un instant.
bot-no-engine = Aucun moteur n’est configuré et le moteur intégré est désactivé. Définissez HF_TOKEN, ou activez le moteur intégré avec TROUBADOUR_BUILTIN_ENGINE.
