# Verbs with which people ask for what a command makes, in lists separated by ", ". "…" stands for the verb's object,
# which the command gets, and "*" for any words.
verbs-imagine = zeichne mir, zeichne, male mir, male, mal mir, mal, zeichnen Sie mir, zeichnen Sie
verbs-speak = lies * vor, lies vor, lesen Sie * vor
verbs-translate = übersetze, übersetz, übersetzen Sie
verbs-limerick = schreib mir einen Limerick über, schreib einen Limerick über, schreibe einen Limerick über, dichte einen Limerick über

# Buttons that run a command which talk seems to wish for
button-imagine = Malen
button-complete = Ergänzen
button-perform = Aufführen
button-translate = Übersetzen
button-command = { $command }

# A message that is nothing but a command's name
form-wanted = { $command } braucht mehr als den Namen. Das öffnet das Formular:
button-form = Formular öffnen

# Help
help-typed = In Nachrichten und Threads steht ! vor dem Namen: `!imagine ein Fuchs`. Alles andere ist Gespräch.
