"""What is kept or handed out so that nobody else can read or change it: AES-256-GCM under a key of the operator's."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
"""As NIST SP 800-38D recommends for GCM; one key may seal some four thousand million times with random ones."""


class TextCipher:
    """Seals text for a purpose; what was sealed for one cannot be opened for another."""

    def __init__(self, secret: str) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"troubadour slack").derive(secret.encode())
        self._cipher = AESGCM(derived)

    def encrypt(self, text: str, purpose: str) -> str:
        """The text, sealed: letters, digits, `-` and `_`."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), purpose.encode())).decode()

    def decrypt(self, sealed: str, purpose: str) -> str | None:
        """The text; None where it was sealed with another key, for another purpose, or changed since."""
        try:
            content = base64.urlsafe_b64decode(sealed)
            return self._cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], purpose.encode()).decode()
        except (InvalidTag, ValueError):
            return None
