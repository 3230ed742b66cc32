## What a voice says for signs that are not words. Numbers in these sentences become words afterwards.

spoken-time =
    { $form ->
        [hour] { $hours }時
        [half-day] { $hours }時
        [oh] { $hours }時{ $minutes }分
       *[full] { $hours }時{ $minutes }分
    }
spoken-range = { $first }から{ $last }
spoken-money = { $whole }.{ $cents }{ $currency }
spoken-link = { $host } へのリンク
spoken-code = ここにコードがあります。
