## Typed commands.

no-such-command-but = { $name } というコマンドはありません。もしかして { $nearest } ですか？
no-such-option = { $command } に --{ $option } というオプションはありません。使えるオプション：{ $known }。
no-such-option-but = { $command } に --{ $option } というオプションはありません。もしかして { $nearest } ですか？ 使えるオプション：{ $known }。文章として書くなら、その前に -- を付けてください。
no-options = { $command } にはオプションがないので、--{ $option } は使えません。文章として書くなら、その前に -- を付けてください。
option-given-twice = --{ $option } が二度あります。一度だけにしてください。
option-without-value = --{ $option } の後には値が必要です：--{ $option } …
option-is-a-switch = --{ $option } はスイッチです。「{ $value }」ではなく、--{ $option } か --no-{ $option } と書いてください。
quotation-without-end = --{ $option } の値が引用符で始まったまま、閉じていません。閉じるか、取ってください。
text-given-twice = --{ $option } と「{ $text }」は同じものを指しています。どちらか一つにしてください。
text-not-taken = { $count ->
    [0] { $command } の後には何も書けないので、「{ $text }」がわかりませんでした。
   *[other] { $command } の後に書けるのはオプションだけなので、「{ $text }」がわかりませんでした。使えるオプション：{ $known }
}

## Reasons why a text is not a limerick. People see them, and so do models that are asked to try again.

limerick-line-count = リメリックは 5 行ですが、これは { $count } 行です。
limerick-does-not-rhyme = { $line } 行目と { $other } 行目は韻を踏む必要がありますが、「{ $word }」と「{ $other_word }」は踏んでいません。
limerick-same-word = { $line } 行目と { $other } 行目が同じ言葉「{ $word }」で終わっています。違う言葉で韻を踏む必要があります。
limerick-rhymes-unknown = 行の終わりの言葉が辞書にないので、韻を踏んでいるかどうかわかりません。
limerick-one-rhyme = すべての行が同じ韻です。3 行目と 4 行目には別の韻が必要です。
limerick-syllables = { $line } 行目は { $count } 音節です。{ $fewest }～{ $most } 音節にする必要があります。
limerick-short-lines = 3 行目と 4 行目は、ほかの行より短くする必要があります。
