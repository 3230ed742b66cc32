## Modelos servidos.

models-page = Página { $page } de { $pages }; { $count } modelos que algún proveedor sirve ahora.
models-none-served = Hugging Face no dice qué modelos se sirven para esto. Inténtalo de nuevo en un minuto.
button-more = Más
