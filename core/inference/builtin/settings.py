"""The settings of the engine."""

from typing import Annotated, Literal

from pydantic import Field

from core.domain.settings import SettingsSection


class BuiltinEngineSettings(SettingsSection):
    """The built-in engine."""

    builtin_engine: Annotated[
        Literal["local", "everywhere", "off"],
        Field(
            description="Where the built-in engine, which needs no token, answers if no model is configured for the "
            "task: in the web room and the terminal (local), on all platforms and also after models failed "
            "(everywhere), or nowhere"
        ),
    ] = "local"
    builtin_engine_pace: Annotated[
        float, Field(ge=0, le=10, description="The time between two words of the built-in engine, in seconds")
    ] = 0.02
