## Typed commands.

no-such-command-but = There is no command { $name }. Did you mean { $nearest }?
no-such-option = { $command } has no option --{ $option }. Its options: { $known }. To write it as text, put -- before your text.
no-such-option-but = { $command } has no option --{ $option }. Did you mean { $nearest }? Its options: { $known }. To write it as text, put -- before your text.
no-options = { $command } has no options, so --{ $option } means nothing to it. To write it as text, put -- before your text.
option-given-twice = --{ $option } was given twice. Please give it once.
option-without-value = --{ $option } needs a value after it: --{ $option } …
option-is-a-switch = --{ $option } is a switch: write --{ $option } or --no-{ $option }, not “{ $value }”.
quotation-without-end = The value of --{ $option } begins with a quotation mark that is never closed. Close it, or leave it out.
text-given-twice = --{ $option } and “{ $text }” both say the same thing. Please give only one of them.
text-not-taken = { $count ->
    [0] { $command } takes nothing after its name, so “{ $text }” was not understood.
   *[other] { $command } takes only options, so “{ $text }” was not understood. Its options: { $known }.
}

## What keeps a text from being a limerick. Shown to people, and to models that are asked to try again.

limerick-line-count = A limerick has five lines, and this has { $count }.
limerick-does-not-rhyme = Lines { $line } and { $other } must rhyme, but “{ $word }” and “{ $other_word }” do not.
limerick-same-word = Lines { $line } and { $other } end with the same word, “{ $word }”; they must rhyme with different ones.
limerick-rhymes-unknown = The lines end with words that are not in the dictionary, so nobody can say whether they rhyme.
limerick-one-rhyme = All lines rhyme alike; lines 3 and 4 need a rhyme of their own.
limerick-syllables = Line { $line } has { $count } { $count ->
    [one] syllable
   *[other] syllables
}; it needs { $fewest } to { $most }.
limerick-short-lines = Lines 3 and 4 must be shorter than the others.
