"""Two houses that name the same Redis, and a house whose Redis is not there."""

from pathlib import Path

import pytest

from bot.house import open_house
from bot.settings import Settings
from core.domain.errors import OperatorError
from core.jobs.dispatcher import Accepted, Refused
from core.store.data_folder import DataFolder
from tests.core.recording_platform import RecordingPlatform, request
from tests.servers.redis_server import redis_server


@pytest.mark.may_block
async def test_what_one_process_has_given_the_other_cannot(tmp_path: Path) -> None:
    said = {"user_limits": "chat=1/hour"}
    with redis_server(tmp_path) as url:
        settings = Settings.load(said, environ={"REDIS_URL": url}, folder=tmp_path)
        with DataFolder.claim(tmp_path / "a") as one, DataFolder.claim(tmp_path / "b") as two:
            async with open_house(settings, one) as here, open_house(settings, two) as there:
                for house in (here, there):
                    platform = RecordingPlatform()
                    house.platforms[platform.name] = platform
                assert isinstance(await here.dispatcher.accept(request("chat", "a", message="Hello")), Accepted)
                refused = await there.dispatcher.accept(request("chat", "b", message="Hello"))
                assert isinstance(refused, Refused)
                assert refused.sentence.id == "limit-reached"


@pytest.mark.may_block
async def test_a_start_without_its_redis_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        pass
    settings = Settings.load({}, environ={"REDIS_URL": url}, folder=tmp_path)
    with DataFolder.claim(tmp_path / "a") as folder, pytest.raises(OperatorError, match="does not answer"):
        async with open_house(settings, folder):
            pass
