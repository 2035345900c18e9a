#!/usr/bin/env python3
"""Derives discord-facts.json from Discord's published OpenAPI document: python3 make-facts.py openapi.json > discord-facts.json

Kept are facts only (routes, names, types, required, limits) of the routes below; no descriptions."""
import json
import sys

ROUTES = """
GET /gateway
GET /gateway/bot
GET /applications/@me
GET /users/@me
POST /users/@me/channels
GET /channels/{channel_id}
GET /channels/{channel_id}/messages
POST /channels/{channel_id}/messages
GET /channels/{channel_id}/messages/{message_id}
PATCH /channels/{channel_id}/messages/{message_id}
DELETE /channels/{channel_id}/messages/{message_id}
POST /channels/{channel_id}/messages/{message_id}/threads
POST /channels/{channel_id}/typing
GET /guilds/{guild_id}/members/{user_id}
GET /applications/{application_id}/commands
PUT /applications/{application_id}/commands
POST /applications/{application_id}/commands
PATCH /applications/{application_id}/commands/{command_id}
DELETE /applications/{application_id}/commands/{command_id}
GET /applications/{application_id}/guilds/{guild_id}/commands
PUT /applications/{application_id}/guilds/{guild_id}/commands
POST /applications/{application_id}/guilds/{guild_id}/commands
PATCH /applications/{application_id}/guilds/{guild_id}/commands/{command_id}
DELETE /applications/{application_id}/guilds/{guild_id}/commands/{command_id}
POST /interactions/{interaction_id}/{interaction_token}/callback
POST /webhooks/{webhook_id}/{webhook_token}
GET /webhooks/{webhook_id}/{webhook_token}/messages/@original
PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original
DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original
PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}
DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}
""".split("\n")
KEPT = ("required", "enum", "const", "pattern", "maxLength", "minLength", "maxItems", "minItems", "maximum", "minimum", "uniqueItems", "maxProperties")
PREFIX = "#/components/schemas/"

document = json.load(open(sys.argv[1]))
schemas = document["components"]["schemas"]
used = {}


def facts(schema):
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(PREFIX)
        if name not in used:
            used[name] = {}
            used[name] = facts(schemas[name])
        return {"ref": name}
    result = {key: schema[key] for key in KEPT if key in schema}
    if "type" in schema:
        result["type"] = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    for key in ("oneOf", "anyOf"):
        if key not in schema:
            continue
        if all("const" in one for one in schema[key]):
            result["enum"] = [one["const"] for one in schema[key]]
        else:
            result["any"] = [facts(one) for one in schema[key]]
    if "allOf" in schema:
        result["all"] = [facts(one) for one in schema["allOf"]]
    if "properties" in schema:
        result["properties"] = {name: facts(one) for name, one in schema["properties"].items()}
    if "items" in schema:
        result["items"] = facts(schema["items"])
    if isinstance(schema.get("additionalProperties"), dict):
        result["additional"] = facts(schema["additionalProperties"])
    return result


def route(line):
    method, path = line.split(" ")
    operation = document["paths"][path][method.lower()]
    result = {"method": method, "path": path}
    query = [one for one in operation.get("parameters", []) if one["in"] == "query"]
    if query:
        result["query"] = {one["name"]: facts(one["schema"]) for one in query}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        result["body"] = facts(body["schema"])
    if not any("BotToken" in one for one in operation.get("security", [])):
        result["open"] = True
    return result


routes = [route(line) for line in ROUTES if line]
lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in routes)
types = ",\n".join(f"{json.dumps(name)}:{json.dumps(used[name], separators=(',', ':'))}" for name in sorted(used))
print(f'{{"routes":[\n{lines}\n],\n"types":{{\n{types}\n}}}}')
