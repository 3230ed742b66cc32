"""A small tenant with everything that people leave behind, and all the ways in which it is deleted."""

from core.domain.actions import Run
from core.domain.request import Caller, Place, QuotedMessage
from core.store.ports.action_store import StoredAction
from core.store.sql.store import SqlStore
from tests.core.quota.samples import spend
from tests.core.store.samples import ADA, delta, request, turn

CY = Caller(platform="web", tenant="small", user="cy", name="Cy")
DI = Caller(platform="web", tenant="small", user="di", name="Di")
TENANT = "web:small"
_AT = 1_790_000_000.0


async def fill_place(store: SqlStore) -> None:
    """Fills a channel, and a thread of another channel, each with an ended and an unfinished job."""
    quotes = (QuotedMessage(author=CY.key, name="Cy", text="Look"), QuotedMessage(author=ADA.key, name="Ada", text="?"))
    for channel, thread in (("hall", None), ("yard", "7")):
        place = Place(platform="web", tenant="small", channel=channel, thread=thread)
        for id in (f"{channel}-ended", f"{channel}-begun"):
            picture = await store.put(id.encode(), "image/png", "fox.png", CY.key, _AT)
            shared = await store.put(b"shared", "image/png", "fox.png", CY.key, _AT)
            asked = request(id, CY if thread else DI, (picture, shared))
            await store.accept(asked.model_copy(update={"place": place, "quoted": quotes}), [], _AT)
            await store.save_receipt(id, {"text": "Hello"}, [f"message of {id}"])
            await store.save_checkpoint(id, "answer", "Hello")
            await store.append_turns([turn(id, conversation=f"{place.key}||public", author=DI, media=(picture,))])
            await store.append(place.key, id, CY.key, DI.key, [delta("Hello")], _AT)
            action = StoredAction(
                action=Run(command="chat", inputs=(picture,), quoted=quotes), job=id, requester=DI.key, place=place
            )
            await store.save_actions({f"run-{id}": action}, _AT)
            await store.save_reminder(
                asked.model_copy(update={"id": f"later-{id}", "place": place, "quoted": quotes}), _AT
            )
            await store.record(spend(id, 1))
            await store.record_feedback(id, DI.key, True, _AT)
            await store.request_stop(id, "Di", DI.key)
        await store.finish_job(f"{channel}-ended", "done", _AT)
        await store.set_preference(place.key, "persona", "pirate")
    await store.create_conversation(f"{TENANT}:hall|1", DI.key, _AT, shared=True)
    await store.name_conversation(f"{TENANT}:hall|1", "Foxes", DI.key)
    await store.set_preference(CY.key, "voice", "alto")


async def delete_all(store: SqlStore) -> None:
    """Deletes people, a thread, channels and the tenant, of which nothing is left."""
    for place in (f"{TENANT}:yard|7", "web:home:lounge 7"):
        await store.delete_place(place, _AT)
    for user in ("web:home:7", CY.key):
        assert await store.forget_person(user, _AT, sparing="none") > 0
    await store.note_joined([TENANT])
    await store.note_left(TENANT, _AT)
    assert await store.delete_left([TENANT], _AT + 1, _AT) > 0
