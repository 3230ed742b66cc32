web-page-copy-code = コードをコピー
web-page-copy-answer = 答えをコピー
web-page-copied = コピーしました
web-page-not-copied = コピーできませんでした
web-page-code-show = { $count } 行すべてを表示
web-page-code-fold = 行を減らして表示
web-page-deleted = 削除しました。
web-page-undo = 元に戻す
