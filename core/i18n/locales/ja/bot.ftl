## Sentences of the bot itself, on every platform.

bot-closing = 停止中か再起動中なので、新しいものは受け付けられません。少ししてからもう一度お試しください。
bot-no-engine = エンジンが設定されておらず、内蔵エンジンも無効になっています。HF_TOKEN を設定するか、TROUBADOUR_BUILTIN_ENGINE で内蔵エンジンを有効にしてください。
