# `/troubadour invite`
invite-link = このリンクで、ブラウザー一つが { $name } として { $days } 日以内に一度だけ入れます。その人だけに送ってください：{ $link }
invite-not-here = 招待できるのはウェブルームだけです。
invite-open-room = このルームにはパスワードがありません。開ける人はすでに入れます。
invite-no-name = この名前は読めません。別の名前にしてください。
command-troubadour-invite = リンクで一人をこのルームに招待する
option-troubadour-invite-name = 入るときの名前
