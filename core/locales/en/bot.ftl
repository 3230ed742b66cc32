## What the bot says of itself, whatever the adapter.

bot-closing = I am being stopped or restarted, so I take nothing new. Try again in a moment.
