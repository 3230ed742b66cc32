## The understudy: what it says about itself and what it cannot do.

understudy-card =
    { $task ->
        [chat] この家をよく知る案内役。規則だけで、モデルなし
        [complete] いくつかの物語から一語ずつ続けます。数えるだけで、モデルなし
        [paint] 言葉からわかったものを規則で描きます。モデルなし
       *[speak] 規則による音声合成 espeak-ng。モデルなし
    }
understudy-healthy = 代役の準備はできています。このマシンのほかには何もいりません。
understudy-healthy-mute =
    代役の準備はできていますが、声だけがありません。運営者が追加できます：pip install "troubadour[offline]"
understudy-other-model = トークンがないので、ここでは { $model } を使えません。代役の名前は { $own } です。
understudy-english-verse = 代役が韻を踏めるのは英語だけです。

### Painting
understudy-size = 描けるのは一辺 { $least } から { $most } ピクセルまでです。{ $width } × { $height } は描けません。
understudy-painting =
    { $stage ->
        [sketch] 言葉を読んでいます
        [ground] 空と地面を描いています
        [subject] その中のものを描いています
       *[finish] 絵の具を乾かしています
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
