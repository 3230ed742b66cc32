## What a voice says for signs that are not words. Numbers in these sentences become words afterwards.

spoken-time =
    { $form ->
        [hour] { $hours } Uhr
        [half-day] { $hours } Uhr
        [oh] { $hours } Uhr { $minutes }
       *[full] { $hours } Uhr { $minutes }
    }
spoken-range = { $first } bis { $last }
spoken-money = { $whole } { $currency } { $cents }
spoken-link = Link zu { $host }
spoken-code = Hier steht ein Block mit Code.
