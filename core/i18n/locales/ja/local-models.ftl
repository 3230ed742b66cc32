## このマシンにあるモデル.

web-page-found = このマシンで見つかりました: { $title }。使うには、次の行を `.env` に書いて再起動してください:
web-page-found-copy = 行をコピー
web-page-found-copied = コピーしました
