## O que foi feito da imagem de que uma pintura devia partir.

painted-from-picture = { $model } pintou isto a partir da própria imagem.
painted-in-its-colours = { $model } pintou isto de novo, com as cores da imagem.
painted-from-words = { $model } não consegue partir de uma imagem, por isso mudei as palavras: “{ $words }”.
painted-without-picture = { $model } não consegue partir de uma imagem; a sua não foi usada.
huggingface-needs-picture = { $model } só pinta a partir de uma imagem. Anexe uma ou escolha outro modelo.
