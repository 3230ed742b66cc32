"""The networks of guests: people who enter with the room's password, and can be somebody new with each cookie."""

import hashlib
import hmac
from ipaddress import IPv6Address, IPv6Network, ip_address

IPV6_PREFIX = 64
"""The bits of an IPv6 address that name a network: one subscriber has all addresses of a /64 (RFC 6177)."""
_CHARACTERS = 16


class GuestNetworks:
    """Names of networks that do not tell the address: only the room's secret can compute them again."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.sha256(b"network|" + secret).digest()

    def name(self, address: str) -> str:
        """The name of the network of a browser's address: one IPv4 address, or the /64 of an IPv6 address."""
        return hmac.new(self._key, _network(address).encode(), hashlib.sha256).hexdigest()[:_CHARACTERS]


def _network(address: str) -> str:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((parsed, IPV6_PREFIX), strict=False))
