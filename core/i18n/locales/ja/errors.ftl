## Errors of every command.

no-such-command = { $name } というコマンドはありません。使えるコマンド：{ $known }
option-unknown = { $command } に --{ $option } というオプションはありません。使えるオプション：{ $known }
option-missing = { $command } には { $option } が必要です。
option-too-long = --{ $option } は { $maximum } 文字までです。いまは { $length } 文字あります。
option-choices = --{ $option } は { $choices } のどれかです。「{ $given }」は使えません。
option-range =
    { $kind ->
        [integer] --{ $option } は { $minimum } から { $maximum } までの整数です。「{ $given }」は使えません。
       *[number] --{ $option } は { $minimum } から { $maximum } までの数です。「{ $given }」は使えません。
    }
option-bad =
    { $kind ->
        [integer] --{ $option } は整数です。「{ $given }」は使えません。
        [number] --{ $option } は数です。「{ $given }」は使えません。
        [flag] --{ $option } は付けるか付けないかだけです。「{ $given }」のような値は取りません。
       *[other] --{ $option } に「{ $given }」は使えません。
    }
attachments-too-many = ファイルが { $given } 個あります。一度に送れるのは { $maximum } 個までです。
attachment-too-large = { $name } は大きすぎます。ファイルは { $maximum } までです。
attachment-not-understood = 読めるのは画像、文書、録音、テキストファイルです。{ $name } は { $media_type } です。
attachment-not-text = { $name } は UTF-8 のテキストファイルではありません。UTF-8 で保存して、もう一度お試しください。
attachment-not-picture = { $name } は画像ではありません。
message-without-picture = このメッセージには画像がありません。
message-without-recording = このメッセージには録音がありません。
message-empty = このメッセージには使えるものがありません。
place-not-listed = この場所では使えるように設定されていません。運営者に頼めば追加してもらえます。
answer-refused = この場所では回答が受け付けられません。もう一度、または別の場所で尋ねてください。
private-not-here = この回答はあなただけのものですが、ここでは私の書き込みが全員に見えます。別の場所で尋ねてください。
form-in-words = ここではフォームを使えません。この行を書き換えて送ってください: { $line }
place-takes-no-files = ここではファイルを添付できないため、開始していません。何も差し引かれていません。管理者が許可できます。
admins-only = { $command } はこの場所の管理者だけが使えます。
bot-paused = いまはお休み中です。管理者が再開できます。
button-expired = このボタンは期限切れです。もう一度コマンドを実行すると新しいボタンが出ます。
form-expired = このフォームは期限切れです。もう一度コマンドを実行すると新しいフォームが出ます。
reply-gone = その返事はもうありません。
stop-not-yours = これを止められるのは { $name } さんと管理者だけです。
stop-too-late = もう終わっているので、止めるものがありません。
delete-not-yours = これを削除できるのは { $name } さんと管理者だけです。
job-too-long = { $seconds } 秒を超えたので、あきらめました。もっと短いもの、小さいものでお試しください。
internal-error = こちらで問題が起きました。報告するときは、このリクエストIDを伝えてください：{ $id }
no-engine = この作業（{ $task }）を担当できるものがありません。運営者が設定できます。
model-needed = これにはモデルが必要ですが、ここでは接続されていません。運営者が HF_TOKEN を設定するか、独自のサーバーのモデルを { $setting } に指定できます。
no-picture-came = 画像が返ってきませんでした。もう一度、または別の言葉でお試しください。
no-sound-came = 音声が返ってきませんでした。もう一度、または別の声でお試しください。
interrupted-by-restart = 再起動中です。すぐに続けます。
paused-without-store = ストレージに接続できないため、ここで一時停止しています。接続が戻りしだい続けます。
command-gone = { $name } はもうここにはありません。運営者がもう一度インストールできます。
tried-too-often = { $count } 回始めましたが、そのたびに途中で切れたので、あきらめました。もう一度頼んでもらえれば、やり直します。
crashed-too-often = これを実行している間に { $count } 回、異常終了しました。このリクエストがボットを落とした可能性があるので、あきらめました。別の内容か、別の言い方で頼んでください。
request-damaged = このリクエストの記録が壊れているため、答えられません。もう一度頼んでください。
engine-not-here = ここではまだ何も答えられません。運営者が HF_TOKEN を設定するか、TROUBADOUR_BUILTIN_ENGINE で内蔵エンジンにどこでも答えさせることができます。
