## どのモデルを使えるか、料金、そして誰に知らせるか。

### Why a model is not allowed here
model-not-offered = 「{ $model }」は、ここのモデルにはありません。一覧は { $command } で見られます。管理者は --price と上限で、ほかのモデルも許可できます。
model-not-local = 「{ $model }」はこのボット独自のサーバーにはなく、ここではほかは使えません。使えるものは { $command } で見られます。管理者は --local-only no で、ほかのモデルも許可できます。
model-none-local = ここではこのボット独自のサーバーしか使えず、この作業（{ $task }）ができるものがありません。管理者はほかも許可できます：{ $command } --local-only no
model-prices-unknown = { $model } の料金を今は調べられません。1分後にもう一度試すか、{ $command } の一覧から選んでください。
model-price-unknown = { $model } の料金がわからないため、ここの上限に収まるか確かめられません。ほかのモデルは { $command } で見られます。運営者は { $setting } に追加できます。
model-too-dear = { $model } は100万トークンあたり { $price } ドルですが、ここの上限は { $limit } ドルです。ほかのモデルは { $command } で見られます。管理者は --price で上限を上げられます。
model-passed-over = 以前に選んだ「{ $model }」はここでは使えません
model-rules-instead = どのモデルも答えられませんでした。{ $why } 代わりに内蔵エンジンが規則に従って答えます。

### /troubadour models
models-price = 、100万トークンあたり { $price } ドル
models-way = 、{ $note }
models-way-providers = 、{ $note }：{ $providers }
models-trouble = 、今は使えません：{ $why }
models-chosen-elsewhere = • { $model }（使える場合に使用）
models-bounds-price = ここでは、出力100万トークンあたり { $limit } ドルまでのほかのモデルも使えます。
models-bounds-local = ここでは、このボット独自のサーバーと内蔵エンジンだけを使えます。
models-price-reset = ここでは、また一覧のモデルだけを使えます。
models-local-reset = ここでは、またほかで提供されているモデルも使えます。
models-price-too-high = 上限は最大 { $highest } ドルです。運営者がそこまで認めています（{ $setting }）。
models-price-closed = 運営者は、一覧のほかのモデルを認めていません（{ $setting }）。
suggestion-priced = { $model }（100万トークンあたり { $price } ドル、{ $licence }）

### /troubadour privacy
privacy-providers = Hugging Face のモデルの提供元：{ $providers }。答える提供元は質問の内容を見ます。その提供元と Hugging Face の規約が適用されます。
privacy-providers-unknown = 一部のモデルでは、質問のときに Hugging Face が提供元を選びます。答えの下の小さな文字に名前が出ます。その提供元の規約が適用されます。
privacy-own-servers = 運営者のサーバーで動いているモデル：{ $models }
privacy-local-only = ここからは、ほかの誰にも何も送られません。
privacy-other-models = ここでは、100万トークンあたり { $limit } ドルまでのほかのモデルも選べます。その質問は、小さな文字に名前の出る提供元に送られます。

### /troubadour status, and alerts for the operator
status-alerts = **対応が必要なこと**
status-alert = • { $moment }：{ $what }
alert-model-unserved = { $why }{ $model } は飛ばします。{ $setting } から外すか、提供されているモデルを前に置いてください。
alert-model-broken = { $why }{ $model } は飛ばします。続くようなら { $setting } から外してください。
alert-credits-used-up = Hugging Face のクレジットを使い切ったため、そのモデルは飛ばします。{ $renewal } に更新されます。{ $page } で買い足せます。
alert-own-server-refuses = { $model } のサーバーに拒否されました：{ $why } TROUBADOUR_HF_KEYS の鍵を確かめてください。
