## Sentences of the bot itself, on every platform.

bot-closing = Estão me parando ou reiniciando, então não aceito nada novo. Tente de novo em um instante.
bot-no-engine = Nenhum motor está configurado e o motor integrado está desligado. Defina HF_TOKEN, ou ligue o motor integrado com TROUBADOUR_BUILTIN_ENGINE.
