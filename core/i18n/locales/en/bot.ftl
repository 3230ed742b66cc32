## What the bot says of itself, whatever the adapter.

bot-closing = I am being stopped or restarted, so I take nothing new. Try again in a moment.
bot-no-engine = There is no engine: the built-in engine is switched off, and no other one is set up.
