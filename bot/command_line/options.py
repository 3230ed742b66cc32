"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

HostFlag = Annotated[str | None, typer.Option(help="The address of the web room.", metavar="ADDRESS")]
PortFlag = Annotated[int | None, typer.Option(help="The port of the web room.")]
OnlyFlag = Annotated[str | None, typer.Option(help="Start only these: web, discord, slack.", metavar="LIST")]
DiscordHttpFlag = Annotated[
    bool, typer.Option("--discord-http", help="Receive Discord's commands over HTTP, without its gateway.")
]
DataFlag = Annotated[Path | None, typer.Option(help="The data folder.", metavar="DIR")]
LocaleFlag = Annotated[str | None, typer.Option(help="The language to answer in, such as de.", metavar="LANGUAGE")]
OutFlag = Annotated[Path, typer.Option(help="The folder for pictures and recordings.", metavar="DIR")]
ModelFlag = Annotated[str | None, typer.Option("--model", "-m", help="The model that answers.", metavar="MODEL")]
SystemFlag = Annotated[str | None, typer.Option("--system", "-s", help="The system prompt.", metavar="TEXT")]
ContinueFlag = Annotated[bool, typer.Option("--continue", "-c", help="Continue the last session.")]
SessionFlag = Annotated[
    str | None,
    typer.Option(help="Continue a session of `troubadour sessions`; a part of its id will do.", metavar="ID"),
]
PrivateFlag = Annotated[bool, typer.Option("--private", help="Keep no session.")]
