## Angebotene Modelle.

models-page = Seite { $page } von { $pages }; { $count } Modelle, die gerade jemand anbietet.
models-none-served = Hugging Face sagt nicht, welche Modelle es dafür gibt. Versuch es in einer Minute noch einmal.
button-more = Mehr
