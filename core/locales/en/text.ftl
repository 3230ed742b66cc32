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
