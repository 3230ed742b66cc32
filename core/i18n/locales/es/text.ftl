## Typed commands.

no-such-command-but = No existe el comando { $name }. ¿Querías decir { $nearest }?
no-such-option = { $command } no tiene la opción --{ $option }. Sus opciones: { $known }.
no-such-option-but = { $command } no tiene la opción --{ $option }. ¿Querías decir { $nearest }? Sus opciones: { $known }. Para escribirlo como texto, pon -- delante de tu texto.
no-options = { $command } no tiene opciones, así que --{ $option } no le dice nada. Para escribirlo como texto, pon -- delante de tu texto.
option-given-twice = --{ $option } aparece dos veces. Ponlo solo una, por favor.
option-without-value = --{ $option } necesita un valor detrás: --{ $option } …
option-is-a-switch = --{ $option } es un interruptor: escribe --{ $option } o --no-{ $option }, no «{ $value }».
quotation-without-end = El valor de --{ $option } empieza con unas comillas que no se cierran. Ciérralas o quítalas.
text-given-twice = --{ $option } y «{ $text }» dicen lo mismo. Pon solo uno de los dos, por favor.
text-not-taken = { $count ->
    [0] { $command } no lleva nada después de su nombre, así que no he entendido «{ $text }».
   *[other] { $command } solo lleva opciones, así que no he entendido «{ $text }». Sus opciones: { $known }.
}

## Reasons why a text is not a limerick. People see them, and so do models that are asked to try again.

limerick-line-count = Un limerick tiene cinco versos, y este tiene { $count }.
limerick-does-not-rhyme = Los versos { $line } y { $other } deben rimar, pero «{ $word }» y «{ $other_word }» no riman.
limerick-same-word = Los versos { $line } y { $other } acaban con la misma palabra, «{ $word }»; deben rimar con palabras distintas.
limerick-rhymes-unknown = Los versos acaban con palabras que no están en el diccionario, así que nadie puede decir si riman.
limerick-one-rhyme = Todos los versos riman igual; los versos 3 y 4 necesitan una rima propia.
limerick-syllables = El verso { $line } tiene { $count } { $count ->
    [one] sílaba
   *[other] sílabas
}; necesita de { $fewest } a { $most }.
limerick-short-lines = Los versos 3 y 4 deben ser más cortos que los demás.
