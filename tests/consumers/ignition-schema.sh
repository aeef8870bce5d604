#!/usr/bin/env bash
# Stored schemas, narrowed to the spec that each config names. No validator of today reads specs 2.x.
# PYTHON is a Python with `jsonschema`.
. "$(dirname "$0")/lib.sh"
python=${PYTHON:-python3}
need "$python" 'apt-get install python3'
"$python" -c 'import jsonschema' 2> /dev/null || { echo 'not ok - Python has no jsonschema: pip install jsonschema'; exit 2; }
valid() { "$python" "$here/ignition_schema.py" "$here/schemas" "$1" "$2"; }

for pair in room225=2.1.0 room225-today=3.3.0; do
  lab=${pair%=*} spec=${pair#*=}
  build "examples/$lab/lab.dl" "$scratch/$lab"
  mapfile -t configs < <(find "$scratch/$lab/public" -name '*.ign' | sort)
  check "$lab has Ignition configs" test "${#configs[@]}" -gt 0
  for config in "${configs[@]}"; do
    check "schema of Ignition $spec: $lab/${config##*/}" valid "$spec" "$config"
  done
  bad=$scratch/$lab-bad.ign
  altered "${configs[0]}" "$bad" 's/"ignition": *{/"extra": {}, &/'
  refuse "the schema of Ignition $spec refuses an unknown key" valid "$spec" "$bad"
  altered "${configs[0]}" "$bad" 's/"path": *"\([^"]*\)"/"path": 1/'
  refuse "the schema of Ignition $spec refuses a number where a path stands" valid "$spec" "$bad"
done
# A key that came after spec 2.1.
altered "$(find "$scratch/room225/public" -name '*.ign' | sort | head -n 1)" "$bad" 's/"path":/"overwrite": true, &/'
refuse "the schema of Ignition 2.1.0 refuses a key of 2.2" valid 2.1.0 "$bad"
exit "$failed"
