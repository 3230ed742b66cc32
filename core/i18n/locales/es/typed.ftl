# Verbs with which people ask for what a command makes, in lists separated by ", ". "…" stands for the verb's object,
# which the command gets, and "*" for any words.
verbs-imagine = dibújame, dibuja, dibújanos, dibuje, píntame, pinta
verbs-speak = lee * en voz alta, lee en voz alta, lea * en voz alta, léeme
verbs-translate = traduce, tradúceme, traduzca
verbs-limerick = escríbeme un limerick sobre, escribe un limerick sobre

# Buttons that run a command which talk seems to wish for
button-imagine = Pintar
button-complete = Completar
button-perform = Representar
button-translate = Traducir
button-command = { $command }

# A message that is nothing but a command's name
form-wanted = { $command } necesita algo más que su nombre. Esto abre su formulario:
button-form = Abrir el formulario

# Help
help-typed = En mensajes e hilos pon ! delante del nombre: `!imagine un zorro`. Todo lo demás es conversación.
