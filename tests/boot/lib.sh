# What the parts of the boot test share. Sourced, never run.
#
# Each check prints one line, `ok - WHAT` or `not ok - WHAT`, which `.ci/run` counts.
set -euo pipefail
export LC_ALL=C
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
dlc=${DLC:-$root/target/debug/dlc}
failed=0

# The server of the lab in lab.dl; in the namespace nothing else exists.
readonly address=192.168.56.1
readonly port=8080

say() { printf '# %s\n' "$*"; }

# give_up WHAT: the test cannot go on, and that is a failure.
give_up() {
  printf 'not ok - %s\n' "$*"
  exit 1
}

# left_out WHY: here the test cannot run at all. Said, never passed over; `.ci/run` runs where it can.
left_out() {
  printf 'LEFT OUT: the boot test: %s\n' "$*" >&2
  exit 0
}

# need PROGRAM PACKAGE
need() { command -v "$1" > /dev/null || give_up "$1 is missing: apt-get install $2"; }

# need_file FILE PACKAGE
need_file() { [ -e "$1" ] || give_up "$1 is missing: apt-get install $2"; }

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
