engine-name =
    { $engine ->
        [builtin] 内蔵エンジン
        [huggingface] Hugging Face
       *[other] { $engine }
    }
fact-builtin =
    { $model ->
        [builtin-voice] **内蔵エンジン**
       *[other] **内蔵エンジン**：規則と合成、モデルなし
    }
fact-seed = シード { $seed }
fact-cached = 覚えていたもの、費用なし
fact-seconds = { NUMBER($seconds, maximumFractionDigits: 1) } 秒
fact-tokens = { $tokens } トークン
fact-ignored = 反映されなかったもの：{ $options }
fact-model = { $model }
fact-provider = { $model } · { $provider }
seconds-left = 残り約 { $seconds } 秒
error-id = リクエストID：{ $id }
failure-notice = { $failure }リクエストID：{ $id }
quoted-sent = 返信先のメッセージ、その返信元、転送したメッセージもモデルに送られます。
chain-unreadable = 返信元のメッセージのうち{ $count }件は読めませんでした。
