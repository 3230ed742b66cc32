## Typed commands.

no-such-command-but = La commande { $name } n’existe pas. Vouliez-vous dire { $nearest } ?
no-such-option = { $command } n’a pas d’option --{ $option }. Ses options : { $known }.
no-such-option-but = { $command } n’a pas d’option --{ $option }. Vouliez-vous dire { $nearest } ? Ses options : { $known }. Pour l’écrire comme du texte, mettez -- devant votre texte.
no-options = { $command } n’a pas d’options, alors --{ $option } ne lui dit rien. Pour l’écrire comme du texte, mettez -- devant votre texte.
option-given-twice = --{ $option } est là deux fois. Une seule suffit.
option-without-value = Il faut une valeur après --{ $option } : --{ $option } …
option-is-a-switch = --{ $option } est un interrupteur : écrivez --{ $option } ou --no-{ $option }, et non « { $value } ».
quotation-without-end = La valeur de --{ $option } commence par un guillemet qui n’est jamais fermé. Fermez-le, ou enlevez-le.
text-given-twice = --{ $option } et « { $text } » disent la même chose. N’en donnez qu’un.
text-not-taken = { $count ->
    [0] { $command } n’attend rien après son nom, je n’ai donc pas compris « { $text } ».
   *[other] { $command } n’attend que des options, je n’ai donc pas compris « { $text } ». Ses options : { $known }.
}

## Reasons why a text is not a limerick. People see them, and so do models that are asked to try again.

limerick-line-count = Un limerick a cinq vers, et celui-ci en a { $count }.
limerick-does-not-rhyme = Les vers { $line } et { $other } doivent rimer, mais « { $word } » et « { $other_word } » ne riment pas.
limerick-same-word = Les vers { $line } et { $other } finissent par le même mot, « { $word } » ; il leur faut des mots différents qui riment.
limerick-rhymes-unknown = Les vers finissent par des mots qui ne sont pas dans le dictionnaire ; nul ne peut dire s’ils riment.
limerick-one-rhyme = Tous les vers riment ensemble ; les vers 3 et 4 veulent une rime à eux.
limerick-syllables = Le vers { $line } a { $count } { $count ->
    [one] syllabe
   *[other] syllabes
} ; il lui en faut de { $fewest } à { $most }.
limerick-short-lines = Les vers 3 et 4 doivent être plus courts que les autres.
