web-page-copy-code = Copiar el código
web-page-copy-answer = Copiar la respuesta
web-page-copied = Copiado
web-page-not-copied = No se pudo copiar
web-page-code-show = Mostrar las { $count } líneas
web-page-code-fold = Mostrar menos líneas
web-page-deleted = Eliminada.
web-page-undo = Deshacer
