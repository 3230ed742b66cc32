## Modèles servis.

models-page = Page { $page } sur { $pages } ; { $count } modèles qu’un fournisseur sert en ce moment.
models-none-served = Hugging Face ne dit pas quels modèles sont servis pour cela. Réessayez dans une minute.
button-more = Suite
