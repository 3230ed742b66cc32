## Typed commands.

no-such-command-but = There is no command { $name }. Did you mean { $nearest }?
no-such-option = { $command } has no option --{ $option }. Its options: { $known }.
no-such-option-but = { $command } has no option --{ $option }. Did you mean { $nearest }? Its options: { $known }. To write it as text, put -- before your text.
no-options = { $command } has no options, so --{ $option } has no meaning. To write it as text, put -- before your text.
option-given-twice = You gave --{ $option } twice. Give it once.
option-without-value = --{ $option } needs a value after it: --{ $option } …
option-is-a-switch = --{ $option } is a switch. Write --{ $option } or --no-{ $option }, not “{ $value }”.
quotation-without-end = The value of --{ $option } begins with a quotation mark that is never closed. Close it, or leave it out.
text-given-twice = --{ $option } and “{ $text }” both give the same thing. Give only one of them.
text-not-taken = { $count ->
    [0] { $command } takes nothing after its name, so I did not understand “{ $text }”.
   *[other] { $command } takes only options, so I did not understand “{ $text }”. Its options: { $known }.
}

## Reasons why a text is not a limerick. People see them, and so do models that are asked to try again.

limerick-line-count = A limerick has five lines, and this has { $count }.
limerick-does-not-rhyme = Lines { $line } and { $other } must rhyme, but “{ $word }” and “{ $other_word }” do not.
limerick-same-word = Lines { $line } and { $other } end with the same word, “{ $word }”. They must rhyme with different words.
limerick-rhymes-unknown = The lines end with words that are not in the dictionary, so I cannot tell whether they rhyme.
limerick-one-rhyme = All lines have the same rhyme. Lines 3 and 4 need a rhyme of their own.
limerick-syllables = Line { $line } has { $count } { $count ->
    [one] syllable
   *[other] syllables
}. It needs { $fewest } to { $most }.
limerick-short-lines = Lines 3 and 4 must be shorter than the others.
