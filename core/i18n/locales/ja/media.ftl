## Pictures and sounds that people send.

picture-not-a-picture = { $kind ->
    [empty] ファイルが空です。次のどれかの形式の画像を送ってください：{ $allowed }
    [text] これは画像ではありません。名前はどうあれ、テキストファイルのようです。次のどれかの形式で送ってください：{ $allowed }
    [markup] これは画像ではありません。名前はどうあれ、ウェブページのようです。次のどれかの形式で送ってください：{ $allowed }
    [document] これは画像ではなく、文書のようです。次のどれかの形式で送ってください：{ $allowed }
    [archive] これは画像ではなく、圧縮ファイルのようです。中身を次のどれかの形式で送ってください：{ $allowed }
    [program] これは画像ではなく、プログラムのようです。次のどれかの形式で送ってください：{ $allowed }
    [sound] これは画像ではなく、音声です。次のどれかの形式で送ってください：{ $allowed }
    [video] これは画像ではなく、動画のようです。静止画を次のどれかの形式で送ってください：{ $allowed }
   *[unknown] これは私の知っている画像ではありません。次のどれかの形式で送ってください：{ $allowed }
}

picture-unsupported-format = { $format } の画像は開けません。次のどれかの形式で保存してください：{ $allowed }

picture-damaged = この { $format } の画像は壊れているか、途中で切れています。もう一度保存か書き出しをして、それを送ってください。

picture-not-opened = { $reason ->
    [memory] この画像を開くには、1 枚の画像に使える量を超えるメモリーが必要です。もっと小さいものを送ってください。
    [time] この画像を開くのに時間がかかりすぎるため、中止しました。もっと小さいものか単純なものを送ってください。
   *[crash] この画像を開こうとして、画像を開くプログラムが異常終了しました。もう一度保存か書き出しをして、それを送ってください。
}

picture-too-many-pixels = この画像は { $width } × { $height } ピクセル、{ NUMBER($given) } メガピクセルあります。開けるのは { NUMBER($allowed) } メガピクセルまでです。もっと小さいものを送ってください。

picture-too-large = この画像の大きさは、開ける上限の { NUMBER($allowed) } メガピクセルをはるかに超えているようです。もっと小さいものを送ってください。

picture-too-many-frames = このアニメーションは { $frames } フレームあります。開けるのは { $allowed } フレームまでです。もっと短いものか、1 フレームだけを送ってください。

picture-too-long = このアニメーションは { $frames } フレームで、合わせて { NUMBER($given) } メガピクセルあります。開けるのは { NUMBER($allowed) } メガピクセルまでです。もっと短いものか小さいものを送ってください。

picture-limit-too-small = { $limit } バイトに収まる画像はありません。いちばん小さくても { $needed } バイト必要です。

picture-reencoded = { $reason ->
    [size] { NUMBER($limit_kb) } kB に収まるように画像を圧縮しました。
   *[format] ここで表示できるように、画像を { $before } から { $after } に変換しました。
}

picture-reencoded-still = { $reason ->
    [size] { NUMBER($limit_kb) } kB に収まるように、アニメーションの最初のフレームだけを残しました。
   *[format] ここでは { $before } を表示できないので、アニメーションの最初のフレームだけを { $after } で残しました。
}

## Sounds

sound-not-a-sound = { $kind ->
    [empty] ファイルが空です。次のどれかの形式の音声を送ってください：{ $allowed }
    [picture] これは音声ではなく、画像です。次のどれかの形式で送ってください：{ $allowed }
    [text] これは音声ではありません。名前はどうあれ、テキストファイルのようです。次のどれかの形式で送ってください：{ $allowed }
   *[unknown] これは私の知っている音声ではありません。次のどれかの形式で送ってください：{ $allowed }
}

sound-needs-ffmpeg = { $format } の音声は ffmpeg のある環境でしか開けません。次のどれかの形式で送ってください：{ $allowed }

sound-damaged = この { $format } の音声は壊れているか、途中で切れています。もう一度保存か書き出しをして、それを送ってください。

sound-not-opened = { $reason ->
    [memory] この音声を開くには、1 つの音声に使える量を超えるメモリーが必要です。もっと短いものを送ってください。
    [time] この音声を開くのに時間がかかりすぎるため、中止しました。もっと短いものを送ってください。
   *[crash] この音声を開こうとして、音声を開くプログラムが異常終了しました。もう一度保存か書き出しをして、それを送ってください。
}

sound-too-large = この録音は、聞き取れる最低の品質にしても { $megabytes } MB に収まりません。もっと小さく分けてください。

sound-empty = この { $format } の音声は空で、聞こえるものがありません。ほかの音声を送ってください。

sound-silent = この音声には何も聞こえません。最初から最後まで無音です。マイクを確かめて、もう一度録音してください。

sound-too-long = この音声は、開ける上限の { NUMBER($seconds) } 秒を超えています。もっと短いものを送ってください。

sound-unusual = この音声は { $channels } チャンネル、毎秒 { $rate } サンプルです。開けるのは { $allowed } チャンネルまで、毎秒 4000～192000 サンプルです。変換して、もう一度送ってください。
