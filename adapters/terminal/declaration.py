"""The declaration of the terminal. `troubadour ask` and `chat` open it; `troubadour run` does not."""

from core.domain.settings import NoSettings
from core.platform_declaration import PlatformDeclaration, PlatformFeature

terminal = PlatformDeclaration(
    name="terminal",
    title="Terminal",
    settings=NoSettings,
    features=frozenset({PlatformFeature.EDITS, PlatformFeature.BUTTONS, PlatformFeature.FILES}),
    build=None,
    is_local=True,
)
