#!/usr/bin/env bash
# SHA256SUMS as the operator uses it: coreutils reads it, it names every file, and it notices a flipped byte.
. "$(dirname "$0")/lib.sh"
need sha256sum 'apt-get install coreutils'

sums() { (cd "$1" && sha256sum --strict --quiet -c SHA256SUMS); }
named() { sed -E 's/^\\?[0-9a-f]{64} [ *]//' "$1/SHA256SUMS" | sort; }
present() { (cd "$1" && find . -type f ! -path ./SHA256SUMS -printf '%P\n' | sort); }
all_named() { diff <(named "$1") <(present "$1"); }

for lab in room225 room225-today; do
  tree=$scratch/$lab
  build "examples/$lab/lab.dl" "$tree"
  check "sha256sum -c: $lab" sums "$tree"
  check "SHA256SUMS names every file of $lab" all_named "$tree"
done

cp -r "$tree/." "$scratch/damaged"
victim=$(find "$scratch/damaged/public" -type f | sort | head -n 1)
chmod u+w "$victim"
printf ' ' >> "$victim"
refuse "sha256sum -c notices a byte too much" sums "$scratch/damaged"
rm -f "$victim"
refuse "sha256sum -c notices a missing file" sums "$scratch/damaged"
exit "$failed"
