## Sentences of the bot itself, on every platform.

bot-closing = Me están parando o reiniciando, así que no acepto nada nuevo. Inténtalo de nuevo en un momento.
bot-no-engine = No hay ningún motor configurado y el motor integrado está desactivado. Define HF_TOKEN, o activa el motor integrado con TROUBADOUR_BUILTIN_ENGINE.
