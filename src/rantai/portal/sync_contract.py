"""The contract of `/api/sync` as OpenAPI, made from the very models that read what comes in."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from rantai.records.inbox.envelopes import Contact, Envelope
from rantai.records.inbox.kinds import Kind

OUTCOME = {
    "type": "object",
    "required": ["id", "state", "code", "sentence", "remedy"],
    "properties": {
        "id": {"type": "string"},
        "state": {
            "enum": ["waiting", "applied", "conflict", "refused", "set_aside", "malformed"],
        },
        "code": {"type": "string"},
        "sentence": {"type": "string"},
        "remedy": {"type": "string"},
    },
}
SAID = {
    "type": "object",
    "required": ["sentence", "remedy"],
    "properties": {"sentence": {"type": "string"}, "remedy": {"type": "string"}},
}
REGISTRATION = {
    "type": "object",
    "required": ["device", "token", "server_time"],
    "properties": {
        "device": {"type": "string", "format": "uuid"},
        "token": {"type": "string"},
        "server_time": {"type": "string", "format": "date-time"},
    },
}
ARRIVED = {
    "type": "object",
    "required": ["have", "of"],
    "properties": {
        "have": {"type": "integer", "description": "Bytes that are safe here; go on from there."},
        "of": {"type": "integer", "description": "Bytes of the whole file."},
    },
}
COME_BACK = {
    "Retry-After": {
        "description": "Seconds to wait; nothing of this contact was stored.",
        "required": True,
        "schema": {"type": "integer"},
    }
}
SECRET: list[dict[str, list[str]]] = [{"device": []}]
SESSION: list[dict[str, list[str]]] = [{"session": []}]


def contract(kinds: Mapping[str, Kind], registration: type[BaseModel]) -> dict[str, Any]:
    """The OpenAPI document: one address for facts, one for the day's papers, one to register."""
    models: dict[type[BaseModel], None] = dict.fromkeys(
        [registration, Contact, Envelope, *(kind.shape for kind in kinds.values())]
    )
    _refs, schemas = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/components/schemas/{model}"
    )
    known = dict(schemas["$defs"])
    known["Envelope"]["description"] = "data by kind: " + ", ".join(
        f"{kind.name} ({kind.shape.__name__})" for kind in kinds.values()
    )
    known["Contact"]["properties"]["facts"]["items"] = {"$ref": "#/components/schemas/Envelope"}
    known |= {"Outcome": OUTCOME, "Said": SAID, "Registered": REGISTRATION}
    known["Arrived"] = ARRIVED
    said = {"description": "A sentence and a remedy.", "content": _json("Said")}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rantai sync", "version": "1"},
        "components": {
            "schemas": known,
            "securitySchemes": {
                "device": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            },
        },
        "paths": {
            "/api/sync": {
                "post": {
                    "summary": "Tell facts; each is stored once, however often it is told.",
                    "security": SECRET,
                    "requestBody": {"required": True, "content": _json("Contact")},
                    "responses": {
                        "200": {"description": "What became of each.", "content": _answers()},
                        "400": said,
                        "401": said,
                        "413": said,
                        "503": {**said, "headers": COME_BACK},
                    },
                }
            },
            "/api/sync/device": {
                "post": {
                    "summary": "Make this device known; its secret is told once, and kept nowhere.",
                    "security": SESSION,
                    "requestBody": {"required": True, "content": _json(registration.__name__)},
                    "responses": {
                        "201": {"description": "It may tell.", "content": _json("Registered")},
                        "302": {"description": "Nobody is signed in."},
                        "400": said,
                        "403": {"description": "The page's token is missing."},
                        "404": {"description": "Who is signed in belongs to no co-operative."},
                        "409": said,
                    },
                }
            },
            "/api/sync/file/{fact}": _file_of_a_fact(said),
            "/api/sync/day": {
                "get": {
                    "summary": "What a phone carries for a week without signal.",
                    "security": SECRET,
                    "responses": {
                        "200": {
                            "description": "Work orders, limits, heats, outcomes.",
                            "content": {"application/json": {"schema": {"type": "object"}}},
                        },
                        "304": {"description": "The phone carries it already."},
                        "401": said,
                    },
                }
            },
        },
    }


def _file_of_a_fact(said: dict[str, Any]) -> dict[str, Any]:
    known = {"description": "How far the file has come.", "content": _json("Arrived")}
    piece = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    start = {"type": "integer", "minimum": 0}
    name = {"type": "string", "format": "uuid"}
    return {
        "parameters": [{"name": "fact", "in": "path", "required": True, "schema": name}],
        "get": {
            "summary": "How much of a file is here that a fact of this device announced.",
            "security": SECRET,
            "responses": {"200": known, "401": said, "404": said},
        },
        "post": {
            "summary": "Send the next piece of it; one that is here already changes nothing.",
            "security": SECRET,
            "parameters": [{"name": "from", "in": "query", "required": True, "schema": start}],
            "requestBody": {"required": True, "content": piece},
            "responses": {
                "200": known,
                "400": said,
                "401": said,
                "404": said,
                "413": said,
                "422": said,
                "503": {**said, "headers": COME_BACK},
            },
        },
    }


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _answers() -> dict[str, Any]:
    many = {"type": "array", "items": {"$ref": "#/components/schemas/Outcome"}}
    return {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["server_time", "skew_ms", "answers", "later"],
                "properties": {
                    "server_time": {"type": "string", "format": "date-time"},
                    "skew_ms": {"type": "integer"},
                    "answers": many,
                    "later": many,
                },
            }
        }
    }
