"""Blocking people of a place from chat."""

import pytest

from core.domain.errors import BadInput
from core.domain.request import Caller, Place
from core.domain.sentences import say
from core.jobs.dispatcher import Accepted, Refused, Verdict
from core.moderation.blocked import Person
from tests.core.commands.reading import failed, stated
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, BEN, CHIEF, HALL, request


@pytest.mark.parametrize(
    ("written", "user", "name"),
    [
        ("<@U123|ann>", "U123", "ann"),
        ("<@U123>", "U123", "U123"),
        ("<@!42>", "42", "42"),
        (" @ann ", "ann", "ann"),
        ("42", "42", "42"),
    ],
)
def test_people_are_named_as_platforms_name_them(written: str, user: str, name: str) -> None:
    assert Person.parse(written) == Person(user=user, name=name)


@pytest.mark.parametrize("written", ["", "<@>", "two people", "<#C1>"])
def test_who_is_unclear_is_asked_about(written: str) -> None:
    with pytest.raises(BadInput):
        Person.parse(written)


async def asks(core: Core, id: str, caller: Caller, place: Place = HALL) -> Verdict:
    return await core.dispatcher.accept(request("chat", id, caller=caller, place=place, message="hello"))


async def test_whoever_is_blocked_is_refused_in_one_sentence_until_it_is_lifted(core: Core) -> None:
    assert "Ben (ben)" in stated(await core.play(request("troubadour block", "r1", caller=CHIEF, user="<@ben|Ben>")))
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
    refused = await core.dispatcher.accept(request("troubadour block", "r1", user="ben"))
    assert isinstance(refused, Refused)
    assert refused.sentence.id == "admins-only"
    assert "yourself" in failed(await core.play(request("troubadour block", "r2", caller=CHIEF, user="<@chief>")))
