"""Only requests that Discord signed just now are valid, and only once."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.inbound.signature import WINDOW_SECONDS, DiscordSignatureVerifier

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
NOW = 1_800_000_000


class StoppedClock:
    """A clock that moves only when a test moves it."""

    def __init__(self) -> None:
        self.at = float(NOW)

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


def signed(body: bytes, timestamp: str = str(NOW)) -> str:
    return KEY.sign(timestamp.encode() + body).hex()


def test_a_fresh_signature_is_valid_once() -> None:
    verifier = DiscordSignatureVerifier(PUBLIC.upper(), StoppedClock())
    assert verifier.is_valid(signed(b"{}"), str(NOW), b"{}")
    assert not verifier.is_valid(signed(b"{}"), str(NOW), b"{}")
    assert verifier.is_valid(signed(b"{} "), str(NOW), b"{} ")


@given(age=st.integers(-2 * int(WINDOW_SECONDS), 2 * int(WINDOW_SECONDS)))
def test_the_window_holds_in_both_directions(age: int) -> None:
    timestamp = str(NOW - age)
    valid = DiscordSignatureVerifier(PUBLIC, StoppedClock()).is_valid(signed(b"{}", timestamp), timestamp, b"{}")
    assert valid == (abs(age) <= WINDOW_SECONDS)


@given(age=st.integers(0, 3 * int(WINDOW_SECONDS)))
def test_a_repeated_request_is_never_valid(age: int) -> None:
    clock = StoppedClock()
    verifier = DiscordSignatureVerifier(PUBLIC, clock)
    assert verifier.is_valid(signed(b"{}"), str(NOW), b"{}")
    clock.at += age
    verifier.is_valid(signed(b"other", str(NOW + age)), str(NOW + age), b"other")
    assert not verifier.is_valid(signed(b"{}"), str(NOW), b"{}")


@given(place=st.integers(0, 63), bit=st.integers(0, 7))
def test_a_signature_with_one_wrong_bit_is_refused(place: int, bit: int) -> None:
    changed = bytearray.fromhex(signed(b"{}"))
    changed[place] ^= 1 << bit
    assert not DiscordSignatureVerifier(PUBLIC, StoppedClock()).is_valid(changed.hex(), str(NOW), b"{}")


@given(signature=st.text(max_size=130), timestamp=st.text(max_size=12))
def test_malformed_headers_are_refused_without_an_error(signature: str, timestamp: str) -> None:
    assert not DiscordSignatureVerifier(PUBLIC, StoppedClock()).is_valid(signature, timestamp, b"{}")
    assert not DiscordSignatureVerifier(PUBLIC, StoppedClock()).is_valid(signature, str(NOW), b"{}")
