"""Hugging Face on loopback: the Hub, the router with its providers, and other model servers.

Run `python -m tests.servers.hub_server` to try it by hand.
"""

from tests.servers.hub_server.answers import Broken, RawStream, Refusal, Reply, Stream, Truncated
from tests.servers.hub_server.server import HubModel, HubServer, ReceivedRequest

__all__ = ["Broken", "HubModel", "HubServer", "RawStream", "ReceivedRequest", "Refusal", "Reply", "Stream", "Truncated"]
