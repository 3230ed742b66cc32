## Forms and App Home on Slack, and the people that the bot does not answer there.

slack-form-send = 送信
slack-form-cancel = キャンセル
slack-form-close = 閉じる
slack-form-late = フォームの表示に時間がかかりすぎました。このボタンで開いてください。
slack-feedback-thanks = ありがとうございます。記録しました。
slack-feedback-why = ありがとうございます。記録しました。よろしければ、何が問題だったかを運営者に伝えてください。
slack-say-why = 何が問題だったかを伝える
slack-guests = このワークスペースのゲストにはお答えしていません。運営者が許可できます。
slack-strangers = 私が追加されたワークスペースの方にだけお答えしています。運営者が他の方も許可できます。
slack-unknown-person = ここでのあなたが誰かを確認できないため、お答えできません。少し待ってもう一度お試しください。続く場合は、運営者が users:read の権限を与える必要があります。
slack-not-installed = このワークスペースにはもうインストールされていません。追加した方がもう一度追加できます。
slack-no-such-shortcut = このショートカットはもうありません。運営者が Slack 側のアプリ設定を更新できます。

slack-prompt-talk = 話す
slack-prompt-talk-text = 何ができますか？
slack-prompt-paint = 絵を描く
slack-prompt-paint-text = !imagine 嵐の中の灯台、油絵
slack-prompt-limerick = リメリックを書く
slack-prompt-limerick-text = !limerick 暗闇を怖がる灯台守
slack-prompt-help = すべてのコマンド
slack-prompt-help-text = help

slack-home-how = ここで話しかけるか、チャンネルでメンションするか、次のコマンドを使ってください。メッセージやスレッドでは、`!imagine キツネ` のように / の代わりに ! を付けます：
slack-home-left = あなたの上限
slack-home-models = あなたのモデル
slack-home-model = { $task }：{ $model }
slack-home-no-models = まだ選んでいません。運営者のモデルを使います。{ $command } で確認と変更ができます。
slack-home-privacy = プライバシー
slack-home-privacy-how = { $command } で何がどのくらい保存されるかを確認でき、{ $forget } で削除できます。
slack-home-missed = 見逃したことは？
slack-ask-what = すること
slack-ask-question = このメッセージについての質問
slack-ask-answer = 質問に答える
