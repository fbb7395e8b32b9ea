"""The process of a run: ``python -m deployments.engine``, the command of the work pool.

Prefect's own engine, begun faster. What its imports and ours make lives as long as the process
does; to look through all of it for garbage, again and again while it grows, is more than a quarter
of a start. So the collector rests until the imports are done, and leaves them alone ever after.
"""

import gc
import importlib
import runpy

SHARED = ("prefect", "flows.doors")
"""What every run imports; the flow itself, which Prefect names, is small beside it."""


def main() -> None:
    """Import what every run needs, then be ``python -m prefect.engine``."""
    gc.disable()
    for module in SHARED:
        importlib.import_module(module)
    gc.freeze()
    gc.enable()
    runpy.run_module("prefect.engine", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
