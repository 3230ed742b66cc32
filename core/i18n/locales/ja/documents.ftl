## 送られてきた文書。

### 読めない文書
document-encrypted = { $name } はパスワードで保護されています。パスワードなしのコピーを保存して、それを送ってください。
document-broken = { $name } は壊れているか、途中で切れています。もう一度保存か書き出しをして、新しいファイルを送ってください。
document-bomb = { $name } は展開すると、文書に入る量をはるかに超えます。そのため開きませんでした。
document-entities = { $name } には、ほかのファイルを読める宣言があります。文書には必要のないものなので、開きませんでした。
document-old-format = { $name } は古い Office の形式です。DOCX、PPTX、XLSX、PDF のいずれかで保存して、それを送ってください。
document-archive = { $name } は読める文章のないアーカイブです。中のファイルを送ってください。
document-lying = { $name } の中身は名前と異なり、読める文書でもありません。
document-not-opened = { $reason ->
    [memory] この文書を開くには、1 つの文書に使える量を超えるメモリーが必要です。もっと小さいものか、その一部を送ってください。
    [time] この文書を開くのに時間がかかりすぎるため、中止しました。もっと小さいものか、その一部を送ってください。
   *[crash] この文書を開こうとして、文書を開くプログラムが異常終了しました。もう一度保存か書き出しをして、それを送ってください。
}

### 文書についての注記
document-macros = { $name } にはマクロがあります。実行していません。
document-named-otherwise = { $kind ->
    [picture] { $name } は、名前と異なり画像です。
    [pdf] { $name } は、名前と異なり PDF です。
    [docx] { $name } は、名前と異なり Word 文書です。
    [pptx] { $name } は、名前と異なりプレゼンテーションです。
    [xlsx] { $name } は、名前と異なりブックです。
    [epub] { $name } は、名前と異なり電子書籍です。
    [zip] { $name } は、名前と異なりアーカイブです。
   *[text] { $name } は、名前と異なりテキストです。
}
document-part = { $last ->
    [0] { $name } は、モデルが受け付ける量にまったく収まりません。
   *[other] { $unit ->
        [page] { $name } の { $total } ページのうち { $first }～{ $last } ページを読みました。
        [slide] { $name } の { $total } 枚のスライドのうち { $first }～{ $last } 枚目を読みました。
        [sheet] { $name } の { $total } 枚のシートのうち { $first }～{ $last } 枚目を読みました。
        [row] { $name } の { $total } 行のうち { $first }～{ $last } 行目を読みました。
        [chapter] { $name } の { $total } 章のうち { $first }～{ $last } 章を読みました。
        [file] { $name } の { $total } ファイルのうち { $first }～{ $last } 番目を読みました。
        [line] { $name } の { $total } 行のうち { $first }～{ $last } 行目を読みました。
       *[part] { $name } の { $total } 個の部分のうち { $first }～{ $last } 番目を読みました。
    }
}
document-unseen = { $name } の { $count } ページは画像で、モデルは見ていません。

### 分けて読む
reading-estimate = すべて読むには、およそ { $requests } 回のリクエストと { NUMBER($tokens) } トークンが必要です。
reading-cost = モデルの現在の価格で、約{ $dollars }ドルかかります。
button-read-whole = すべて読む（{ $requests } 回）
reading-begins = 文書を開いています
reading-parts = { $total } 個のうち { $done } 個目まで読みました
reading-whole = { $parts } 個に分けて、すべて読みました。
