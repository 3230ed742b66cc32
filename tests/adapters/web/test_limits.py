"""A limit in the web room: the refusal has a button, and its reminder comes into the room."""

from adapters.web.config import WebConfig
from core.commands.catalogue import BUILT_IN
from core.jobs.reminders import Reminders
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.conftest import SECRET, Served, Visit
from tests.adapters.web.web_assembly import WebAssembly
from tests.core.inference.test_fair_gate import TurnedClock
from tests.core.scripted_engine import ScriptedEngine, text


async def test_a_refusal_offers_to_run_it_later(store: SqliteStore, served: Served, visit: Visit) -> None:
    engine = ScriptedEngine(lambda _: text("good evening"))
    policy = QuotaPolicy(user=parse_rates(["chat_completion=1/hour"]))
    assembly = WebAssembly(store, WebConfig(secret=SECRET, heartbeat_seconds=0.05), BUILT_IN, [engine], policy=policy)
    assembly.start()
    server = await served(assembly)
    ada = await visit("Ada", server)
    await ada.sees_ending(await ada.accepted("Hello"))
    refused = await ada.ask("Hello again")
    assert refused["verdict"] == "refused"
    (button,) = refused["actions"]
    assert (button["label"], button["kind"]) == ("Remind me", "remind")
    noted = await ada.post(f"/api/buttons/{button['id']}", {"id": ada.new_id()})
    assert noted["verdict"] == "noted"
    assert noted["sentence"].startswith("I will run it at 2")
    ben = await visit("Ben", server)
    assert (await ben.post(f"/api/buttons/{button['id']}", {"id": ben.new_id()}))["verdict"] == "refused"
    later = TurnedClock()
    later.at = assembly.clock.now() + 3601
    assembly.dispatcher._clock = later
    await Reminders(store, assembly.dispatcher, later).hand_in()
    shown = await ada.sees_ending(button["id"])
    assert shown.asked == "Hello again"
    assert shown.text["answer"] == "good evening"
    assert any("There is room for your request again" in str(line) for line in await ada.sees())
