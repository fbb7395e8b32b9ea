"""What mutations answer with, and the key they were called under."""

from graphql.execution import get_directive_values

from sandbox.shopify.errors import BadRequest, UserErrors
from sandbox.shopify.idempotency import REQUIRED_BY
from sandbox.shopify.resolvers.registry import Info

NO_DIRECTIVE = "The @idempotent directive is required for this mutation but was not provided."


def payload(info: Info, errors: UserErrors, **fields: object) -> dict[str, object]:
    """A payload; user errors mark the call as refused."""
    if errors:
        info.context.refused = True
    return {"userErrors": errors, **fields}


def required_key(info: Info) -> str:
    """The key of ``@idempotent``.

    Raises:
        BadRequest: The directive is missing, or the key blank.
    """
    if info.field_name not in REQUIRED_BY:
        raise LookupError(f"{info.field_name} needs no key")
    directive = info.schema.get_directive("idempotent")
    if directive is None:
        raise LookupError("the SDL lacks @idempotent")
    values = get_directive_values(directive, info.field_nodes[0], info.variable_values)
    if values is None:
        raise BadRequest(NO_DIRECTIVE)
    key = str(values["key"])
    if not key.strip():
        raise BadRequest("The idempotency key can't be blank.")
    info.context.refs.append(key)
    return key
