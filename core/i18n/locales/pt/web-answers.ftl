web-page-copy-code = Copiar o código
web-page-copy-answer = Copiar a resposta
web-page-copied = Copiado
web-page-not-copied = Não foi possível copiar
web-page-code-show = Mostrar todas as { $count } linhas
web-page-code-fold = Mostrar menos linhas
web-page-deleted = Apagada.
web-page-undo = Desfazer
