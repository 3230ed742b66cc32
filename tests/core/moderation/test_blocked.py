"""Blocking people of a place from chat."""

import pytest

from core.domain.request import Caller, Place
from core.domain.sentences import say
from core.jobs.verdicts import Accepted, Refused, Verdict
from tests.core.commands.reading import failed, stated
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, BEN, CHIEF, HALL, request


@pytest.mark.parametrize(("written", "named"), [("<@ben|Ben>", "Ben"), (" @ben ", "ben"), ("ben", "ben")])
async def test_people_are_named_by_a_mention_a_name_or_an_id(core: Core, written: str, named: str) -> None:
    assert named in stated(await core.play(request("troubadour block", "r1", caller=CHIEF, user=written)))
    assert isinstance(await asks(core, "r2", BEN), Refused)


@pytest.mark.parametrize("written", ["<@>", "two people", "<#C1>"])
async def test_an_unclear_person_is_asked_about(core: Core, written: str) -> None:
    refused = failed(await core.play(request("troubadour block", "r1", caller=CHIEF, user=written)))
    assert "Mention somebody" in refused


async def asks(core: Core, id: str, caller: Caller, place: Place = HALL) -> Verdict:
    return await core.accept(request("chat", id, caller=caller, place=place, message="hello"))


async def test_a_blocked_person_is_refused_until_the_block_is_lifted(core: Core) -> None:
    assert "Ben" in stated(await core.play(request("troubadour block", "r1", caller=CHIEF, user="<@ben|Ben>")))
    refused = await asks(core, "r2", BEN)
    assert isinstance(refused, Refused)
    assert refused.sentence == say("blocked-here")
    assert isinstance(await asks(core, "r3", ANN), Accepted)
    # What concerns oneself stays open.
    assert stated(await core.play(request("troubadour privacy", "r4", caller=BEN)))
    assert "Ben" in stated(await core.play(request("troubadour block", "r5", caller=CHIEF)))
    assert "again" in stated(await core.play(request("troubadour block", "r6", caller=CHIEF, user="ben", lift=True)))
    assert isinstance(await asks(core, "r7", BEN), Accepted)
    assert "not blocked" in stated(
        await core.play(request("troubadour block", "r8", caller=CHIEF, user="ben", lift=True))
    )
    assert "Nobody" in stated(await core.play(request("troubadour block", "r9", caller=CHIEF)))


async def test_a_block_holds_in_the_tenant_and_in_direct_messages(core: Core) -> None:
    await core.play(request("troubadour block", "r1", caller=CHIEF, user="ben"))
    yard = Place(platform="test", tenant="home", channel="yard")
    alone = Place(platform="test", tenant="@me", channel="ben", kind="direct")
    elsewhere = Place(platform="test", tenant="abroad", channel="hall")
    assert isinstance(await asks(core, "r2", BEN, yard), Refused)
    assert isinstance(await asks(core, "r3", BEN, alone), Refused)
    assert isinstance(await asks(core, "r4", BEN, elsewhere), Accepted)
    assert isinstance(await asks(core, "r5", ANN, alone), Accepted)


async def test_only_administrators_block_and_not_themselves(core: Core) -> None:
    refused = await core.accept(request("troubadour block", "r1", user="ben"))
    assert isinstance(refused, Refused)
    assert refused.sentence.id == "admins-only"
    assert "yourself" in failed(await core.play(request("troubadour block", "r2", caller=CHIEF, user="<@chief>")))
