## What the bot says of itself, whatever the adapter.

bot-closing = Ich werde gerade angehalten oder neu gestartet und nehme nichts Neues an. Versuch es gleich noch einmal.
bot-no-engine = Es gibt keine Engine: Die Zweitbesetzung ist abgeschaltet, und keine andere ist eingerichtet.
