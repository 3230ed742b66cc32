fact-understudy = **代役**：規則と合成、モデルなし
fact-seed = シード { $seed }
fact-cached = 覚えていたもの、費用なし
fact-seconds = { NUMBER($seconds, maximumFractionDigits: 1) } 秒
fact-tokens = { $tokens } トークン
fact-ignored = 反映されなかったもの：{ $options }
fact-model = { $model }
fact-provider = { $model } · { $provider }
