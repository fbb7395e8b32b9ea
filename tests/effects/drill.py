"""What a drill of one kind of effect is, and what all drills share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.town import Town

UK = "shopify:uk.myshopify.example"


@dataclass(frozen=True)
class Drill:
    """How one kind of effect is brought about and counted.

    Attributes:
        prepare: Sets the stage, before anything is in doubt.
        run: What a flow run does; called again and again.
        call: The client's method that makes the change; ``uk``, ``cin7``, ``shipstation`` or
            ``slack`` before the dot.
        operation: (system, operation) of the sandbox, for faults.
        made: How often the change stands at the vendor; 1 is right.
    """

    prepare: Callable[[Town], Awaitable[None]]
    run: Callable[[], Awaitable[object]]
    call: str
    operation: tuple[str, str]
    made: Callable[[Town], int]
