"""Writes facts.txt, what the fake Bot API server knows of requests, from a machine-readable copy of the Bot API's documentation.

    python3 facts.py telegram-bot-api.json > facts.txt

One line per method, and one per type that parameters are made of: `name parameter:type{limits} ...`;
then the names of all fields of an update and of a message.
`*` marks what is required; i s b f = integer, string, boolean, float; F = a file; [x] = a list; | = one of.
`{1,4096}` limits a number's value, a list's items or a text's length, `{1,64b}` a text's bytes; `=x` is a constant.
"""
import json
import re
import sys

SKIPPED = re.compile("Sticker|Gift|Story|Business|Invoice|Star|Passport|Game|Suggested|Verif|Shipping|PreCheckout|Checklist|Emoji|Managed|PaidMedia|Boost|Prepared")
# Parameters that are newer than the copy.
LATER = {"sendMessageDraft": ["can_stop", "keep_on_stop"]}
SIMPLE = {"Integer": "i", "String": "s", "Boolean": "b", "True": "b", "Float": "f", "InputFile": "F"}


def limits(text):
    if found := re.search(r"must be (?:one of )?[“\"']?([a-z_]+)[”\"']?$", text.strip(".")):
        return "=" + found[1]
    if found := re.search(r"\b(\d+)[-–](\d+) (characters|bytes)", text):
        return "{%s,%s%s}" % (found[1], found[2], "b" if found[3] == "bytes" else "")
    if found := re.search(r"(?:Values between|between|array of|must include) (\d+)\s?(?:[-–]|and)\s?(\d+)", text):
        return "{%s,%s}" % (found[1], found[2])
    return ""


def kind(name, used):
    if name.startswith("Array of "):
        return "[" + kind(name[9:], used) + "]"
    if name not in SIMPLE:
        used.append(name)
    return SIMPLE.get(name, name)


def line(name, fields, used):
    parts = [name]
    for field in fields:
        if SKIPPED.search("|".join(field["types"])):
            continue
        types = "|".join(kind(each, used) for each in field["types"])
        parts.append(f"{field['name']}{'*' if field['required'] else ''}:{types}{limits(field['description'])}")
    return " ".join(parts)


def main(path):
    spec = json.load(open(path, encoding="utf-8"))
    used, done = [], set()
    for name, more in LATER.items():
        spec["methods"][name]["fields"] += [{"name": field, "types": ["Boolean"], "required": False, "description": ""} for field in more]
    print(f"# {spec['version']}, with {', '.join(LATER)} of Bot API 10.3")
    for name, method in sorted(spec["methods"].items()):
        if not SKIPPED.search(name):
            print(line(name, method.get("fields", []), used))
    print("# types")
    while used:
        name = used.pop(0)
        if name in done:
            continue
        done.add(name)
        entry = spec["types"][name]
        if "subtypes" in entry:
            print(f"{name} = {'|'.join(kind(each, used) for each in entry['subtypes'])}")
        else:
            print(line(name, entry.get("fields", []), used))
    print("# received")
    for name in ["Update", "Message"]:
        print(name, *(field["name"] for field in spec["types"][name]["fields"]))


main(sys.argv[1])
