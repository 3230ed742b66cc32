#!/usr/bin/env python3
"""Draws `docs/images/dashboard.png`, a picture of the Grafana dashboard: `python -m scripts.dashboard_picture`.

Nobody needs Grafana for it. The program runs with loopback Discord, Slack and Hugging Face for a few minutes, in which
people ask, a model's provider asks for a rest, and another one fails. Prometheus scrapes the bot and evaluates the
queries of the dashboard, which are drawn in its layout.
"""

import asyncio
import re
import secrets
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import matplotlib as mpl
from cycler import cycler
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator
from PIL import Image

from tests.bot.loopback import environ, fill
from tests.scenarios import bot_process
from tests.scenarios.bot_process import free_port
from tests.servers.discord_server import DiscordServer
from tests.servers.hub_server import HubServer, Refusal, Stream
from tests.servers.prometheus import asked, panels, prometheus
from tests.servers.slack_server import SlackServer

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "dashboard.png"
SECONDS = 180.0
"""The time that is drawn."""
INTERVAL = "20s"
"""What Grafana would put for `$__rate_interval`."""
COLOURS = 128
"""The size of the picture's palette."""
COLUMNS, UNIT_INCHES = 24, 0.62
"""The width of Grafana's grid in units, and the length of a unit."""
LINES = ("#73bf69", "#f2cc0c", "#5794f2", "#ff780a", "#b877d9", "#f2495c", "#8ab8ff", "#c0d8ff", "#96d98d", "#ffb357")
STYLE: dict[Any, Any] = {
    "figure.facecolor": "#111217",
    "axes.facecolor": "#181b1f",
    "axes.edgecolor": "#2c3235",
    "axes.prop_cycle": cycler(color=LINES),
    "grid.color": "#2c3235",
    "text.color": "#d8d9da",
    "axes.labelcolor": "#9a9da1",
    "xtick.color": "#9a9da1",
    "ytick.color": "#9a9da1",
    "font.size": 9,
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a panel: its name in the legend, and its points, in seconds since the first request."""

    name: str
    times: Sequence[float]
    values: Sequence[float]


async def load(discord: DiscordServer, slack: SlackServer, hub: HubServer, room: str, password: str) -> None:
    """People ask on three platforms for `SECONDS`, and what the models answer changes meanwhile."""
    started = time.monotonic()

    async def until(at: float) -> None:
        await asyncio.sleep(max(0.0, started + at * SECONDS - time.monotonic()))

    async def on_discord() -> None:
        for number in count():
            who = discord.user if number % 3 else discord.friend
            match number % 4:
                case 0:
                    await discord.slash("chat", by=who, message=f"Tell me of the sea, {number}")
                case 1:
                    await discord.slash("imagine", by=who, prompt="a red fox", seed=number // 16)
                case 2:
                    await discord.slash("speak", by=who, text=f"Good evening, {number}")
                case _:
                    await discord.slash("limerick", by=who, subject="a heron")
            await asyncio.sleep(1.1)

    async def on_slack() -> None:
        for number in count():
            command, text = (("/chat", f"Hello, {number}"), ("/imagine", f"a boat --seed {number // 6}"))[number % 2]
            await slack.command(command, text)
            await asyncio.sleep(1.7)

    async def in_the_room() -> None:
        origin = {"Origin": room}
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), headers=origin) as session:
            await (await session.post(f"{room}/enter", json={"name": "Ada", "password": password})).read()
            for number in count():
                line = {"id": secrets.token_hex(8), "line": f"/chat What is {number}?"}
                await (await session.post(f"{room}/api/requests", json=line)).read()
                await asyncio.sleep(2.3)

    async def of_models() -> None:
        for at, part, answer in (
            (0.4, "chat/completions", Refusal(status=429, headers={"Retry-After": "4"})),
            (0.65, "fal-ai", Refusal(status=500, body="out of memory")),
        ):
            await until(at)
            hub.always[part] = answer
            await until(at + 0.1)
            del hub.always[part]

    with suppress(TimeoutError):
        async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as people:
            for each in (on_discord, on_slack, in_the_room, of_models):
                people.create_task(each())


async def observe(folder: Path) -> list[tuple[dict[str, Any], list[Line]]]:
    """Runs everything, and returns each panel with its lines."""
    token, port = secrets.token_hex(16), free_port()
    async with AsyncExitStack() as stack:
        hub = await stack.enter_async_context(HubServer())
        discord = await stack.enter_async_context(DiscordServer())
        slack = await stack.enter_async_context(SlackServer())
        fill(hub, folder)
        hub.models["org/chat"].prices = {"novita": 20.0}
        hub.stream = Stream(words=tuple(f" word{number}" for number in range(60)), wait=0.7, pause=0.02)
        hub.slow = {"fal-ai": 1.5, "audio/speech": 0.8}
        settings = {
            **environ(hub, chat_completion="org/chat", text_to_image="org/painter", text_to_speech="org/kokoro"),
            **discord.environ,
            **slack.environ,
            "DISCORD_GUILDS": str(discord.guild.id),
            "TROUBADOUR_PORT": str(port),
            "TROUBADOUR_METRICS_TOKEN": token,
            "TROUBADOUR_WEB_PASSWORD": token,
            "TROUBADOUR_CONCURRENT_JOBS": "8",
            "TROUBADOUR_USER_LIMITS": "chat_completion=40/hour text_to_image=60/hour text_to_speech=60/hour",
        }
        data = folder / "bot"
        data.mkdir()
        await stack.enter_async_context(bot_process.running("web,discord,slack", data, **settings))
        await discord.ready()
        await slack.ready()
        api = await asyncio.to_thread(stack.enter_context, prometheus(folder / "prometheus", port, token))
        started = time.time()
        await load(discord, slack, hub, f"http://127.0.0.1:{port}", token)
        return await asyncio.to_thread(read, api, started, time.time())


def read(api: str, since: float, until: float) -> list[tuple[dict[str, Any], list[Line]]]:
    """The lines of all panels."""
    return [
        (panel, [line for target in panel["targets"] for line in lines(api, target, since, until)])
        for panel in panels(INTERVAL)
    ]


def lines(api: str, target: Mapping[str, str], since: float, until: float) -> list[Line]:
    """The lines of a query, named as its legend says. What is no number is left out."""
    result = asked(f"{api}/query_range", query=target["expr"], start=str(since), end=str(until), step="2")
    found = []
    for series in result["data"]["result"]:
        name = named(target["legendFormat"], series["metric"])
        points = [(at - since, float(value)) for at, value in series["values"] if value not in ("NaN", "+Inf")]
        if points:
            times, values = zip(*points, strict=True)
            found.append(Line(name=name, times=times, values=values))
    return found


def named(legend: str, labels: Mapping[str, str]) -> str:
    """A legend with the values of its labels."""
    return re.sub(r"\{\{(\w+)\}\}", lambda each: labels.get(each[1], ""), legend).strip()


def with_unit(value: float, unit: str) -> str:
    """A value as an axis has it."""
    match unit:
        case "s":
            return f"{value:g} s" if value >= 1 or value == 0 else f"{value * 1000:g} ms"
        case "reqps" | "ops":
            return f"{value:g}/s"
        case "bytes":
            return f"{value / 2**20:.0f} MiB"
        case "percentunit":
            return f"{value:.0%}"
        case "currencyUSD":
            return f"${value:g}"
    return f"{value:g}"


def draw(drawn: Sequence[tuple[dict[str, Any], list[Line]]]) -> None:
    """Draws all panels where the dashboard has them."""
    height = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel, _ in drawn)
    with mpl.rc_context(STYLE):
        figure = plt.figure(figsize=(COLUMNS * UNIT_INCHES, height * UNIT_INCHES * 0.45))
        for panel, its in drawn:
            at = panel["gridPos"]
            left, bottom = at["x"] / COLUMNS, 1 - (at["y"] + at["h"]) / height
            wide, high = at["w"] / COLUMNS, at["h"] / height
            box = (left + 0.13 * wide, bottom + 0.3 * high, 0.84 * wide, 0.57 * high)
            draw_panel(figure.add_axes(box), panel, its)
        figure.savefig(PICTURE, dpi=100)
    with Image.open(PICTURE) as picture:
        picture.convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True)


def draw_panel(axes: Axes, panel: Mapping[str, Any], its: Sequence[Line]) -> None:
    """Draws one panel."""
    unit = panel["fieldConfig"]["defaults"]["unit"]
    for line in its:
        axes.plot(line.times, line.values, label=line.name, linewidth=1.3)
    axes.set_title(panel["title"], loc="left", fontsize=9.5, fontweight="bold")
    axes.grid(visible=True, linewidth=0.6)
    axes.set_ylim(bottom=0)
    if unit == "bytes":
        axes.yaxis.set_major_locator(MultipleLocator(64 * 2**20))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: with_unit(value, unit)))
    axes.set_xlim(0, SECONDS)
    axes.xaxis.set_major_locator(MultipleLocator(30))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda seconds, _: f"{seconds // 60:.0f}:{seconds % 60:02.0f}"))
    if its:
        axes.legend(
            loc="upper left", bbox_to_anchor=(-0.12, -0.14), ncols=3, fontsize=7, frameon=False,
            columnspacing=1.0, handlelength=1.2, borderaxespad=0.2, labelspacing=0.25,
        )  # fmt: skip
    else:
        axes.set_xticks([])
        axes.set_yticks([])
        axes.text(0.5, 0.5, "No data", transform=axes.transAxes, ha="center", va="center", color="#9a9da1")


def main() -> None:
    """Draws the picture."""
    mpl.use("Agg")
    with tempfile.TemporaryDirectory() as folder:
        draw(asyncio.run(observe(Path(folder))))


if __name__ == "__main__":
    main()
