## 提供中のモデル.

models-page = { $pages } ページ中 { $page } ページ目、提供中のモデルは { $count } 個です。
models-none-served = この作業に使えるモデルを Hugging Face が教えてくれません。1 分後にもう一度試してください。
button-more = 続き
