## Modelos servidos.

models-page = Página { $page } de { $pages }; { $count } modelos que algum provedor serve agora.
models-none-served = O Hugging Face não diz quais modelos são servidos para isso. Tente de novo em um minuto.
button-more = Mais
