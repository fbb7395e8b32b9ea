"""What every table of the rules file is made of."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
LocationNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]+$")]
Names = Annotated[
    tuple[str, ...], BeforeValidator(lambda told: (told,) if isinstance(told, str) else told)
]
"""A list of names; one may be written without brackets."""
Text = Annotated[str, StringConstraints(min_length=1)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Seconds = Annotated[int, Field(ge=30, le=86_400)]

NAMED = "Write names in lower-case letters, digits and single underscores."


class Table(BaseModel):
    """A table of the file: a key it does not know is a slip of the pen, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
