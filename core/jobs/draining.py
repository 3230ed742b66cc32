"""The drain: a shutdown waits for running jobs."""

import asyncio
import logging
from contextlib import suppress

from core.domain.clock import Clock
from core.jobs.queue import Jobs
from core.store.ports import Inbox

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.05
"""The time between two looks at the jobs that still run."""


async def drain(jobs: Jobs, inbox: Inbox, clock: Clock, seconds: float) -> int:
    """Waits until no job runs, for `seconds` at most. Returns how many still run; they stay in the inbox."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while await _running(jobs, inbox):
                await clock.sleep(POLL_SECONDS)
            return 0
    left = await _running(jobs, inbox)
    logger.info("%d running jobs are left for the next start", left)
    return left


async def _running(jobs: Jobs, inbox: Inbox) -> int:
    states = [await jobs.status(id) for id in await inbox.unfinished_jobs()]
    return states.count("running")
