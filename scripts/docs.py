#!/usr/bin/env python3
"""Writes the generated parts of the documents: what stands between `<!-- name:begin -->` and `<!-- name:end -->`.

The rest of a document is left as it is. Continuous integration runs this and fails where it changes something.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARTS = {
    "commands": ["commands", "--markdown"],
    "settings": ["settings", "--markdown"],
}
"""What each part is made by: arguments of `troubadour`."""

MARKED = re.compile(r"(?P<begin><!-- (?P<name>[a-z]+):begin -->\n).*?(?P<end><!-- (?P=name):end -->)", re.DOTALL)


def generated(match: re.Match[str]) -> str:
    """The part between two markers, made anew."""
    made = subprocess.run(
        [sys.executable, "-m", "bot", *PARTS[match["name"]]], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return f"{match['begin']}{made.stdout.strip()}\n{match['end']}"


def main() -> None:
    """Goes through the README and the guides."""
    for document in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        before = document.read_text(encoding="utf-8")
        after = MARKED.sub(generated, before)
        if after != before:
            document.write_text(after, encoding="utf-8")
            print(f"wrote {document.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
