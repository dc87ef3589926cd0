"""Puts every message and form that the desk sent in the tests through slack_sdk's own validation.

Takes files with one JSON body a line. What slack_sdk is known to overlook is looked at beside it: 50
blocks in a message, actions that share an id, what a list's options may hold, and the size of it all.
"""

import json
import sys

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

MESSAGE_CHARACTERS = 12_000


def texts(value):
    if isinstance(value, dict):
        if value.get("type") in ("plain_text", "mrkdwn"):
            yield value
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def check(blocks, most):
    for block in blocks:
        parsed = Block.parse(block)
        assert parsed is not None, f"slack_sdk does not know {block}"
        parsed.validate_json()
    assert 0 < len(blocks) <= most, f"{len(blocks)} blocks"
    actions = [element["action_id"] for block in blocks if block["type"] == "actions" for element in block["elements"]]
    assert len(actions) == len(set(actions)), f"actions share an id: {actions}"
    size = len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))
    assert size <= MESSAGE_CHARACTERS, f"{size} characters"
    for block in blocks:
        for element in block.get("elements", []) if block["type"] == "actions" else []:
            assert element["type"] != "button" or element["text"]["type"] == "plain_text", element
        for field in block.get("fields", []):
            assert len(field["text"]) <= 2_000, "a field is too long"
    for text in texts(blocks):
        assert text["text"], f"an empty text in {blocks}"


def main(paths):
    messages = forms = 0
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                body = json.loads(line)
                if "view" in body:
                    View(**{k: v for k, v in body["view"].items()}).validate_json()
                    check(body["view"]["blocks"], 100)
                    forms += 1
                elif "blocks" in body:
                    check(body["blocks"], 50)
                    messages += 1
                for option in body.get("options", []):
                    assert len(option["text"]["text"]) <= 75 and len(option["value"]) <= 150, option
    assert messages and forms, "the tests have sent nothing"
    print(f"slack_sdk takes all {messages} messages and {forms} forms")


if __name__ == "__main__":
    main(sys.argv[1:])
