## Qué fue de la imagen de la que debía partir una pintura.

painted-from-picture = { $model } ha pintado esto a partir de la propia imagen.
painted-in-its-colours = { $model } ha pintado esto de nuevo, con los colores de la imagen.
painted-from-words = { $model } no puede partir de una imagen, así que he cambiado las palabras: «{ $words }».
painted-without-picture = { $model } no puede partir de una imagen; la tuya no se ha usado.
huggingface-needs-picture = { $model } solo pinta a partir de una imagen. Adjunta una o elige otro modelo.
