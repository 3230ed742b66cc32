## Typed commands.

no-such-command-but = O comando { $name } não existe. Você quis dizer { $nearest }?
no-such-option = { $command } não tem a opção --{ $option }. Opções que tem: { $known }.
no-such-option-but = { $command } não tem a opção --{ $option }. Você quis dizer { $nearest }? Opções que tem: { $known }. Para escrever isso como texto, ponha -- antes do seu texto.
no-options = { $command } não tem opções, então --{ $option } não lhe diz nada. Para escrever isso como texto, ponha -- antes do seu texto.
option-given-twice = --{ $option } apareceu duas vezes. Use só uma vez, por favor.
option-without-value = --{ $option } precisa de um valor depois: --{ $option } …
option-is-a-switch = --{ $option } é de ligar ou desligar: escreva --{ $option } ou --no-{ $option }, e não “{ $value }”.
quotation-without-end = O valor de --{ $option } começa com aspas que nunca se fecham. Feche as aspas ou tire-as.
text-given-twice = --{ $option } e “{ $text }” dizem a mesma coisa. Use só um dos dois, por favor.
text-not-taken = { $count ->
    [0] { $command } não leva nada depois do nome, então não entendi “{ $text }”.
   *[other] { $command } só leva opções, então não entendi “{ $text }”. Opções que tem: { $known }.
}

## Reasons why a text is not a limerick. People see them, and so do models that are asked to try again.

limerick-line-count = Um limerique tem cinco versos, e este tem { $count }.
limerick-does-not-rhyme = Os versos { $line } e { $other } precisam rimar, mas “{ $word }” e “{ $other_word }” não rimam.
limerick-same-word = Os versos { $line } e { $other } terminam com a mesma palavra, “{ $word }”; precisam rimar com palavras diferentes.
limerick-rhymes-unknown = Os versos terminam com palavras que não estão no dicionário, então ninguém sabe dizer se rimam.
limerick-one-rhyme = Todos os versos rimam igual; os versos 3 e 4 precisam de uma rima só deles.
limerick-syllables = O verso { $line } tem { $count } { $count ->
    [one] sílaba
   *[other] sílabas
}; precisa de { $fewest } a { $most }.
limerick-short-lines = Os versos 3 e 4 precisam ser mais curtos que os outros.
