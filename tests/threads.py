"""Functions run in threads, all at once, which are switched 5,000 times as often as usual."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def quick_switches() -> Iterator[None]:
    """Switch threads 5,000 times as often as usual."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


def together(*works: Callable[[], object]) -> list[BaseException]:
    """Run functions in a thread each, all at once; return what they raise."""
    raised: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except BaseException as exc:  # noqa: BLE001 - whatever it is, the test fails
            raised.append(exc)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    with quick_switches():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return raised
