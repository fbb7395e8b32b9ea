"""What every group of settings is made of."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

PREFIX = "STOCKSTEADY_"
"""What every setting's name in the environment begins with."""


def listed(told: object) -> object:
    """A list from one line, parted by commas."""
    if isinstance(told, str):
        return [part.strip() for part in told.split(",") if part.strip()]
    return told


Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]
ChannelId = Annotated[str, Field(pattern=r"^[CGD][A-Z0-9]+$")]
"""A name such as ``#stock`` is none: it breaks when somebody renames the channel."""
Seconds = Annotated[float, Field(gt=0)]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(listed)]


class Group(BaseModel):
    """Settings that belong together; a name it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
