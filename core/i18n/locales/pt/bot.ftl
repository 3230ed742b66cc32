## What the bot says of itself, whatever the adapter.

bot-closing = Estão me parando ou reiniciando, então não aceito nada novo. Tente de novo em um instante.
bot-no-engine = Não há nenhum motor: o substituto está desligado e nenhum outro está configurado.
