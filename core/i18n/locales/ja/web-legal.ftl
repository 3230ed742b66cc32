# The pages /privacy and /terms of the web room
legal-privacy = プライバシー
legal-terms = 利用規約
legal-operator = このボットは{ $operator }が運営し、責任を負います。連絡先: { $contact }
legal-kept = 保存するもの
legal-receivers = それを見る人
legal-deletion = 削除の方法
legal-cookie = ウェブルームは、あなたを見分けるためのCookieを1つだけ保存します。追跡はしません。
legal-platforms = DiscordやSlackに書いた内容は各サービスにも残り、それぞれの規約が適用されます。
legal-rights = あなたについて保存されている内容の確認、訂正、削除を求めることができます: { $contact }
legal-use = 利用を認められた場所で、ボットが示す制限の範囲内でこのボットを利用できます。運営者は、ボットを変更、制限、停止、終了し、利用者を除外することがあります。
legal-answers = 回答はモデルが書き、描き、話します。誤りや不適切な内容、他者の作品に似た内容を含むことがあります。大切なことは確認してください。法律、健康、お金に関する助言ではありません。
legal-forbidden = 法律に反すること、嫌がらせ、人をだますこと、他者を傷つける画像や文章の作成、制限の回避にボットを使わないでください。渡す権利のないものを渡さないでください。
legal-others = ボットを利用するサービス、モデル、その提供元には、それぞれの規約が適用されます。
legal-texts = あなたが書いたものはあなたのものです。回答について、運営者は権利を主張しません。
legal-warranty = ボットは現状のまま、保証なしで提供されます。法律が認める範囲で、運営者は利用により生じた損害の責任を負いません。
