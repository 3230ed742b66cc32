"""The web room: a chat room in the browser. `declaration` says what it is without importing aiohttp."""
