"""Shopify's three layers of error, with its own codes and wording (reference, section 3.1).

Errors of the first layer are HTTP answers (``routes.py``); those of the second stand in the
top-level ``errors`` of a 200; those of the third are ``userErrors`` in a mutation's payload.
"""

from collections.abc import Sequence

from graphql import GraphQLError, Node

BAD_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"
RATE_LIMITS = "https://shopify.dev/api/usage/rate-limits"
COST_LIMITS = "https://shopify.dev/api/usage/limits#rate-limits"

UserErrors = list[dict[str, object]]


def user_error(
    field: Sequence[str] | None, message: str, code: str | None = None
) -> dict[str, object]:
    """One entry of ``userErrors``; ``code`` is dropped where the payload's type has none."""
    return {"field": None if field is None else list(field), "message": message, "code": code}


class TopLevelError(GraphQLError):
    """An error of the second layer."""

    code = "BAD_REQUEST"

    def __init__(self, message: str, nodes: Sequence[Node] | None = None) -> None:
        super().__init__(message, nodes=nodes, extensions={"code": self.code})


class BadRequest(TopLevelError):
    """A rule that the schema cannot express, such as a mandatory directive."""


class InvalidFieldArguments(TopLevelError):
    """A key that must be present is not, although the schema calls it nullable."""

    code = "INVALID_FIELD_ARGUMENTS"


class NotFoundById(TopLevelError):
    """A malformed id, or one of another type."""

    code = "RESOURCE_NOT_FOUND"


def input_too_large(size: int, most: int, where: Sequence[str]) -> dict[str, object]:
    """More entries in an input array than allowed; the call is not even begun."""
    return {
        "message": f"The input array size of {size} is greater than the maximum allowed of {most}.",
        "path": list(where),
        "extensions": {"code": "MAX_INPUT_SIZE_EXCEEDED"},
    }


def throttled() -> dict[str, object]:
    """The bucket is empty."""
    return {
        "message": "Throttled",
        "extensions": {"code": "THROTTLED", "documentation": RATE_LIMITS},
    }


def too_dear(cost: int, most: int) -> dict[str, object]:
    """One query asks for more than any one query may."""
    return {
        "message": (
            f"Query cost is {cost}, which exceeds the single query max cost limit ({most}).\n\n"
            "See https://shopify.dev/concepts/about-apis/rate-limits for more information on how"
            " the\ncost of a query is calculated.\n\nTo query larger amounts of data with fewer"
            " limits, bulk operations should be used instead.\nSee"
            " https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage"
            " details.\n"
        ),
        "extensions": {
            "code": "MAX_COST_EXCEEDED",
            "cost": cost,
            "maxCost": most,
            "documentation": COST_LIMITS,
        },
    }


def internal(request_id: str) -> dict[str, object]:
    """Shopify's own trouble; what became of the call is unknown to the caller."""
    return {
        "message": (
            "Internal error. Looks like something went wrong on our end.\n"
            f"Request ID: {request_id} (include this in support requests)."
        ),
        "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": request_id},
    }
