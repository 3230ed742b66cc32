## ブラウザーに保存されるルームの設定

web-page-skip = 入力欄へ移動
web-page-settings = 設定
web-page-theme = テーマ
web-page-theme-system = システム
web-page-theme-light = ライト
web-page-theme-dark = ダーク
web-page-size = 文字の大きさ
web-page-size-small = 小
web-page-size-normal = 標準
web-page-size-large = 大
web-page-size-larger = 特大
web-page-notifications = 通知
web-page-notifications-mine = 回答ができたら知らせる
web-page-notifications-denied = このページの通知はブラウザーでブロックされています。ブラウザーのページ設定で許可してください。
web-page-title-unread = ({ $count }) { $title }
web-page-shortcuts = キーボードショートカット
web-page-shortcut-send = メッセージを送信
web-page-shortcut-break = 改行
web-page-shortcut-recall = 以前のメッセージを呼び出す
web-page-shortcut-complete = 選んだ候補を入力
web-page-shortcut-dismiss = 一覧やウィンドウを閉じる
web-page-shortcut-sheet = このショートカット一覧を表示
web-page-shortcut-line = コマンドを入力し始める
web-page-shortcut-previous = 前の返信へ
web-page-shortcut-next = 次の返信へ
