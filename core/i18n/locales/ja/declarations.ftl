## Descriptions of commands and options: at most 100 characters each. The declarations have the English ones.
## `option-<option>` is shared by all commands, `option-<command>-<option>` belongs to one.

### Shared options
option-private = 答えはあなただけに見えます
option-fresh = 同じものが前にあっても、新しく作ります
option-seed = 同じシードなら同じ結果（モデルが対応していれば）
option-temperature = 0 は堅実、2 は奔放

### /chat
command-chat = モデルと話します。ここでの会話を覚えています
option-chat-message = 話したいこと、聞きたいこと
option-chat-attachment = 話題にする画像、文書、録音、テキストファイル
option-chat-model = どのモデルが答えるか
option-chat-max-new-tokens = 答えの長さの上限

### /complete
command-complete = あなたの文章の続きを、一語ずつ書きます
option-complete-prompt = 続きを書く文章
option-complete-model = どのモデルが書くか
option-complete-max-new-tokens = 書き足すトークンの数
option-complete-top-p = 有力な言葉のうち、この割合から選びます
option-complete-repetition-penalty = 1 より大きいと繰り返しが減ります
option-complete-stop = この文字列の前で止まります。複数なら | で区切ります
option-complete-include-prompt = 新しい文章の前に元の文章も見せます

### /imagine
command-imagine = 説明から絵を描きます
option-imagine-prompt = 何を描くか
option-imagine-negative-prompt = 描いてほしくないもの
option-imagine-size = 絵の形
option-imagine-steps = 多いほど時間がかかり、細やかになります
option-imagine-guidance = どれだけ言葉に忠実に描くか
option-imagine-count = 何枚描くか
option-imagine-model = どのモデルが描くか
option-imagine-picture = もとにする画像（モデルが対応していれば）

### /limerick
command-limerick = 画像やお題でリメリックを書きます
option-limerick-subject = お題。なければ、ここの最後の画像について書きます
option-limerick-picture = お題にする画像
option-limerick-model = どのモデルが書くか

### /speak
command-speak = 文章を読み上げます
option-speak-text = 読み上げる文章
option-speak-voice = だれの声か。覚えておきます
option-speak-speed = 1 がその声の自然な速さ。覚えておきます
option-speak-model = どのモデルが読むか。覚えておきます

### /translate
command-translate = 文章を別の言語に翻訳する
option-translate-text = 翻訳する文章
option-translate-to = 翻訳先の言語の名前またはタグ。指定がなければあなたの言語
option-translate-attachment = 翻訳するテキストファイルまたは文書
option-translate-model = 翻訳するモデル

### /transcribe
command-transcribe = 録音で話されていることを書き起こす
option-transcribe-attachment = 書き起こす録音
option-transcribe-translate = モデルが翻訳できれば英語で
option-transcribe-model = 聞き取るモデル

### /perform
command-perform = 絵を描き、リメリックを書き、読み上げる、ひと続きのショーです
option-perform-subject = ショーのお題
option-perform-voice = だれの声か

### /troubadour
command-troubadour-models = モデルの一覧を見たり、選んだりします
option-troubadour-models-task = この作業だけ
option-troubadour-models-choose = これからこの作業に使うモデル
option-troubadour-models-reset = この作業のために選んだものを忘れます
option-troubadour-models-place = ここの全員のために選びます（管理者）
option-troubadour-models-price = ここで、100万トークンあたりこのドル額までのほかのモデルを許可する（管理者）
option-troubadour-models-all = リストだけでなく、この作業に使えるすべてのモデル
option-troubadour-models-page = 何ページ目か
option-troubadour-models-local-only = ここで、このボット独自のサーバーだけを許可する（管理者）
command-troubadour-persona = 会話するときのボットの人物像を見たり、選んだりします
option-troubadour-persona-description = あなたと話すとき、ボットはどんな人物か
option-troubadour-persona-reset = いつもの Troubadour に戻します
option-troubadour-persona-place = ここの全員のために（管理者）
command-troubadour-usage = 自分の使用量を見ます
option-troubadour-usage-period = どこまでさかのぼるか
option-troubadour-usage-everybody = 全員の分（管理者）
command-troubadour-reset = ここでの会話を忘れて、新しく始めます
option-troubadour-reset-private = 代わりに、ここでのあなたの非公開の会話を忘れます
command-troubadour-privacy = あなたについて何が、いつまで保存され、だれに見えるか
command-troubadour-forget-me = あなたについて保存されているものをすべて削除します
option-troubadour-forget-me-confirm = はい、削除します。元には戻せません
command-troubadour-status = ボットの調子と、どのエンジンが答えるか
command-troubadour-pause = 全員に対してボットを休ませるか、再開させます
option-troubadour-pause-resume = 作業を再開します
command-troubadour-help = できることと、その頼み方
option-troubadour-help-command = このコマンドを詳しく説明します
command-troubadour-showing = 返答の表示のしかたを見たり、選んだりします
option-troubadour-showing-how = 書かれるそばから、少ない更新で、またはできあがってから一度だけ
option-troubadour-showing-late-direct = 返答がその場所に間に合わないとき、直接送ります
option-troubadour-showing-edits = 15分以内に質問を編集したら答え直します（返答ごとに数えます）
option-troubadour-showing-spoken = 返事を音声でも届ける。録音ごとに1回と数えます
option-troubadour-showing-reset = 選んだものを忘れます
option-troubadour-showing-place = ここの全員のために（管理者）
command-troubadour-report = 私の返答を管理者に報告します
option-troubadour-report-reason = 何が問題か
option-troubadour-report-message = メッセージのリンクまたは ID。なければ、ここでの最後の返答
command-troubadour-block = ここでだれかをブロックしたり、解除したりします
option-troubadour-block-user = だれを。なければ、ここでブロックされている人
option-troubadour-block-lift = また答えるようにします
command-troubadour-limits = ここで許されていることを見る、または制限する
option-troubadour-limits-task = どのタスク
option-troubadour-limits-whose = 誰の上限か
option-troubadour-limits-rate = 10/hour のような割合
option-troubadour-limits-budget = 1日か1か月の回数かドル、200/day,$5/month など。none でなし
option-troubadour-limits-who = 人かロールのメンション
option-troubadour-limits-treat = その人たちへの扱い
option-troubadour-limits-weight = 呼び出しが待つときの取り分、最大 1
option-troubadour-limits-everywhere = ここだけでなくサーバーやワークスペース全体
option-troubadour-limits-reset = 設定を忘れる

### Menus of a message, at most 32 characters, and the group
menu-describe-picture = 画像を説明
menu-report = 報告
menu-speak = 読み上げる
menu-transcribe = 書き起こす
menu-translate = 翻訳
menu-write-a-limerick = リメリックを書く
group-troubadour = Troubadour 自身のこと：モデル、利用状況、プライバシー、ヘルプ
group-troubadour-admin = 管理者用：一時停止、ブロック、メンションなしの応答
command-summarize = チャンネルでの発言を、リンク付きで要約する
option-summarize-since = 昨日や 3時間 のような日や時間、またはメッセージのリンク
option-summarize-channel = あなたが読める別のチャンネル
option-summarize-share = ここにいる全員に要約を見せる
option-summarize-model = 書くモデル
menu-summarize-from-here = ここから要約
