## What a voice says for signs that are not words. Numbers in these sentences become words afterwards.

spoken-time =
    { $form ->
        [hour] { $hours } horas
        [half-day] { $hours } horas
        [oh] { $hours } horas e { $minutes }
       *[full] { $hours } horas e { $minutes }
    }
spoken-range = { $first } a { $last }
spoken-money = { $whole } { $currency } e { $cents }
spoken-link = link para { $host }
spoken-code = Aqui há um bloco de código.
