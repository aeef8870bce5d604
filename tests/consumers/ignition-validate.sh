#!/usr/bin/env bash
# The validator of the machines' own engine, on every Ignition config of the lab of today.
# It ends with 0 on unknown keys and only warns, so its silence is what counts.
. "$(dirname "$0")/lib.sh"
need ignition-validate 'apt-get install ignition'

build examples/room225-today/lab.dl "$scratch/tree"
mapfile -t configs < <(find "$scratch/tree/public" -name '*.ign' | sort)
check "there are Ignition configs to validate" test "${#configs[@]}" -gt 0
for config in "${configs[@]}"; do
  check "ignition-validate: ${config#"$scratch/tree/"}" silent ignition-validate "$config"
done

altered "${configs[0]}" "$scratch/unknown-key.ign" 's/"ignition": *{/"extra": {}, &/'
refuse "ignition-validate refuses an unknown key" silent ignition-validate "$scratch/unknown-key.ign"
altered "${configs[0]}" "$scratch/bad-mode.ign" 's/"mode": *[0-9][0-9]*/"mode": 99999/'
refuse "ignition-validate refuses a mode that is none" silent ignition-validate "$scratch/bad-mode.ign"
exit "$failed"
