"""Only what Discord signed, now, is answered, and once."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.inbound.signature import WINDOW_SECONDS, DiscordSignatureVerifier

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
NOW = 1_800_000_000


class Stopped:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = float(NOW)

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


def signed(body: bytes, timestamp: str = str(NOW)) -> str:
    return KEY.sign(timestamp.encode() + body).hex()


def test_what_is_signed_now_holds_once() -> None:
    signature = DiscordSignatureVerifier(PUBLIC.upper(), Stopped())
    assert signature.is_valid(signed(b"{}"), str(NOW), b"{}")
    assert not signature.is_valid(signed(b"{}"), str(NOW), b"{}")
    assert signature.is_valid(signed(b"{} "), str(NOW), b"{} ")


@given(age=st.integers(-2 * int(WINDOW_SECONDS), 2 * int(WINDOW_SECONDS)))
def test_the_window_is_kept_in_both_directions(age: int) -> None:
    timestamp = str(NOW - age)
    held = DiscordSignatureVerifier(PUBLIC, Stopped()).is_valid(signed(b"{}", timestamp), timestamp, b"{}")
    assert held == (abs(age) <= WINDOW_SECONDS)


@given(age=st.integers(0, 3 * int(WINDOW_SECONDS)))
def test_no_moment_lets_the_same_request_in_again(age: int) -> None:
    clock = Stopped()
    signature = DiscordSignatureVerifier(PUBLIC, clock)
    assert signature.is_valid(signed(b"{}"), str(NOW), b"{}")
    clock.at += age
    signature.is_valid(signed(b"other", str(NOW + age)), str(NOW + age), b"other")
    assert not signature.is_valid(signed(b"{}"), str(NOW), b"{}")


@given(place=st.integers(0, 63), bit=st.integers(0, 7))
def test_one_bit_that_differs_is_refused(place: int, bit: int) -> None:
    changed = bytearray.fromhex(signed(b"{}"))
    changed[place] ^= 1 << bit
    assert not DiscordSignatureVerifier(PUBLIC, Stopped()).is_valid(changed.hex(), str(NOW), b"{}")


@given(signature=st.text(max_size=130), timestamp=st.text(max_size=12))
def test_whatever_the_headers_hold_is_refused_quietly(signature: str, timestamp: str) -> None:
    assert not DiscordSignatureVerifier(PUBLIC, Stopped()).is_valid(signature, timestamp, b"{}")
    assert not DiscordSignatureVerifier(PUBLIC, Stopped()).is_valid(signature, str(NOW), b"{}")
