## The built-in engine: its models, its health and its limits.

builtin-card =
    { $task ->
        [chat_completion] 規則による簡単な会話。モデルなし
        [text_generation] いくつかの物語から一語ずつ続けます。統計だけで、モデルなし
        [text_to_image] 言葉からわかったものを規則で描きます。モデルなし
       *[text_to_speech] 英語は小さなニューラル音声 hibari、ほかの言語は規則による音声合成 espeak-ng
    }
builtin-healthy = 内蔵エンジンの準備はできています。このマシンのほかには何もいりません。
builtin-healthy-partly =
    { $missing ->
        [voices] 内蔵エンジンの準備はできていますが、話せるのは英語だけです。運営者がほかの言語を追加できます：pip install "troubadour[voices]"
        [speech] 内蔵エンジンの準備はできています。運営者が英語のよりよい声を追加できます：pip install "troubadour[speech]"
       *[both] 内蔵エンジンの準備はできていますが、声だけがありません。運営者が追加できます：pip install "troubadour[speech,voices]"
    }
builtin-other-model = トークンがないので、ここでは { $model } を使えません。内蔵エンジンのモデルの名前は { $own } です。
builtin-english-verse = 内蔵エンジンが韻を踏めるのは英語だけです。

### Painting
builtin-size = 描けるのは一辺 { $least } から { $most } ピクセルまでです。{ $width } × { $height } は描けません。
builtin-not-understood = 内蔵エンジンが理解できなかった言葉：{ $words }{ $more ->
        [yes] {" "}ほか
       *[no] {""}
    }
picture-not-painted =
    { $reason ->
        [memory] 画像の生成に使えるメモリが足りませんでした。もっと小さいサイズか別のスタイルでお試しください。
        [time] 画像の生成に時間がかかりすぎたため、中止しました。もっと小さいサイズか別のスタイルでお試しください。
       *[crash] 画像の生成に失敗しました。もう一度お試しください。
    }
builtin-painting =
    { $stage ->
        [sketch] 言葉を読んでいます
        [ground] 空と地面を描いています
        [subject] 主題を描いています
       *[finish] 絵を仕上げています
    }

### Speaking
speech-not-installed =
    ここではまだ声がありません。運営者が追加できます：pip install "troubadour[{ $extras }]"
speech-language-not-installed =
    ここではまだこの言語の声がありません：{ $language }。運営者が追加できます：pip install "troubadour[{ $extra }]"
speech-voice-unknown =
    { $near ->
        [none] 「{ $voice }」という声はありません。たとえば次の声があります：{ $known }
       *[other] 「{ $voice }」という声はありません。もしかして { $near } ですか？ ほかの声：{ $known }
    }
speech-nothing-to-say = この文章には読み上げられるものがありません。
speech-speed = 速さは { $least } から { $most } までです。{ $given } は使えません。
speech-voice = 声：{ $voice }（{ $language }）
speech-unreadable = この声では読めません：{ $words }
speech-not-made =
    { $reason ->
        [memory] 音声の合成に使えるメモリが足りませんでした。もっと短い文章でお試しください。
        [time] 音声の合成に時間がかかりすぎたため、中止しました。もっと短い文章でお試しください。
       *[crash] 音声の合成に失敗しました。もう一度お試しください。
    }
