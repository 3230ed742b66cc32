"""The commands that serve: `run`, `listen`, `work` and `healthcheck`."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.app import app
from bot.command_line.options import DataFlag, DiscordHttpFlag, HostFlag, OnlyFlag, PortFlag
from bot.command_line.preparation import load_settings

if TYPE_CHECKING:
    from bot.settings import Settings


@app.command()
def run(
    host: HostFlag = None,
    port: PortFlag = None,
    only: OnlyFlag = None,
    discord_http: DiscordHttpFlag = False,
    data: DataFlag = None,
) -> None:
    """Serve the web room, and the platforms that tokens turn on, until Ctrl-C."""
    settings = load_settings(host=host, port=port, only=only, discord_http=discord_http or None, data=data)
    serve(settings, "run")


@app.command()
def listen(
    host: HostFlag = None,
    port: PortFlag = None,
    only: OnlyFlag = None,
    discord_http: DiscordHttpFlag = False,
    data: DataFlag = None,
) -> None:
    """Receive requests, which processes of `troubadour work` answer. Needs DATABASE_URL."""
    serve(load_settings(host=host, port=port, only=only, discord_http=discord_http or None, data=data), "listen")


@app.command()
def work(
    only: Annotated[str | None, typer.Option(help="Serve only these: web, discord, slack.", metavar="LIST")] = None,
    data: DataFlag = None,
) -> None:
    """Answer requests that processes of `troubadour listen` receive. Needs DATABASE_URL."""
    serve(load_settings(only=only, data=data), "work")


@app.command()
def healthcheck() -> None:
    """Check whether the bot of this machine is ready; for containers."""
    from bot.healthcheck import check

    check(load_settings())


def serve(settings: "Settings", role: str) -> None:
    """Serves in a role until it is stopped, with a log."""
    from bot.event_loop import run_event_loop
    from bot.garbage import share_heap
    from bot.logs import set_up_logs
    from bot.roles import Role
    from bot.running import run as start

    share_heap()
    set_up_logs(settings.log_level, settings.log_format, settings.secrets)
    run_event_loop(start(settings, Role(role)))
