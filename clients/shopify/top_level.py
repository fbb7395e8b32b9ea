"""What stands beside ``data`` in a GraphQL answer: ``errors``, and warnings about a search."""

from clients.errors import ClientError, OutcomeUnknown
from clients.shopify.answers import Answer, Json
from clients.shopify.refusals import kind_of


def top_level_error(errors: object, said: Json, whole: Answer) -> ClientError:
    """One error of our tree for the top-level errors of an answer; the gravest on a write."""
    listed = [each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []
    if not listed:  # REST style: {"errors": "..."}
        return whole.odd(f"errors: {str(errors)[:200]}")
    kinds, texts = [], []
    for each in listed:
        extensions = each.get("extensions")
        code = extensions.get("code") if isinstance(extensions, dict) else None
        code = code if isinstance(code, str) else None
        took_place = whole.write and _inside_a_payload(each.get("path"), said.get("data"))
        kinds.append(
            OutcomeUnknown if took_place else kind_of(code, write=whole.write, began="data" in said)
        )
        texts.append(f"{code or 'error'}: {str(each.get('message', ''))[:200]}")
    kind = OutcomeUnknown if OutcomeUnknown in kinds else kinds[0]
    return kind(
        "; ".join(texts[:3]),
        system="shopify",
        operation=whole.operation,
        request_id=whole.request_id,
    )


def _inside_a_payload(path: object, data: object) -> bool:
    """The error lies below a mutation that gave a payload, so the mutation itself was done."""
    if not isinstance(path, list) or len(path) < 2 or not isinstance(data, dict):
        return False
    return data.get(str(path[0])) is not None


def search_warnings(said: Json) -> str:
    """What ``extensions.search`` warns of. An ignored filter returns everything."""
    extensions = said.get("extensions")
    search = extensions.get("search") if isinstance(extensions, dict) else None
    rows = [row for row in search if isinstance(row, dict)] if isinstance(search, list) else []
    found = []
    for row in rows:
        warnings = row.get("warnings")
        for each in warnings if isinstance(warnings, list) else []:
            if isinstance(each, dict):
                found.append(f"{each.get('field')}: {each.get('message')}")
    return "; ".join(found)
