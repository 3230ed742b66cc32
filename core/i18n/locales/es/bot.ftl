## What the bot says of itself, whatever the adapter.

bot-closing = Me están parando o reiniciando, así que no acepto nada nuevo. Inténtalo de nuevo en un momento.
bot-no-engine = No hay ningún motor: el suplente está desactivado y no hay otro configurado.
