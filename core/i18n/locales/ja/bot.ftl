## What the bot says of itself, whatever the adapter.

bot-closing = 停止中か再起動中なので、新しいものは受け付けられません。少ししてからもう一度お試しください。
bot-no-engine = エンジンがありません。代役は無効になっていて、ほかのエンジンも設定されていません。
