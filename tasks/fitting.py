"""What a vendor's own limits refuse before anything is sent."""

from pydantic import ValidationError

from clients.errors import Rejected


def does_not_fit(vendor: str, operation: str, error: ValidationError) -> Rejected:
    """Say which fields a vendor could not hold, never what stood in them; nothing was sent.

    Args:
        vendor: Its name as people write it, such as ``ShipStation``.
        operation: What would have been called.
        error: What the model of the body found.
    """
    wrong = "; ".join(
        f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors()
    )
    said = f"{vendor} could not hold it: {wrong}"
    return Rejected(said, system=vendor.lower(), operation=operation)
