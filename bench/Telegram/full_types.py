"""Writes FullTypes.cs, every type that an update can hold with every field, from a machine-readable copy of the Bot API's documentation.

    python3 full_types.py telegram-bot-api.json > FullTypes.cs
"""
import json
import sys

SIMPLE = {"Integer": "long?", "String": "string?", "Boolean": "bool?", "True": "bool?", "Float": "double?"}
ANY = "JsonElement?"


def pascal(name):
    return "".join(word.capitalize() for word in name.split("_"))


def fields_of(types, name):
    entry = types[name]
    if "subtypes" not in entry:
        return entry.get("fields", [])
    merged = {}
    for subtype in entry["subtypes"]:
        for field in types[subtype].get("fields", []):
            merged.setdefault(field["name"], field)
    return merged.values()


def kind(types, names, used):
    if len(names) > 1:
        return ANY
    name = names[0]
    if name.startswith("Array of "):
        return f"List<{kind(types, [name[9:]], used).rstrip('?')}>?"
    if name in SIMPLE:
        return SIMPLE[name]
    if name not in types or any(subtype not in types for subtype in types[name].get("subtypes", [])):
        return ANY
    used.append(name)
    return name + "?"


def main(path):
    spec = json.load(open(path, encoding="utf-8"))
    types, waiting, done = spec["types"], ["Update"], {}
    while waiting:
        name = waiting.pop(0)
        if name in done:
            continue
        used = []
        done[name] = [(field["name"], kind(types, field["types"], used)) for field in fields_of(types, name)]
        waiting += used
    print("using System.Text.Json;\nusing System.Text.Json.Serialization;\n\nnamespace Bots.Bench.Telegram.Full;\n")
    print(f"// {spec['version']}: every type that an update can hold, with every field, as a complete client reads them. Made by full_types.py, for comparison only.")
    for name in sorted(done):
        properties = (
            f'[JsonPropertyName("{field}")] public {type} {pascal(field)}Value {{ get; set; }}' if pascal(field) == name
            else f"public {type} {pascal(field)} {{ get; set; }}" for field, type in done[name])
        print(f"public sealed class {name} {{ {' '.join(properties)} }}\n")


main(sys.argv[1])
