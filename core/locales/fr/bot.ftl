## What the bot says of itself, whatever the adapter.

bot-closing = On m’arrête ou on me redémarre, je ne prends donc rien de nouveau. Réessayez dans un instant.
