"""huggingface_hub, imported quietly.

Left alone it asks the Hub for a list before it makes its first headers, blocking for up to three seconds, and paints
progress bars. Its switches are read when they are needed, so they are set at each use and hold whoever imported it.
"""


def quiet() -> None:
    """Imports huggingface_hub with telemetry and progress bars off. Takes a while the first time: call it in a thread,
    before anything of huggingface_hub is used."""
    from huggingface_hub import constants
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

    constants.HF_HUB_DISABLE_TELEMETRY = True
    disable_progress_bars()
