## Sentences of the bot itself, on every platform.

bot-closing = Ich werde gerade angehalten oder neu gestartet und nehme nichts Neues an. Versuch es gleich noch einmal.
bot-no-engine = Es ist keine Engine eingerichtet, und die eingebaute Engine ist abgeschaltet. Setze HF_TOKEN, oder schalte die eingebaute Engine mit TROUBADOUR_BUILTIN_ENGINE ein.
