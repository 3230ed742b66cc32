dice-rolled = The die with { $sides } sides shows { $number }.
