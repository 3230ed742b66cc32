## Served models.

models-page = Page { $page } of { $pages }, { $count } models that a provider serves now.
models-none-served = Hugging Face does not say which models are served for this. Try again in a minute.
button-more = More
