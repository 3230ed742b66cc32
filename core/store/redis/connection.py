"""The connection to a Redis or Valkey, and what is asked of it."""

from collections.abc import Awaitable
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from core.domain.errors import OperatorError, UserError

if TYPE_CHECKING:
    from redis.asyncio import Redis

TAG = "{troubadour}"
"""The hash tag of every key: a cluster keeps them on one node, where a script may touch several."""
ANSWER_SECONDS = 1.0
"""How long Redis may take: a request must be acknowledged within three seconds on every platform."""
CONNECTIONS, LINE_SECONDS = 16, 5.0
"""Connections to Redis at most, and how long a question may wait for one."""


async def connect(url: str) -> "Redis":
    """Connects to `redis://host:port/number`. Raises `OperatorError` where nothing answers there."""
    from redis.asyncio import BlockingConnectionPool, Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff
    from redis.exceptions import ConnectionError as Closed
    from redis.exceptions import RedisError

    try:
        pool = BlockingConnectionPool.from_url(
            url,
            decode_responses=True,
            max_connections=CONNECTIONS,
            timeout=LINE_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 1, supported_errors=(Closed,)),  # a server that was started anew has closed them
            driver_info=None,  # else each new connection reads the version of the library from the disk
        )
    except ValueError as error:
        raise OperatorError(f"REDIS_URL is no address such as redis://localhost:6379/0: {error}") from error
    redis = Redis.from_pool(pool)
    try:
        is_cluster = (await redis.info("cluster")).get("cluster_enabled")
    except (RedisError, OSError) as error:
        await redis.aclose()
        raise OperatorError(f"The Redis that REDIS_URL names does not answer: {error}") from error
    if not is_cluster:
        return redis
    await redis.aclose()
    return await _connect_to_cluster(url)


async def _connect_to_cluster(url: str) -> "Redis":
    """A client that finds the node which keeps our keys, and finds it again when they move."""
    from redis.asyncio.cluster import RedisCluster
    from redis.exceptions import RedisError

    cluster = RedisCluster.from_url(
        url, decode_responses=True, max_connections=CONNECTIONS, socket_timeout=ANSWER_SECONDS, driver_info=None
    )
    try:
        await cluster.initialize()
    except (RedisError, OSError) as error:
        await cluster.aclose()
        raise OperatorError(f"The cluster that REDIS_URL names does not answer: {error}") from error
    return cast("Redis", cluster)  # what is asked here they answer alike


async def asked(question: Awaitable[Any]) -> Any:
    """The answer of Redis. Raises `UserError` where there is none."""
    from redis.exceptions import RedisError

    try:
        return await question
    except (RedisError, OSError) as error:
        raise UserError("limits-unreachable") from error


def script(name: str) -> str:
    """The text of one of the scripts beside this file; reads the disk."""
    return files("core.store.redis").joinpath(name).read_text(encoding="utf-8")
