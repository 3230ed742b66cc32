## Modelos nesta máquina.

web-page-found = Encontrado nesta máquina: { $title }. Para usar, escreva esta linha em `.env` e inicie de novo:
web-page-found-copy = Copiar a linha
web-page-found-copied = Copiada
