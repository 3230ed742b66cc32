## What a voice says for signs that are not words. Numbers in these sentences become words afterwards.

spoken-time =
    { $form ->
        [hour] { $hours } en punto
        [half-day] { $hours }
        [oh] { $hours } y { $minutes }
       *[full] { $hours } y { $minutes }
    }
spoken-range = { $first } a { $last }
spoken-money = { $whole } { $currency } con { $cents }
spoken-link = enlace a { $host }
spoken-code = Aquí hay un bloque de código.
