"""Requests begin only while their run holds its job."""

import aiohttp

from core.jobs.lease import hold_lease


def fencing_trace() -> aiohttp.TraceConfig:
    """A part of the HTTP session by which each request waits for the lease of its run, as `hold_lease` says."""
    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(hold_lease)
    return trace
