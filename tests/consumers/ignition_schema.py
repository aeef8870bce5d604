"""Validates one Ignition config against a stored schema, made as strict as the spec that it must be.

usage: ignition_schema.py SCHEMAS SPEC CONFIG
Prints what is wrong, a line each, and ends with 1.
"""

import json
import pathlib
import sys

import jsonschema

# Spec: the stored schema, and what it describes that came after the spec, as paths of definitions.
SPECS = {
    "2.1.0": (
        "ignition-2.5-experimental.schema.json",
        [
            ("ignition", "security"),
            ("ignition", "proxy"),
            ("ignition/definitions/config-reference", "httpHeaders"),
            ("storage/definitions/raid", "options"),
            ("storage/definitions/file/allOf/1", "append"),
            ("storage/definitions/node", "overwrite"),
            ("storage/definitions/file-contents", "httpHeaders"),
            ("storage/definitions/partition", "sizeMiB"),
            ("storage/definitions/partition", "startMiB"),
            ("storage/definitions/partition", "wipePartitionEntry"),
            ("storage/definitions/partition", "shouldExist"),
            ("networkd/definitions/networkdunit", "dropins"),
        ],
    ),
    "3.3.0": ("ignition-3.3.schema.json", []),
}


def at(schema, path):
    """The part of `schema` that `path` names below its definitions."""
    here = schema["definitions"]
    for step in path.split("/"):
        here = here[int(step)] if isinstance(here, list) else here[step]
    return here


def known_keys(schema, part):
    """The keys of an object that is described here or by reference, through `allOf`."""
    keys = set(part.get("properties", {}))
    for other in part.get("allOf", []):
        keys |= known_keys(schema, other)
    if "$ref" in part:
        keys |= known_keys(schema, at(schema, part["$ref"].removeprefix("#/definitions/")))
    return keys


def unknown_keys(schema, part, value, place=()):
    """Keys that the schema does not know, which it would let pass."""
    while "$ref" in part:
        part = at(schema, part["$ref"].removeprefix("#/definitions/"))
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from unknown_keys(schema, part.get("items", {}), item, (*place, i))
    elif isinstance(value, dict):
        keys = known_keys(schema, part)
        for key, inner in value.items():
            if key not in keys:
                yield (*place, key)
            else:
                yield from unknown_keys(schema, property_of(schema, part, key), inner, (*place, key))


def property_of(schema, part, key):
    """The description of `key` in an object described by `part`."""
    while "$ref" in part:
        part = at(schema, part["$ref"].removeprefix("#/definitions/"))
    if key in part.get("properties", {}):
        return part["properties"][key]
    for other in part.get("allOf", []):
        if key in known_keys(schema, other):
            return property_of(schema, other, key)
    return {}


def main(folder, spec, path):
    name, later = SPECS[spec]
    schema = json.loads(pathlib.Path(folder, name).read_text())
    for part, key in later:
        del at(schema, part)["properties"][key]
    config = json.loads(pathlib.Path(path).read_text())
    found = []
    if config.get("ignition", {}).get("version") != spec:
        found.append(f"ignition/version: is not {spec}")
    for error in jsonschema.Draft4Validator(schema).iter_errors(config):
        found.append("/".join(map(str, error.path)) + ": " + error.message)
    for place in unknown_keys(schema, schema, config):
        found.append("/".join(map(str, place)) + ": unknown key")
    print("\n".join(found), end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
