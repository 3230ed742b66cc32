## Modelos en este equipo.

web-page-found = Encontrado en este equipo: { $title }. Para usarlo, escribe esta línea en `.env` y arranca de nuevo:
web-page-found-copy = Copiar la línea
web-page-found-copied = Copiada
