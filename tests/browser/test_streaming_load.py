"""A long answer at the speed of a quick model keeps the page responsive."""

import json

from playwright.sync_api import Browser, expect

from tests.browser.rooms import RUN_MILLISECONDS, Tab

LONG_TASK_MICROSECONDS = 50_000
"""The length from which a task is long (https://www.w3.org/TR/longtasks-1/)."""
TOKENS = 800


def test_no_task_of_the_page_is_long(tab: Tab, browser: Browser) -> None:
    """The browser's own time counts, not that of a machine that does something else meanwhile."""
    tab.ask("Hello")
    browser.start_tracing(page=tab.page, categories=["toplevel", "devtools.timeline"])
    tab.say(f"/flow {TOKENS}")
    ended = "article.reply + article.reply[aria-busy=false]"
    tab.page.wait_for_selector(ended, state="attached", timeout=RUN_MILLISECONDS)
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    expect(tab.last.locator("table")).not_to_have_count(0)
    main = {
        (event["pid"], event["tid"])
        for event in trace
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        event["tdur"]
        for event in trace
        if event["name"].endswith("RunTask") and (event["pid"], event["tid"]) in main and "tdur" in event
    ]
    assert len(tasks) > TOKENS / 2
    assert [task for task in tasks if task > LONG_TASK_MICROSECONDS] == []
