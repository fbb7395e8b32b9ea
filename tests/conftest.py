"""How the tests are spread over the processors."""

import os


def pytest_xdist_auto_num_workers() -> int:
    """What ``-n auto`` means: half as many again as there are processors.

    A third of the time goes by in waiting, for servers and processes that the tests start.
    """
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    return (processors or os.cpu_count() or 1) * 3 // 2 or 1
