"""Settings: the precedence of sources, and the messages about problems."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.web.config import WebSettings
from bot.settings import FIELDS, SETTING_KEYS, Settings, allowed_values, variable_names
from core.domain.errors import OperatorError
from core.domain.operating_limits import OperatingLimits
from core.domain.request import Caller, Place
from core.inference.huggingface.settings import HuggingFaceSettings

SOURCES = ("flag", "environment", ".env", "troubadour.toml")


def load(
    folder: Path, *, toml: str = "", dotenv: str = "", flags: Mapping[str, object] | None = None, **environ: str
) -> Settings:
    """Settings of a folder with these files."""
    if toml:
        (folder / "troubadour.toml").write_text(toml, encoding="utf-8")
    if dotenv:
        (folder / ".env").write_text(dotenv, encoding="utf-8")
    return Settings.load(flags, environ=environ, folder=folder)


def problems(folder: Path, **given: Any) -> list[str]:
    """The problems of these settings."""
    with pytest.raises(OperatorError) as caught:
        load(folder, **given)
    return str(caught.value).splitlines()


@settings(max_examples=20)
@given(sources=st.sets(st.sampled_from(SOURCES)))
def test_the_first_source_counts(tmp_path_factory: pytest.TempPathFactory, sources: set[str]) -> None:
    folder = tmp_path_factory.mktemp("settings")
    ports = {"flag": 4001, "environment": 4002, ".env": 4003, "troubadour.toml": 4004}
    found = load(
        folder,
        flags={"port": 4001 if "flag" in sources else None},
        toml="port = 4004" if "troubadour.toml" in sources else "",
        dotenv="TROUBADOUR_PORT=4003" if ".env" in sources else "",
        **({"TROUBADOUR_PORT": "4002"} if "environment" in sources else {}),
    )
    first = next((source for source in SOURCES if source in sources), None)
    assert found.section(WebSettings).port == (ports[first] if first else 7860)
    assert found.source("port").split()[0] == (first or "default")


def test_without_anything_the_defaults_count_and_they_are_those_of_the_core(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.operating_limits == OperatingLimits()
    assert settings == Settings()
    assert all(settings.source(key.field) == "default" for key in SETTING_KEYS)


def test_our_own_name_of_the_port_counts_before_the_common_one(tmp_path: Path) -> None:
    assert load(tmp_path, PORT="81").section(WebSettings).port == 81
    assert load(tmp_path, PORT="81", TROUBADOUR_PORT="82").section(WebSettings).port == 82


def test_a_redis_is_refused_wherever_it_is_named(tmp_path: Path) -> None:
    for where, said in {
        "REDIS_URL (environment)": {"REDIS_URL": "redis://localhost"},
        "REDIS_URL_FILE (environment)": {"REDIS_URL_FILE": "secrets/redis"},
        "REDIS_URL (.env)": {"dotenv": "REDIS_URL=memory://"},
        "redis_url (troubadour.toml)": {"dotenv": "#", "toml": 'redis_url = "redis://localhost"'},
    }.items():
        (told,) = problems(tmp_path, **said)
        assert told.startswith(f"{where} is set, but Troubadour does not use Redis: remove this setting.")
        assert "DATABASE_URL" in told


KEY = "k" * 32
DATABASE = "postgresql://troubadour:p%40ss%2Fword@db.example:5432/troubadour"


def test_a_database_needs_the_key_that_processes_share(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, DATABASE_URL=DATABASE)
    assert said.startswith("DATABASE_URL (environment) needs TROUBADOUR_SECRET_KEY")
    assert "p%40ss" not in said
    found = load(tmp_path, DATABASE_URL=DATABASE, TROUBADOUR_SECRET_KEY=KEY)
    assert found.database_url is not None
    assert found.database_url.get_secret_value() == DATABASE


def test_a_direct_address_needs_the_other_one(tmp_path: Path) -> None:
    assert problems(tmp_path, TROUBADOUR_DATABASE_DIRECT_URL=DATABASE) == [
        "TROUBADOUR_DATABASE_DIRECT_URL (environment) needs DATABASE_URL: set it, too, or remove this one."
    ]


def test_a_bucket_needs_a_database(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, TROUBADOUR_BLOBS="s3://files")
    assert said == "TROUBADOUR_BLOBS (environment) needs DATABASE_URL: set it, too, or remove this one."
    shared: dict[str, Any] = {"DATABASE_URL": DATABASE, "TROUBADOUR_SECRET_KEY": KEY}
    found = load(tmp_path, TROUBADOUR_BLOBS="s3://files/of/mine/", AWS_REGION="eu-west-1", **shared)
    assert found.blobs == "s3://files/of/mine"
    assert found.blob_options == {"region": "eu-west-1"}
    for wrong in ("https://files.example", "s3://", "s3://files?region=x"):
        (said,) = problems(tmp_path, TROUBADOUR_BLOBS=wrong, **shared)
        assert "an address such as s3://bucket" in said
    assert found.without_database().conflicts() == []


@pytest.mark.parametrize("wrong", ["mysql://a:s3cret@b/c", "postgresql://a:s3cret@b:0/c", "postgresql://a:s3c[ret@b/c"])
def test_another_address_is_no_database(tmp_path: Path, wrong: str) -> None:
    (said,) = problems(tmp_path, DATABASE_URL=wrong, TROUBADOUR_SECRET_KEY=KEY)
    assert said.startswith("DATABASE_URL (environment) cannot be **REDACTED**: it is an address such as postgresql://")
    assert "s3c" not in said


def test_the_password_of_the_database_is_a_secret_in_both_forms(tmp_path: Path) -> None:
    found = load(tmp_path, DATABASE_URL=DATABASE, TROUBADOUR_SECRET_KEY=KEY)
    assert found.display_value("database_url") == "**REDACTED**"
    assert {DATABASE, "p%40ss%2Fword", "p@ss/word", KEY} <= set(found.secrets)


def test_a_setting_that_a_command_replaced_is_refused(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, DISCORD_FOLLOW_THREADS="true")
    assert "/troubadour answering" in said


def test_an_empty_value_is_none(tmp_path: Path) -> None:
    settings = load(tmp_path, dotenv="TROUBADOUR_HOST=", toml='host = ""', TROUBADOUR_HOST="", HF_TOKEN="")
    assert settings.section(WebSettings).host == "127.0.0.1"
    assert settings.section(HuggingFaceSettings).hf_token is None


def test_lists_are_written_with_commas_or_as_lists(tmp_path: Path) -> None:
    assert load(tmp_path, TROUBADOUR_WEB_HOSTS="a.example, b.example").section(WebSettings).web_hosts == (
        "a.example",
        "b.example",
    )
    assert load(tmp_path, toml='web_hosts = ["c.example"]').section(WebSettings).web_hosts == ("c.example",)


def test_all_problems_are_reported_together_with_the_allowed_values(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        toml='port = 99999\nlog_level = "loud"\nhots = "x"\n[table]\n',
        dotenv="TROUBADOUR_CONCURRENT_JOBS=many\nthis is no line\n",
        TROUBADOUR_POTR="1",
        TROUBADOUR_ONLY="web,irc",
        TROUBADOUR_RETENTION_DAYS="0",
    )
    assert sorted(found) == sorted(
        [
            "TROUBADOUR_POTR (environment) is not a setting: did you mean TROUBADOUR_PORT?",
            ".env, line 2: a line is NAME=value.",
            "hots (troubadour.toml) is not a setting: did you mean host?",
            "table (troubadour.toml) is not a setting: `troubadour settings` lists the known ones.",
            "port (troubadour.toml) cannot be “99999”: it is a whole number from 1 to 65535.",
            "log_level (troubadour.toml) cannot be “loud”: it is one of debug, info, warning, error.",
            "TROUBADOUR_CONCURRENT_JOBS (.env) cannot be “many”: it is a whole number from 1 to 10000.",
            "TROUBADOUR_ONLY (environment) cannot be “web,irc”: it is a list of web, discord, slack.",
            "TROUBADOUR_RETENTION_DAYS (environment) cannot be “0”: it is a number above 0 up to 36500.",
        ]
    )


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("port = true", "port (troubadour.toml) cannot be “True”: it is a whole number from 1 to 65535."),
        ("port = {}", "port (troubadour.toml) is a table: a plain value is expected."),
        ("port =", "troubadour.toml is not TOML: Invalid value (at end of document)."),
    ],
)
def test_invalid_settings_in_toml_are_named(tmp_path: Path, toml: str, said: str) -> None:
    assert problems(tmp_path, toml=toml) == [said]


def test_a_file_in_another_encoding_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"HF_TOKEN=\xff\xfe")
    assert problems(tmp_path) == [".env is not a text in UTF-8: save it as UTF-8."]


def test_a_file_of_windows_begins_with_a_mark(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("\ufeffTROUBADOUR_PORT=81\r\n".encode())
    assert load(tmp_path).section(WebSettings).port == 81


def test_misspelt_names_are_found_in_any_case_and_other_peoples_are_left_alone(tmp_path: Path) -> None:
    found = problems(tmp_path, troubadour_port="1", dotenv="TROUBADOR_PORT=1\nPROT=2\nTROUBADOUR_HOSTS=x")
    assert found == [
        "troubadour_port (environment) is not a setting: did you mean TROUBADOUR_PORT?",
        "TROUBADOUR_HOSTS (.env) is not a setting: did you mean TROUBADOUR_HOST?",
    ]


def test_a_secret_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("open sesame\n")
    for found in (
        load(tmp_path, TROUBADOUR_WEB_PASSWORD_FILE=str(tmp_path / "password")),
        load(tmp_path, toml='web_password_file = "password"'),
    ):
        password = found.section(WebSettings).web_password
        assert password is not None
        assert password.get_secret_value() == "open sesame"
        assert found.source("web_password").lower().endswith("web_password_file")


def test_invalid_secret_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    found = problems(
        tmp_path,
        HF_TOKEN="x",
        HF_TOKEN_FILE="y",
        DISCORD_TOKEN_FILE=str(tmp_path / "nowhere"),
        SLACK_BOT_TOKEN_FILE=str(tmp_path / "empty"),
        toml='web_password = "a"\nweb_password_file = "b"',
    )
    assert found == [
        "HF_TOKEN and HF_TOKEN_FILE (environment) are both set: keep one of them.",
        f"DISCORD_TOKEN_FILE (environment): the file {tmp_path}/nowhere cannot be read (No such file or directory).",
        f"SLACK_BOT_TOKEN_FILE (environment): the file {tmp_path}/empty is empty.",
        "web_password and web_password_file (troubadour.toml) are both set: keep one of them.",
    ]


def test_only_secrets_may_be_in_files(tmp_path: Path) -> None:
    assert problems(tmp_path, TROUBADOUR_PORT_FILE="x") == [
        "TROUBADOUR_PORT_FILE (environment) is not a setting: did you mean TROUBADOUR_PORT?"
    ]


def test_a_secret_is_never_shown(tmp_path: Path) -> None:
    settings = load(tmp_path, HF_TOKEN="hf_topsecret", TROUBADOUR_WEB_PASSWORD="sesame")
    shown = f"{settings!r} {settings} {[settings.display_value(key.field) for key in SETTING_KEYS]}"
    assert "topsecret" not in shown
    assert "sesame" not in shown
    assert set(settings.secrets) == {"hf_topsecret", "sesame"}


def test_a_bad_secret_is_not_repeated(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, flags={"web_password": ("a", "sesame")})
    assert said == "--web-password (flag) cannot be **REDACTED**: it is a text."


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE", "LC_ALL": "fr_FR"}, "fr"),
        ({"LANG": "de_DE", "TROUBADOUR_LOCALE": "pt-BR"}, "pt"),
        ({"LANG": "tlh_QO"}, "en"),
    ],
)
def test_the_language_is_the_systems_unless_said(tmp_path: Path, environ: dict[str, Any], language: str) -> None:
    assert load(tmp_path, **environ).locale == language


def test_a_language_without_wording_is_refused_where_it_was_asked_for(tmp_path: Path) -> None:
    assert problems(tmp_path, TROUBADOUR_LOCALE="tlh") == [
        "TROUBADOUR_LOCALE (environment) cannot be “tlh”: it is one of en, de, fr, es, ja, pt."
    ]


def test_every_setting_has_a_description_and_allowed_values() -> None:
    for key in SETTING_KEYS:
        assert FIELDS[key.field].info.description, key.field
        assert allowed_values(key.field), key.field
        assert re.fullmatch(r"[A-Z][A-Z_]+", variable_names(key.field)[0])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TROUBADOUR_CHAT_COMPLETION_MODELS", "mine@http://me:letmein123@host:9/v1"),
        ("TROUBADOUR_CHAT_COMPLETION_MODELS", "mine@http://host:9/v1?key=letmein123"),
        ("TROUBADOUR_HF_ROUTER_URL", "https://router.example/v1?api_key=letmein123"),
        ("HF_ENDPOINT", "https://me:letmein123@hub.example"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://me:letmein123@traces.example"),
        ("SLACK_API_URL", "https://slack.example/api/?token=letmein123"),
    ],
)
def test_a_secret_inside_an_address_is_never_shown(tmp_path: Path, name: str, value: str) -> None:
    sources: dict[str, Any] = {"environ": {name: value}, "folder": tmp_path}
    try:
        settings = Settings.load(**sources)
        shown = " ".join(settings.display_value(key.field) for key in SETTING_KEYS)
    except OperatorError as refused:
        shown = str(refused)
    assert "letmein123" not in shown
    assert "REDACTED" in shown


def test_every_secret_may_be_in_a_file() -> None:
    assert {key.field for key in SETTING_KEYS if key.secret} == {
        "blobs_access_key_id",
        "blobs_secret_access_key",
        "database_direct_url",
        "database_url",
        "discord_token",
        "hf_keys",
        "hf_token",
        "metrics_token",
        "secret_key",
        "slack_app_token",
        "slack_bot_token",
        "slack_client_secret",
        "slack_signing_secret",
        "web_password",
    }


@pytest.mark.parametrize(
    ("environ", "limited"),
    [
        ({}, False),
        ({"TROUBADOUR_WEB_PASSWORD": "open sesame"}, True),
        ({"TROUBADOUR_HOST": "192.0.2.1"}, True),
        ({"TROUBADOUR_WEB_HOSTS": "room.example.org"}, True),
    ],
)
def test_a_room_for_this_machine_alone_has_no_limits(tmp_path: Path, environ: dict[str, Any], limited: bool) -> None:
    ann = Caller(platform="web", tenant="room", user="ann", name="Ann")
    lobby = Place(platform="web", tenant="room", channel="lobby")
    assert load(tmp_path, **environ).policy.is_exempt(ann, lobby) is not limited


def test_budgets_weights_and_a_monthly_credit_are_read(tmp_path: Path) -> None:
    settings = Settings.load(
        environ={
            "TROUBADOUR_USER_BUDGETS": "200/day, $2.50/month",
            "TROUBADOUR_WEIGHTS": "discord:1:2=3,slack:T1:U1=0.5",
            "TROUBADOUR_HF_CREDIT": "2",
        },
        folder=tmp_path,
    )
    assert [str(budget) for budget in settings.policy.budgets["user"]] == ["200/day", "$2.50/month"]
    assert settings.policy.weights == {"discord:1:2": 3.0, "slack:T1:U1": 0.5}
    assert {name: str(rate) for name, rate in settings.provider_rates.items()} == {"huggingface": "2000/month"}
    own = Settings.load({"hf_credit": 2, "provider_limits": "huggingface=none"}, environ={}, folder=tmp_path)
    assert own.provider_rates == {}


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("llama3.2:1b@http://localhost:99999/v1", "has a port from 1 to 65535"),
        ("llama3.2:1b@localhost:11434/v1", "“localhost:11434/v1” is not the address of a server: it begins with http"),
        ("org/name:", "“” is not the name of a provider"),
    ],
)
def test_a_model_that_cannot_be_reached_as_it_is_written_is_refused_with_the_reason(
    tmp_path: Path, model: str, reason: str
) -> None:
    with pytest.raises(OperatorError, match=f"TROUBADOUR_CHAT_COMPLETION_MODELS .* cannot be .*{reason}"):
        Settings.load(environ={"TROUBADOUR_CHAT_COMPLETION_MODELS": f"org/fine {model}"}, folder=tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("USER_BUDGETS", "5/hour"),
        ("BOT_BUDGETS", "$0/day"),
        ("WEIGHTS", "discord:1:2=0"),
        ("HF_CREDIT", "gold"),
        ("PROVIDER_CALLS", "huggingface=0"),
        ("PROVIDER_CALLS", "8"),
        ("BURST_SHARE", "1.1"),
    ],
)
def test_an_invalid_budget_weight_or_credit_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(OperatorError, match=f"TROUBADOUR_{name} .* cannot be"):
        Settings.load(environ={f"TROUBADOUR_{name}": value}, folder=tmp_path)
