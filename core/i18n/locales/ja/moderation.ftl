## みんなで使うボットを健全に保つもの：お断り、ブロック、報告、スレッドの読み取り。

denied-prompt = ここでは扱えない内容が含まれています。別の言葉にしてください。
denied-answer = ここで見せられない部分があったので、伏せました。

blocked-here = この場所の管理者から、あなたに答えないよう頼まれています。
block-done = ここでは { $name } さんに答えません。
block-lifted = ここでまた { $name } さんに答えます。
block-was-not = { $name } さんはここではブロックされていません。
block-nobody = ここではだれもブロックされていません。
block-list = **ここでブロックされている人**
block-one = • { $name }
block-yourself = それでは自分をブロックすることになります。ほかの人を指定してください。
person-unclear = 「{ $given }」がだれか分かりません。メンションするか、ID を指定してください。

report-thanks = ありがとうございます。運営者に伝えました。
report-unknown = ここでの私の返答ではないか、古すぎて分かりません。
report-alert = { $name } さんが { $command } への返答を報告しました：「{ $reason }」 · { $link }
report-alert-unlinked = { $name } さんが { $command } への返答を報告しました：「{ $reason }」

showing-set =
    { $how ->
        [live] 返答は書かれるそばから表示されます。
        [calm] 返答は書かれるそばから、少ない更新で表示されます。
       *[final] 返答はできあがったときに一度だけ表示されます。
    }
showing-reset = 選んだものを忘れました。返答はここでのいつもの方法で表示されます。
showing-default = 返答はここでのいつもの方法で表示されます。
showing-no-direct-messages = このプラットフォームでは、遅れた返答をダイレクトメッセージで送ることはできません。
showing-late-direct =
    { $direct ->
        [yes] その場所に間に合わなかった返答は、直接お送りします。
       *[no] こちらから直接メッセージを送ることはありません。
    }

showing-spoken =
    { $spoken ->
        [always] すべての返事を音声でもお届けします。
        [when-i-speak] 質問が録音のときは、返事を音声でもお届けします。
       *[never] ボタンが押されたときだけ、返事を読み上げます。
    }
showing-edits =
    { $edits ->
        [yes] 15分以内に質問を編集すると、同じ返答の中で答え直します。返答ごとに利用量に数えます。
       *[no] 質問を編集しても、返答はそのままです。
    }

thread-cut =
    { $count ->
       *[other] このスレッドの最後の { $count } 件を読みました。その前にもメッセージがあります
    }
thread-unreadable =
    { $count ->
       *[other] このスレッドの { $count } 件は私には読めません
    }
thread-cut-root = このスレッドは最初と最新の { $count } 件だけを読みました
thread-broken-off = このスレッドは { $count } 件しか読めず、最新のものは含まれていません
