# Verbs with which people ask for what a command makes, in lists separated by ", ". "…" stands for the verb's object,
# which the command gets, and "*" for any words.
verbs-imagine = desenhe, desenha, desenhe-me, desenha-me, me desenhe, me desenha, pinte, pinta
verbs-speak = leia * em voz alta, leia em voz alta, lê * em voz alta, lê em voz alta
verbs-translate = traduza, traduz
verbs-limerick = escreva um limerique sobre, escreve um limerique sobre, escreva um limerick sobre

# Buttons that run a command which talk seems to wish for
button-imagine = Pintar
button-complete = Completar
button-perform = Apresentar
button-translate = Traduzir
button-command = { $command }

# A message that is nothing but a command's name
form-wanted = { $command } precisa de mais do que o nome. Isto abre o formulário:
button-form = Abrir o formulário

# Help
help-typed = Em mensagens e tópicos, ponha ! antes do nome: `!imagine uma raposa`. Todo o resto é conversa.
