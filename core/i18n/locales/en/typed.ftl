# Verbs with which people ask for what a command makes, in lists separated by ", ". "…" stands for the verb's object,
# which the command gets, and "*" for any words.
verbs-imagine = draw me, draw, paint me, paint, sketch me, sketch
verbs-speak = read * aloud, read aloud, read * out loud, read out loud, say * out loud, say out loud
verbs-translate = translate
verbs-limerick = write me a limerick about, write a limerick about, make a limerick about

# Buttons that run a command which talk seems to wish for
button-imagine = Paint
button-complete = Complete
button-perform = Perform
button-translate = Translate
button-command = { $command }

# A message that is nothing but a command's name
form-wanted = { $command } needs more than its name. This opens its form:
button-form = Open the form

# Help
help-typed = In messages and threads, put ! before the name: `!imagine a fox`. Everything else is talk.
