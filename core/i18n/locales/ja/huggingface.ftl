## Sentences of the Hugging Face engine.

### While waiting
huggingface-loading = { $model } を読み込んでいます
huggingface-trying-again = { $model } が混み合っています。もう一度試しています
huggingface-reaching-again = { $model } にまだ接続できません。もう一度試しています
huggingface-painting = { $model } が描いています
huggingface-painting-without = { $model } が描いています({ $options } は使われません)
huggingface-speaking = { $model } が話しています
huggingface-speaking-without = { $model } が話しています({ $options } は使われません)
huggingface-listening = { $model } が聞いています

### Why a model does not answer
huggingface-no-such-model = { $model } というモデルは Hub にないか、このボットのトークンでは見られません。名前を確かめるか、ほかのモデルを選んでください。
huggingface-hub-silent = Hugging Face の Hub から、{ $model } の提供元の返事がありません。1分後にもう一度試してください。
huggingface-not-mapped = ここで使えるプロバイダーに、この用途（{ $task }）で { $model } を提供しているものがありません。別のモデルを選んでください。
huggingface-provider-unknown = { $model } をこの方法（{ $provider }）で使うことができません。別のモデルを選んでください。
huggingface-model-not-served = { $model } は提供されていません（{ $provider }）。別のモデルを選んでください。
huggingface-served-by-others = { $provider } は { $model } を提供していません。提供しているのは { $others } です。
huggingface-model-gone = { $model } の提供は終わりました（{ $provider }）。別のモデルを選んでください。
huggingface-model-gated =
    { $model } は、利用条件に同意した人だけが使えます。運営者はこちらで同意できます: { $page }
huggingface-account-restricted =
    { $provider } がこのボットのアカウントを制限しています。運営者が { $provider } に確認する必要があります。それまでは別のサーバーのモデルを選んでください。
huggingface-not-in-region = { $provider } は、このボットが動いている地域では { $model } を提供していません。別のモデルを選んでください。
huggingface-cannot-see = { $model } は画像を見られません。画像を見られるモデルを選んでください。
huggingface-cannot-translate = { $model } は音声を英語に翻訳できません。openai/whisper-large-v3 のように翻訳できるモデルを選ぶか、--translate を外してください。
huggingface-no-template = { $model } には会話のテンプレートがないため、会話できません。別のモデルを選んでください。
huggingface-template-slow = { $model } のチャットテンプレートの準備が時間内に終わりませんでした。1 分後にもう一度試してください。
huggingface-resting =
    { $model } は続けて失敗したため（{ $provider }）、あと { $seconds ->
       *[other] { $seconds }
    } 秒休ませています。
huggingface-still-loading = { $model } はまだ読み込み中です（{ $provider }）。数分後にもう一度試してください。
huggingface-too-slow = { $model } の返事に時間がかかりすぎました。もう一度試すか、もっと短いもの、小さいものを頼んでください。
huggingface-broken = { $model } はエラーで失敗しました（{ $provider }）:「{ $said }」。1分後にもう一度試してください。
huggingface-refused = { $model } は断られました（{ $provider }）:「{ $said }」。別のモデルを選んでください。
huggingface-unreachable = { $model } に接続できません（{ $provider }）。1分後にもう一度試してください。
huggingface-answer-too-large = { $model } から届いたものが大きすぎて受け取れません。もっと小さいものを頼んでください。
huggingface-not-media = { $model } から届いたものは、頼んだものと違います。もう一度試すか、別のモデルを選んでください。
huggingface-torn-media = { $model } から届いたファイルは途中で切れています。もう一度試すか、別のモデルを選んでください。
huggingface-lost = { $model } が作ったものを受け取れません({ $provider })。1分後にもう一度試してください。
huggingface-only-thoughts =
    { $model } が考えている途中で上限に達しました。--max-new-tokens で上限を増やすか、別のモデルを選んでください。
