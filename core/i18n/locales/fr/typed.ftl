# Verbs with which people ask for what a command makes, in lists separated by ", ". "…" stands for the verb's object,
# which the command gets, and "*" for any words.
verbs-imagine = dessine-moi, dessinez-moi, dessine, dessinez, peins-moi, peignez-moi, peins, peignez
verbs-speak = lis * à voix haute, lis à voix haute, lisez * à voix haute, lisez à voix haute
verbs-translate = traduis, traduisez
verbs-limerick = écris-moi un limerick sur, écris un limerick sur, écrivez un limerick sur

# Buttons that run a command which talk seems to wish for
button-imagine = Peindre
button-complete = Compléter
button-perform = Jouer le spectacle
button-translate = Traduire
button-command = { $command }

# A message that is nothing but a command's name
form-wanted = { $command } a besoin de plus que son nom. Ceci ouvre son formulaire :
button-form = Ouvrir le formulaire

# Help
help-typed = Dans les messages et les fils, mettez ! devant le nom : `!imagine un renard`. Tout le reste est une conversation.
