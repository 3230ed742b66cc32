## What a voice says for signs that are not words. Numbers in these sentences become words afterwards.

spoken-time =
    { $form ->
        [hour] { $hours } o'clock
        [half-day] { $hours }
        [oh] { $hours } oh { $minutes }
       *[full] { $hours } { $minutes }
    }
spoken-range = { $first } to { $last }
spoken-money = { $whole } { $currency } { $cents }
spoken-link = link to { $host }
spoken-code = Here is a block of code.
