# Shared by the consumer checks: building a tree, saying what passed, and refusing to run without the tool.
#
# Sourced, never run. Each check prints one line, `ok - WHAT` or `not ok - WHAT`, which `.ci/run` counts; the script
# ends with 1 if one was not ok, and with 2 if it could not check at all.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
dlc=${DLC:-$root/target/debug/dlc}
failed=0
scratch=$(mktemp -d)
trap 'rm -rf --one-file-system "$scratch"' EXIT

# need PROGRAM HOW: without the program there is no check, and that is said, not passed over.
need() {
  command -v "$1" > /dev/null && return
  printf 'not ok - %s is missing: %s\n' "$1" "$2"
  exit 2
}

# check WHAT COMMAND...: the command must succeed; what it printed is shown if it did not.
check() {
  local what=$1 out
  shift
  if out=$("$@" 2>&1); then
    printf 'ok - %s\n' "$what"
  else
    printf '%s\n' "$out" | sed 's/^/  /'
    printf 'not ok - %s\n' "$what"
    failed=1
  fi
}

# refuse WHAT COMMAND...: the command must fail, or the check that uses it proves nothing.
refuse() {
  local what=$1
  shift
  if "$@" > /dev/null 2>&1; then
    printf 'not ok - %s\n' "$what"
    failed=1
  else
    printf 'ok - %s\n' "$what"
  fi
}

# silent COMMAND...: succeeds only with status 0 and not one byte of output. For programs whose warnings are errors.
silent() {
  local out
  out=$("$@" 2>&1) || { printf '%s\n' "$out"; return 1; }
  test -z "$out" || { printf '%s\n' "$out"; return 1; }
}

# build LAB DIR [ARGUMENT...]: a tree to look at.
build() {
  local lab=$1 dir=$2
  shift 2
  "$dlc" build "$root/$lab" -o "$dir" "$@" || { printf 'not ok - dlc build %s\n' "$lab"; exit 2; }
}

# altered FROM TO EXPRESSION: a copy with one mistake in it, made by sed, that must really differ.
altered() {
  sed "$3" "$1" > "$2"
  ! cmp -s "$1" "$2" || { printf 'not ok - the bad input is the good one: %s\n' "$3"; exit 2; }
}

need "$dlc" 'cargo build'
