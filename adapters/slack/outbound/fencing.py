"""Requests begin only while their run holds its job, and are cut off when it does not."""

import aiohttp

from core.jobs.lease import fence_requests


def fencing_trace() -> aiohttp.TraceConfig:
    """A part of the HTTP session that binds each request to the lease of its run, as `fence_requests` says."""
    trace = aiohttp.TraceConfig()
    fence_requests(trace)
    return trace
