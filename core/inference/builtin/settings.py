"""The settings of the engine."""

from typing import Annotated, Literal

from pydantic import Field

from core.domain.settings import SettingsSection


class BuiltinEngineSettings(SettingsSection):
    """The built-in engine."""

    builtin_engine: Annotated[
        Literal["local", "everywhere", "off"],
        Field(
            description="The platforms on which the built-in engine, which needs no token, answers: the web room and "
            "the terminal (local), all, or none"
        ),
    ] = "local"
    builtin_engine_pace: Annotated[
        float, Field(ge=0, le=10, description="The time between two words of the built-in engine, in seconds")
    ] = 0.02
