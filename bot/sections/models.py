"""Settings: models."""

from typing import Annotated

from pydantic import Field

from core.domain.operating_limits import OperatingLimits
from core.domain.settings import SettingsSection


class ModelSettings(SettingsSection):
    """Hugging Face and the built-in engine: token, models, deadlines."""

    price_limit: Annotated[
        float,
        Field(
            ge=0,
            le=1000,
            description="The highest price of a model outside these lists that administrators may allow in their "
            "place, in US dollars for a million tokens of output; 0 allows none",
        ),
    ] = OperatingLimits().price_limit
