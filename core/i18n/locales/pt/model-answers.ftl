## Respostas de um modelo que são outra coisa que o seu texto.

huggingface-wants-tool = { $model } pediu uma ferramenta em vez de responder, e não tenho nenhuma. Escolha outro modelo.
huggingface-declined = { $model } recusou; estas são as palavras do próprio modelo.
