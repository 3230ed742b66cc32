"""Encryption of texts that are stored or given to a browser: AES-256-GCM with a key from the operator's secret."""

import base64
import secrets

# Most bots encrypt nothing, and cryptography takes seven megabytes, so what uses it imports it.

NONCE_BYTES = 12
"""As NIST SP 800-38D recommends for GCM. One key may encrypt some four thousand million texts with random nonces."""


class TextCipher:
    """Encrypts a text for a purpose. A text for one purpose cannot be decrypted for another."""

    def __init__(self, secret: str) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"troubadour slack").derive(secret.encode())
        self._cipher = AESGCM(derived)

    def encrypt(self, text: str, purpose: str) -> str:
        """The encrypted text: letters, digits, `-` and `_`."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), purpose.encode())).decode()

    def decrypt(self, sealed: str, purpose: str) -> str | None:
        """The text; None if it was encrypted with another key or for another purpose, or was changed."""
        from cryptography.exceptions import InvalidTag

        try:
            content = base64.urlsafe_b64decode(sealed)
            return self._cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], purpose.encode()).decode()
        except (InvalidTag, ValueError):
            return None
