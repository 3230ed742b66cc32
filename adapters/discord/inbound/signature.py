"""Verification of HTTP requests: signed by Discord, recent, and not seen before.

Discord signs the timestamp and the body with the application's key. From time to time it sends a request with a wrong
signature and checks that the bot refuses it
(https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers).
"""

from core.domain.clock import Clock

# Most bots use the gateway, and cryptography takes seven megabytes, so what uses it imports it.

WINDOW_SECONDS = 30.0
"""The allowed difference between a request's timestamp and our clock. Discord itself waits three seconds."""


class DiscordSignatureVerifier:
    """Verifies requests with the application's public key (64 hexadecimal digits) and refuses repeated ones."""

    def __init__(self, public_key: str, clock: Clock) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        self._clock = clock
        self._seen: dict[bytes, float] = {}

    def is_valid(self, signature: str, timestamp: str, body: bytes) -> bool:
        """Checks the headers `X-Signature-Ed25519` and `X-Signature-Timestamp`, and the body as sent."""
        now = self._clock.now()
        if not (timestamp.isascii() and timestamp.isdigit() and abs(now - int(timestamp)) <= WINDOW_SECONDS):
            return False
        from cryptography.exceptions import InvalidSignature

        try:
            signed = bytes.fromhex(signature)
            self._key.verify(signed, timestamp.encode() + body)
        except (ValueError, InvalidSignature):
            return False
        self._seen = {each: until for each, until in self._seen.items() if until >= now}
        if signed in self._seen:
            return False
        self._seen[signed] = int(timestamp) + WINDOW_SECONDS
        return True
