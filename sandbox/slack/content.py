"""What may stand in a message: text, blocks and metadata, with Slack's limits."""

import json
from collections.abc import Iterator, Mapping

from sandbox.slack.errors import Json, Refusal
from sandbox.slack.switches import SlackSwitches

TEXT_MOST = 40_000
"""Characters of a text; the rest is cut off with a warning."""
BLOCKS_MOST = 50
ATTACHMENTS_MOST = 100
SECTION_MOST = 3000
FIELD_MOST = 2000
HEADER_MOST = 150
CONTEXT_MOST = 10
ACTIONS_MOST = 25


def read_json(value: object, code: str) -> object:
    """A structured argument; in a form or a query it comes as JSON text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refusal(code) from None


def read_blocks(value: object, switches: SlackSwitches) -> list[dict[str, Json]]:
    """The blocks, checked; none when there are none."""
    if value is None or value == "":
        return []
    blocks = read_json(value, "invalid_blocks_format")
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    complaints: list[str] = []
    if len(blocks) > BLOCKS_MOST:
        complaints.append(f"no more than {BLOCKS_MOST} items allowed [json-pointer:/blocks]")
    for index, block in enumerate(blocks):
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            complaints.append(f"missing required field: type [json-pointer:/blocks/{index}/type]")
        else:
            complaints.extend(_complaints(block, f"/blocks/{index}"))
    if complaints:
        raise Refusal("invalid_blocks", *complaints)
    if sum(len(text) for text in _texts(blocks)) > switches.blocks_text_most:
        raise Refusal("msg_blocks_too_long")
    return blocks


def _complaints(block: Mapping[str, Json], where: str) -> Iterator[str]:
    kind = block["type"]
    text = block.get("text")
    words = text.get("text") if isinstance(text, dict) else None
    if kind == "section" and not (words or block.get("fields")):
        yield f"missing required field: text [json-pointer:{where}]"
    if kind == "header" and not words:
        yield f"missing required field: text [json-pointer:{where}]"
    most = {"section": SECTION_MOST, "header": HEADER_MOST}.get(str(kind))
    if most is not None and isinstance(words, str) and len(words) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{where}/text/text]"
    fields = block.get("fields")
    if isinstance(fields, list):
        if len(fields) > CONTEXT_MOST:
            yield f"no more than {CONTEXT_MOST} items allowed [json-pointer:{where}/fields]"
        for index, field in enumerate(fields):
            if isinstance(field, dict) and len(str(field.get("text", ""))) > FIELD_MOST:
                yield (
                    f"must be less than {FIELD_MOST + 1} characters "
                    f"[json-pointer:{where}/fields/{index}/text]"
                )
    elements = block.get("elements")
    allowed = {"context": CONTEXT_MOST, "actions": ACTIONS_MOST}.get(str(kind))
    if allowed is not None and isinstance(elements, list) and len(elements) > allowed:
        yield f"no more than {allowed} items allowed [json-pointer:{where}/elements]"


def _texts(value: object) -> Iterator[str]:
    """Every text in blocks, at any depth."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "text" and isinstance(one, str):
                yield one
            else:
                yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def read_metadata(value: object, switches: SlackSwitches) -> dict[str, Json] | None:
    """The metadata, checked; empty when it is an empty object, ``None`` when there is none."""
    if value is None or value == "":
        return None
    metadata = read_json(value, "invalid_metadata_format")
    if not isinstance(metadata, dict):
        raise Refusal("invalid_metadata_format")
    if not metadata:
        return {}
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not kind or not isinstance(payload, dict):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > switches.metadata_most:
        raise Refusal("metadata_too_large")
    return {"event_type": kind, "event_payload": payload}
