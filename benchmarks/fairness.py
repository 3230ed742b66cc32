"""The fair distribution of a provider's requests when demand is too high.

The provider allows 300 requests an hour (`benchmarks.gate_simulation`). `python -m benchmarks.fairness` prints the
tables of `docs/limits.md` and draws its picture.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from benchmarks.crowds import HOUR, Scenario, come_and_go, heavy_and_light, shrinking, weighted
from benchmarks.curves import Curve, Panel, draw
from benchmarks.gate_simulation import LIMIT, Call, Result, fullest_window, simulate

DRAWN = {
    "heavy": ("heavy user", 0),
    "light": ("light users", 1),
    "late": ("late heavy user", 2),
    "triple": ("weight three", 0),
    "single": ("weight one", 1),
}
"""The name of each group in the picture, and the style of its curve."""
PICTURE = Path(__file__).parent.parent / "docs" / "images" / "fairness.svg"


def light(calls: Sequence[Call]) -> list[Call]:
    """The requests of the light users."""
    return [call for call in calls if call.user.startswith("light")]


def longest_wait(calls: Sequence[Call]) -> float:
    """The longest time from arrival to beginning, in seconds."""
    return max(call.begun - call.asked for call in calls)


def in_hour(calls: Sequence[Call], hour: int) -> list[Call]:
    """The requests that began in an hour; the first hour is 0."""
    return [call for call in calls if hour * HOUR <= call.begun < (hour + 1) * HOUR]


def crowd_table() -> Iterator[str]:
    """The table of one heavy user and twenty light users."""
    yield (
        "| the heavy user asks | light served | of them refused before | longest wait | heavy in the first hour "
        "| fullest hour | used of the first and second hour |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for heavy in ("first", "last", "bursts"):
        calls = result_of(heavy).calls
        served = light(calls)
        early = sum(call.user == "heavy" for call in in_hour(calls, 0))
        used = " and ".join(f"{len(in_hour(calls, hour)) / LIMIT.units:.0%}" for hour in (0, 1))
        yield (
            f"| {heavy} | {len(served)} of 100 | {sum(call.refused > 0 for call in served)} "
            f"| {longest_wait(served):.0f} s | {early} | {fullest_window(calls, LIMIT)} | {used} |"
        )


def change_table() -> Iterator[str]:
    """The table of scenarios with a change."""
    yield "| what changes | what comes of it |"
    yield "| --- | --- |"
    calls = result_of("come and go").calls
    served, lights = Counter(call.user for call in in_hour(calls, 0)), light(calls)
    yield (
        f"| users come and go | {len(lights)} of 120 light calls served, {sum(call.refused > 0 for call in lights)} "
        f"refused before, the longest wait {longest_wait(lights):.0f} s; in the first hour {served['heavy']} for who "
        f"asked from the start, {served['late']} for who came at half past |"
    )
    served = Counter(call.user for call in result_of("weighted").calls)
    yield (
        f"| weights 1 and 3 | {served['single']} and {served['triple']} calls in two hours "
        f"(1 to {served['triple'] / served['single']:.1f}) |"
    )
    result = result_of("shrinking")
    served_light = light(result.calls)
    yield (
        f"| the provider takes 120 an hour after twenty minutes | calls refused: {result.refused}, by which it "
        f"told; {len(in_hour(result.calls, 1))} of 120 used in the next hour; {len(served_light)} of 100 light served, "
        f"{sum(call.refused > 0 for call in served_light)} of them refused by the gate until the provider took more |"
    )


def _scenario(name: str) -> Scenario:
    match name:
        case "come and go":
            return come_and_go()
        case "weighted":
            return weighted()
        case "shrinking":
            return shrinking()
        case heavy:
            return heavy_and_light(heavy)


@cache
def result_of(name: str) -> Result:
    """The result of a scenario by its name, simulated once."""
    return simulate(_scenario(name))


def picture() -> str:
    """Draws the requests over two hours, as an SVG."""
    names = ("first", "last", "bursts", "come and go", "weighted", "shrinking")
    return draw("Calls served over two hours, 300 an hour allowed", [_panel(name) for name in names])


def _panel(name: str) -> Panel:
    scenario, calls = _scenario(name), result_of(name).calls
    groups: dict[str, list[float]] = {}
    for call in calls:
        groups.setdefault(call.user.split()[0], []).append(call.begun / 60)
    titles = {"first": "heavy user first", "last": "heavy user at half past", "bursts": "heavy user in bursts"}
    curves = [Curve(name=DRAWN[group][0], at=times, style=DRAWN[group][1]) for group, times in sorted(groups.items())]
    return Panel(title=titles.get(scenario.name, scenario.name), curves=curves)


def main() -> None:
    """Prints the tables and draws the picture."""
    print("\n".join([*crowd_table(), "", *change_table()]))
    PICTURE.write_text(picture(), encoding="utf-8")
    print(f"drew {PICTURE}")


if __name__ == "__main__":
    main()
