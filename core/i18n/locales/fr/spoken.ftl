## What a voice says for signs that are not words. Numbers in these sentences become words afterwards.

spoken-time =
    { $form ->
        [hour] { $hours } heures
        [half-day] { $hours } heures
        [oh] { $hours } heures { $minutes }
       *[full] { $hours } heures { $minutes }
    }
spoken-range = { $first } à { $last }
spoken-money = { $whole } { $currency } { $cents }
spoken-link = lien vers { $host }
spoken-code = Ici se trouve un bloc de code.
