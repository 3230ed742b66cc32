"""Findings in what a page shows: of axe in either scheme, sideways scrolling, and targets that a finger misses."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TARGET_PIXELS = 44
"""The least side of a target for a finger (WCAG 2.2, 2.5.5)."""
SMALL_TARGETS = """(least) => {
    const inline = (node) => getComputedStyle(node).display === "inline" || node.closest(".prose");
    const top = document.querySelector("dialog[open]") ?? document.body;
    return [...top.querySelectorAll("button, a[href], select, input, textarea, summary, [role=option]")]
        .filter((node) => node.checkVisibility() && !inline(node) && !node.closest(".skip"))
        .map((node) => [node, (node.closest("label") ?? node).getBoundingClientRect()])
        .filter(([, { width, height }]) => width > 1 && (width < least - 0.5 || height < least - 0.5))
        .map(([node, { width, height }]) => `${node.outerHTML.slice(0, 120)} ${width}x${height}`);
}"""
TOO_WIDE = """Math.max(0, ...[document.documentElement, ...document.querySelectorAll("#scroll, dialog[open]")]
    .map((node) => Math.max(node.scrollWidth, node.getBoundingClientRect().width) - visualViewport.width))"""
AXE = Axe()


def findings_of(page: Page, phone: bool) -> Iterator[str]:
    """Everything that is wrong with what the page shows."""
    for scheme, options in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        response: Any = AXE.run(page, options={"resultTypes": ["violations"], **options}).response
        for violation in response["violations"]:
            for node in violation["nodes"]:
                yield f"{scheme}: {violation['id']}: {node['html'][:160]}: {node['failureSummary']}"
    if (wide := page.evaluate(TOO_WIDE)) > 0:
        yield f"scrolls sideways by {wide} px"
    if phone:
        yield from (f"small target: {each}" for each in page.evaluate(SMALL_TARGETS, TARGET_PIXELS))
