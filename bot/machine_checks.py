"""The part of `troubadour doctor` about this machine: the data folder, the disk, ffmpeg, and the way of traces."""

import http.client
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from bot.settings import Settings
from core.domain.checks import SetupCheck
from core.domain.errors import OperatorError
from core.media.ffmpeg import find_ffmpeg
from core.store.data_folder import DataFolder

FREE_BYTES = 1_000_000_000
"""With less room on its disk, a bot is about to stop."""
CLOCK_SECONDS = 60.0
"""Slack and Discord sign the time of a request, and five minutes are too many
(https://docs.slack.dev/authentication/verifying-requests-from-slack)."""
COLLECTOR_SECONDS = 5.0


def check_machine(settings: Settings) -> Sequence[SetupCheck]:
    """Checks the data folder, the disk, ffmpeg and the collector of traces, a row each. It blocks, for seconds."""
    return [
        SetupCheck(line="Machine"),
        *_folder(settings),
        *_ffmpeg(settings),
        *_collector(settings.otel_endpoint),
    ]


def check_clock(checks: Sequence[SetupCheck]) -> Iterator[SetupCheck]:
    """Compares the clock of this machine with those that other checks have seen."""
    seen = [check.ahead for check in checks if check.ahead is not None]
    if not seen:
        return
    off = max(seen, key=abs)
    if abs(off) > CLOCK_SECONDS:
        yield SetupCheck(
            line=f"  The clock of this machine is {abs(off):.0f} seconds {'late' if off > 0 else 'early'}.",
            ok=False,
            fix="Synchronise it, for example with `timedatectl set-ntp true`.",
        )
    else:
        yield SetupCheck(line="  The clock of this machine is right.")


def _folder(settings: Settings) -> Iterator[SetupCheck]:
    folder = settings.data.expanduser().absolute()
    existing = next(each for each in (folder, *folder.parents) if each.exists())
    if settings.database_url is None:
        yield _claimable(folder, existing)
    try:
        free = shutil.disk_usage(existing).free
    except OSError as error:
        yield SetupCheck(line=f"  The disk of {existing} cannot be read ({error.strerror}).", ok=False, fix="Check it.")
        return
    room = f"{free / 1e9:.1f} GB"
    if free < FREE_BYTES:
        fix = "Delete something, or choose a folder on another disk with TROUBADOUR_DATA."
        yield SetupCheck(line=f"  Only {room} are free on the disk of {existing}.", ok=False, fix=fix)
    else:
        yield SetupCheck(line=f"  {room} are free on its disk.")


def _claimable(folder: Path, existing: Path) -> SetupCheck:
    """Checks that a bot can have a folder. One that does not exist yet is not created."""
    fix = "Make it writable for this user, or choose another folder with TROUBADOUR_DATA or --data."
    if not existing.is_dir():
        return SetupCheck(line=f"  The data folder {folder} is not a folder.", ok=False, fix=fix)
    try:
        with tempfile.NamedTemporaryFile(dir=existing):
            pass
    except OSError as error:
        finding = f"  The data folder {folder} cannot be written ({error.strerror})."
        return SetupCheck(line=finding, ok=False, fix=fix)
    if folder != existing:
        return SetupCheck(line=f"  The data folder {folder} is made at the first start.")
    try:
        DataFolder.claim(folder).close()
    except OperatorError as error:
        if "Another Troubadour" in str(error):
            return SetupCheck(line=f"  A bot that runs now has the data folder {folder}.")
        return SetupCheck.because(error)
    return SetupCheck(line=f"  The data folder {folder} can be written.")


def _ffmpeg(settings: Settings) -> Iterator[SetupCheck]:
    try:
        found = find_ffmpeg(settings.ffmpeg)
    except OperatorError as error:
        yield SetupCheck.because(error)
        return
    if found is None:
        yield SetupCheck(
            line="  There is no ffmpeg: recordings in MP4, WebM and other rare formats cannot be opened.",
            fix="Install ffmpeg, or the extra `ffmpeg` (pip install 'troubadour[ffmpeg]').",
        )
    else:
        yield SetupCheck(line=f"  Recordings in rare formats are opened by {found}.")


def _collector(endpoint: str | None) -> Iterator[SetupCheck]:
    if endpoint is None:
        return
    if find_spec("opentelemetry.sdk") is None:
        fix = "pip install 'troubadour[otel]', or leave OTEL_EXPORTER_OTLP_ENDPOINT out."
        yield SetupCheck(line="  Traces need the extra `otel`.", ok=False, fix=fix)
        return
    empty = urllib.request.Request(  # noqa: S310 - the operator's own address
        f"{endpoint.rstrip('/')}/v1/traces", data=b"", headers={"Content-Type": "application/x-protobuf"}
    )
    try:
        with urllib.request.urlopen(empty, timeout=COLLECTOR_SECONDS):  # noqa: S310
            yield SetupCheck(line=f"  The collector at {endpoint} takes traces.")
            return
    except urllib.error.HTTPError as error:
        told = f"answers with status {error.code}"
    except (OSError, ValueError, http.client.HTTPException) as error:
        told = f"does not answer ({getattr(error, 'reason', error)})"
    fix = "Start the collector, or correct OTEL_EXPORTER_OTLP_ENDPOINT."
    yield SetupCheck(line=f"  The collector at {endpoint} {told}.", ok=False, fix=fix)
