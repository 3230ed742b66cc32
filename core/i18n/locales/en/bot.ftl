## Sentences of the bot itself, on every platform.

bot-closing = I am shutting down or restarting, so I accept nothing new. Try again in a moment.
bot-no-engine = No engine is set up, and the built-in engine is off. Set HF_TOKEN, or turn the built-in engine on with TROUBADOUR_BUILTIN_ENGINE.
