"""The requests to Discord that a test of a reply is not about."""

from typing import Any

from adapters.discord.outbound.api_client import Body, InteractionWebhook


class QuietApiClient:
    """Everything but creating and editing messages; nothing is there."""

    async def respond(self, interaction: str, token: str, body: Body) -> None: ...
    async def delete(self, to: InteractionWebhook | str, message: str) -> None: ...
    async def typing(self, channel: str) -> None: ...
    async def download(self, url: str, bytes_limit: int) -> bytes:
        return b""

    async def open_thread(self, channel: str, message: str, title: str) -> None:
        raise NotImplementedError

    async def direct_channel(self, user: str) -> str:
        return ""

    async def messages(self, channel: str, *, before: str | None, limit: int) -> tuple[list[Body], str]:
        return [], ""

    async def message(self, channel: str, id: str) -> tuple[Body, str]:
        raise NotImplementedError

    async def get(self, path: str) -> Any:
        raise NotImplementedError

    async def is_member(self, guild: str, user: str) -> bool:
        return True
