#!/usr/bin/env python3
"""Asks a web room for a limerick and prints it: `ask_room.py ADDRESS PASSWORD`. It needs nothing but Python."""

import json
import secrets
import sys
import urllib.request
from http.cookiejar import CookieJar

SECONDS = 60.0


def main() -> None:
    """Enters the room, asks, and reads the room's stream until the end of the answer."""
    address, password = sys.argv[1:]
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def post(path: str, **content: str) -> None:
        headers = {"Content-Type": "application/json", "Origin": address}
        request = urllib.request.Request(f"{address}{path}", json.dumps(content).encode(), headers)  # noqa: S310
        browser.open(request, timeout=SECONDS).close()

    post("/enter", name="Ada", password=password)
    post("/api/requests", id=secrets.token_hex(8), line="/limerick a heron --seed 3")
    with browser.open(f"{address}/api/room?after=0", timeout=SECONDS) as stream:
        for line in stream:
            text = line.decode().rstrip()
            print(text)
            if '"event": "done"' in text or '"event":"done"' in text:
                return


if __name__ == "__main__":
    main()
