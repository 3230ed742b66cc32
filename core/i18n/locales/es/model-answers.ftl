## Respuestas de un modelo que son otra cosa que su texto.

huggingface-wants-tool = { $model } pidió una herramienta en lugar de responder, y no tengo ninguna. Elige otro modelo.
huggingface-declined = { $model } se ha negado; estas son sus propias palabras.
