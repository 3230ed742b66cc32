## Typed commands.

no-such-command-but = Den Befehl { $name } gibt es nicht. Meintest du { $nearest }?
no-such-option = { $command } hat keine Option --{ $option }. Die Optionen: { $known }.
no-such-option-but = { $command } hat keine Option --{ $option }. Meintest du { $nearest }? Die Optionen: { $known }. Soll es Text sein, setz -- vor deinen Text.
no-options = { $command } hat keine Optionen, --{ $option } sagt ihm also nichts. Soll es Text sein, setz -- vor deinen Text.
option-given-twice = --{ $option } wurde zweimal angegeben. Bitte nur einmal.
option-without-value = --{ $option } braucht einen Wert dahinter: --{ $option } …
option-is-a-switch = --{ $option } ist ein Schalter: Schreib --{ $option } oder --no-{ $option }, nicht „{ $value }“.
quotation-without-end = Der Wert von --{ $option } beginnt mit einem Anführungszeichen, das nirgends geschlossen wird. Schließ es, oder lass es weg.
text-given-twice = --{ $option } und „{ $text }“ sagen beide dasselbe. Bitte gib nur eines davon an.
text-not-taken = { $count ->
    [0] { $command } nimmt nichts hinter seinem Namen, deshalb wurde „{ $text }“ nicht verstanden.
   *[other] { $command } nimmt nur Optionen, deshalb wurde „{ $text }“ nicht verstanden. Die Optionen: { $known }.
}

## Reasons why a text is not a limerick. People see them, and so do models that are asked to try again.

limerick-line-count = Ein Limerick hat fünf Zeilen, das hier hat { $count }.
limerick-does-not-rhyme = Zeile { $line } und { $other } müssen sich reimen, aber „{ $word }“ und „{ $other_word }“ tun es nicht.
limerick-same-word = Zeile { $line } und { $other } enden mit demselben Wort, „{ $word }“; sie müssen sich mit verschiedenen reimen.
limerick-rhymes-unknown = Die Zeilen enden mit Wörtern, die nicht im Wörterbuch stehen; ob sie sich reimen, kann also niemand sagen.
limerick-one-rhyme = Alle Zeilen reimen sich gleich; Zeile 3 und 4 brauchen einen eigenen Reim.
limerick-syllables = Zeile { $line } hat { $count } { $count ->
    [one] Silbe
   *[other] Silben
}; sie braucht { $fewest } bis { $most }.
limerick-short-lines = Zeile 3 und 4 müssen kürzer sein als die anderen.
