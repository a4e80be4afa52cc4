"""Times pages over HTTP: two clients at once, each on one kept-open connection; medians in milliseconds."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

CLIENTS = 2


@dataclass(frozen=True, slots=True)
class Request:
    """One request; a POST has a form body."""

    path: str
    cookie: str = ""
    method: str = "GET"
    body: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """What was measured over `requests` requests."""

    median_ms: float
    p95_ms: float
    requests: int
    size_bytes: int


def timed(
    port: int,
    make: Callable[[int], Request],
    *,
    count: int,
    expect: Sequence[int] = (200,),
    rounds: int = 1,
) -> Timing:
    """Send `count` requests from each client after 10 that are not counted; raise on an unexpected status.

    Several rounds make new connections each: the two of one round may land on one worker or on two, and
    a single round would measure that chance.
    """
    found = []
    for _ in range(rounds):
        with ThreadPoolExecutor(CLIENTS) as pool:
            runs = [pool.submit(_run, port, make, client, count, tuple(expect)) for client in range(CLIENTS)]
            found += [run.result() for run in runs]
    times = sorted(t for run, _ in found for t in run)
    return Timing(
        median_ms=statistics.median(times),
        p95_ms=times[int(len(times) * 0.95)],
        requests=len(times),
        size_bytes=found[0][1],
    )


def _run(
    port: int, make: Callable[[int], Request], client: int, count: int, expect: tuple[int, ...]
) -> tuple[list[float], int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times = []
    size = 0
    for number in range(-10, count):
        request = make((number + 10) * CLIENTS + client)
        headers = {"Cookie": request.cookie} if request.cookie else {}
        if request.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection.request(request.method, request.path, body=request.body or None, headers=headers)
        response = connection.getresponse()
        size = len(response.read())
        took = (time.perf_counter() - began) * 1000
        if response.status not in expect:
            raise RuntimeError(f"{request.method} {request.path} answered {response.status}")
        if number >= 0:
            times.append(took)
    connection.close()
    return times, size
