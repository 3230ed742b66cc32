## The built-in engine: its models, its health and its limits.

builtin-card =
    { $task ->
        [chat_completion] 規則による簡単な会話。モデルなし
        [text_generation] いくつかの物語から一語ずつ続けます。統計だけで、モデルなし
        [text_to_image] 言葉からわかったものを規則で描きます。モデルなし
       *[text_to_speech] 規則による音声合成 espeak-ng。モデルなし
    }
builtin-healthy = 内蔵エンジンの準備はできています。このマシンのほかには何もいりません。
builtin-healthy-mute =
    内蔵エンジンの準備はできていますが、声だけがありません。運営者が追加できます：pip install "troubadour[offline]"
builtin-other-model = トークンがないので、ここでは { $model } を使えません。内蔵エンジンのモデルの名前は { $own } です。
builtin-english-verse = 内蔵エンジンが韻を踏めるのは英語だけです。

### Painting
builtin-size = 描けるのは一辺 { $least } から { $most } ピクセルまでです。{ $width } × { $height } は描けません。
builtin-painting =
    { $stage ->
        [sketch] 言葉を読んでいます
        [ground] 空と地面を描いています
        [subject] 主題を描いています
       *[finish] 絵を仕上げています
    }

### Speaking
speech-not-installed =
    ここではまだ声がありません。運営者が追加できます：pip install "troubadour[{ $extra }]"
speech-voice-unknown =
    { $near ->
        [none] 「{ $voice }」という声はありません。たとえば次の声があります：{ $known }
       *[other] 「{ $voice }」という声はありません。もしかして { $near } ですか？ ほかの声：{ $known }
    }
speech-nothing-to-say = この文章には読み上げられるものがありません。
speech-speed = 速さは { $least } から { $most } までです。{ $given } は使えません。
speech-cut = 一度に読むには長すぎたので、{ $seconds } 秒で終わっています。
