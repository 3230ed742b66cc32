"""Imports huggingface_hub without side effects.

By default it asks the Hub for a list before it makes its first headers, blocking for up to three seconds, and shows
progress bars. It reads its switches when it needs them, so they are set at each use, whoever imported it.
"""


def quiet() -> None:
    """Imports huggingface_hub with telemetry and progress bars off. The first time takes a while: call it in a thread,
    before anything else of huggingface_hub."""
    from huggingface_hub import constants
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

    constants.HF_HUB_DISABLE_TELEMETRY = True
    disable_progress_bars()
