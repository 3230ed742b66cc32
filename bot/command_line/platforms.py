"""The commands of one platform: `discord`, `web` and `slack`."""

from typing import Annotated

import typer

from bot.command_line.app import BadSetting, app
from bot.command_line.options import DataFlag
from bot.command_line.preparation import load_settings

discord_app = typer.Typer(help="Commands of the Discord application.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(discord_app, name="discord")
GuildFlag = Annotated[str | None, typer.Option(help="Only in this server.", metavar="ID")]


@discord_app.command()
def sync(guild: GuildFlag = None) -> None:
    """Register the commands with Discord now; `run` does so after every change."""
    _sync_discord(guild, off=False)


@discord_app.command()
def off(guild: GuildFlag = None) -> None:
    """Remove the commands from Discord."""
    _sync_discord(guild, off=True)


def _sync_discord(guild: str | None, *, off: bool) -> None:
    import asyncio

    from bot.discord import sync_commands

    if guild is not None and not (guild.isascii() and guild.isdigit()):
        raise BadSetting(f"--guild is the id of a server, a number, not “{guild}”.")
    count = asyncio.run(sync_commands(load_settings(), guild, off=off))
    typer.echo(f"Discord has {count} commands of this application {'in this server' if guild else 'everywhere'} now.")


web_app = typer.Typer(help="Commands of the web room.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(web_app, name="web")


@web_app.callback()
def web() -> None:
    """Commands of the web room."""


@web_app.command()
def invite(
    name: Annotated[str, typer.Argument(help="The name that the others see.")],
    url: Annotated[str | None, typer.Option(help="The room's address for browsers, https://…", metavar="URL")] = None,
    data: DataFlag = None,
) -> None:
    """Print a link that lets one browser into the web room, once, within a week; also while the bot runs."""
    from bot.web import invitation

    typer.echo(invitation(load_settings(data=data), name, url))


slack_app = typer.Typer(help="Settings of the Slack app.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(slack_app, name="slack")


@slack_app.callback()
def slack() -> None:
    """Settings of the Slack app."""


@slack_app.command()
def manifest(
    url: Annotated[
        str | None,
        typer.Option(help="Receive requests over HTTP at this address, https://…/slack/events.", metavar="URL"),
    ] = None,
) -> None:
    """Print the app's manifest for api.slack.com/apps: its commands, shortcuts, events and scopes."""
    from bot.slack import app_manifest

    typer.echo(app_manifest(load_settings(), url))