huggingface-said-nothing = { $model } は何も答えませんでした。もう一度試すか、別のモデルを選んでください。
huggingface-credits-used-up =
    クレジットを使い切りました（{ $provider }）。運営者はこちらで追加できます: { $page }

### Failures that the operator can fix
huggingface-token-refused =
    このボットのトークンは受け付けられませんでした（{ $provider }）。運営者はこちらで新しく作り、HF_TOKEN に設定できます: { $page }
huggingface-key-refused =
    { $model } のサーバーは、このボットの鍵を受け付けませんでした。運営者は正しい鍵を、サーバーのホストとポート、またはモデルの名前で TROUBADOUR_HF_KEYS に設定できます。
huggingface-not-permitted =
    このボットのトークンでは許可されていません（{ $provider }）。運営者は Inference Providers の権限を持つトークンをこちらで作り、HF_TOKEN に設定できます: { $page }

### Failures that the person who asks can fix
huggingface-content-refused = 内容についての規則により断られました（{ $provider }）。言い方を変えてください。
huggingface-black-picture =
    真っ黒な画像が届きました（{ $provider }）。安全フィルターが断るときの画像です。言い方を変えてください。
huggingface-too-large = { $model } には大きすぎます。量を減らすか、もっと小さい画像を送ってください。
huggingface-too-long = { $model } には長すぎます。短くするか、{ $reset } で最初からやり直してください。
huggingface-input-refused = { $model } はこれを使えません：「{ $said }」。内容を変えるか、ほかのモデルを選んでください。
huggingface-too-many =
    いま { $model } への依頼が多すぎます。{ $wait ->
       *[other] { $wait }
    } 秒後にもう一度試してください。

### When an answer breaks off
huggingface-torn = { $model } との接続が、返事の途中で切れました。
huggingface-stalled = { $model } が、返事の途中で黙りました。
huggingface-fault = { $model } が、返事の途中で止まりました:「{ $said }」

### About an answer
huggingface-instead = { $passed } が答えられなかったため、{ $model } が答えました。
huggingface-size-instead = { $width }×{ $height } で頼みました。{ $provider } は希望に近いほかの大きさを受け付けません。
huggingface-fewer-tokens = 最大 { $tokens } トークン（{ $model } の上限です）

### Models
huggingface-own-server = 独自のサーバー
huggingface-card =
    { $way ->
        [server] このボット独自のサーバー
        [endpoint] { $task ->
            [text_generation] 文章の続きを書く、このボット独自のサーバー
            [text_to_image] 絵を描く、このボット独自のサーバー
            [automatic_speech_recognition] 音声を認識する、このボット独自のサーバー
            [text_to_speech] 読み上げる、このボット独自のサーバー
           *[chat_completion] このボット独自のサーバー（会話機能、またはモデル自身のテンプレート）
        }
        [template] モデル自身のテンプレートによる、文章生成での会話
        [editor] 画像を元に描く提供元
        [router] 提供元を選ぶルーター経由
       *[provider] { $task ->
            [chat_completion] 会話できる提供元
           *[other] 提供元を順に
        }
    }

### Health
huggingface-healthy = トークンは { $name } のもので、Inference Providers を使えます。
huggingface-token-cannot-infer =
    トークンは { $name } のものですが、Inference Providers を使う権限がありません。権限のあるトークンをこちらで作り、HF_TOKEN に設定してください: { $page }
huggingface-no-token = Hugging Face のトークンがありません。https://huggingface.co/settings/tokens で作り、HF_TOKEN に設定してください。
huggingface-servers-only = Hugging Face のトークンがないため、このボット独自のサーバーだけを使います。
huggingface-hub-broken = Hugging Face の Hub がエラーを返しました（{ $status }）。1分後にもう一度試してください。
huggingface-hub-unreachable = Hugging Face の Hub に接続できません。このマシンがオンラインか確かめてください。
