# Verbs with which people ask for what a command makes, in lists separated by ", ". "…" stands for the verb's object,
# which the command gets, and "*" for any words.
verbs-imagine = …を描いて, …を描いてください, …を描いてくれ, …を描いてほしい
verbs-speak = …を読み上げて, …を読み上げてください, …を音読して, 読み上げて
verbs-translate = …を翻訳して, …を翻訳してください, …を訳して
verbs-limerick = …のリメリックを書いて, …のリメリックを作って

# Buttons that run a command which talk seems to wish for
button-imagine = 描く
button-complete = 続きを書く
button-perform = 上演する
button-translate = 翻訳する
button-command = { $command }

# A message that is nothing but a command's name
form-wanted = { $command } には名前のほかに入力が必要です。フォームはこちらから開けます：
button-form = フォームを開く

# Help
help-typed = メッセージやスレッドでは、`!imagine キツネ` のように名前の前に ! を付けてください。それ以外は会話として扱います。
