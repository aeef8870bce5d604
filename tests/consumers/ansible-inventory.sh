#!/usr/bin/env bash
# Ansible reads the inventories for kubespray, today's form and that of 2018, and OpenSSH the settings for logging in.
# Unknown keys, groups with hyphens and the like are warnings with status 0, so only its silence is a success.
. "$(dirname "$0")/lib.sh"
python=${PYTHON:-python3}
bin=$(dirname "$(command -v "$python")")
need "$bin/ansible-inventory" 'pip install ansible-core'
need ssh 'apt-get install openssh-client'
export ANSIBLE_LOCALHOST_WARNING=False LC_ALL=C.UTF-8

# listed INVENTORY OUT: what Ansible makes of it by the settings beside it, and not one byte of complaint.
listed() {
  ANSIBLE_CONFIG=$(dirname "$1")/ansible.cfg "$bin/ansible-inventory" -i "$1" --list > "$2" 2> "$2.err" && ! grep . "$2.err"
}

# holds FILE EXPRESSION: something about the printed structure, as `i`.
holds() { "$python" -c 'import json, sys; i = json.load(open(sys.argv[1])); assert eval(sys.argv[2]), i' "$1" "$2"; }

build examples/room225/lab.dl "$scratch/room225" > /dev/null 2>&1
build examples/room225-today/lab.dl "$scratch/today" > /dev/null 2>&1
old=$scratch/room225/operator/kubespray/inventory.cfg
new=$scratch/today/operator/kubespray/hosts.yaml

check "the form of 2018 is read in silence" listed "$old" "$scratch/old.json"
check "its groups are the lab's roles" holds "$scratch/old.json" \
  'i["kube-master"]["hosts"] == ["s4"] and i["etcd"]["hosts"] == ["s4"] and sorted(i["kube-node"]["hosts"]) == ["s5", "s6"]'
check "its variables are there, yes and no as such" holds "$scratch/old.json" \
  'i["_meta"]["hostvars"]["s4"]["kubectl_localhost"] is True and i["_meta"]["hostvars"]["s4"]["bootstrap_os"] == "coreos"'
check "today's form is read in silence" listed "$new" "$scratch/new.json"
check "its groups are the lab's roles" holds "$scratch/new.json" \
  'i["kube_control_plane"]["hosts"] == ["s4"] and i["etcd"]["hosts"] == ["s4"] and sorted(i["kube_node"]["hosts"]) == ["s5", "s6"]'
check "its version has no v, and is a text" holds "$scratch/new.json" \
  'i["_meta"]["hostvars"]["s5"]["kube_version"] == "1.35.4"'
check "addresses are texts" holds "$scratch/new.json" 'i["_meta"]["hostvars"]["s6"]["ip"] == "10.146.225.6"'
for tree in room225 today; do
  check "ansible-config reads ansible.cfg of $tree" env ANSIBLE_CONFIG="$scratch/$tree/operator/kubespray/ansible.cfg" \
    "$bin/ansible-config" dump --only-changed
  check "ssh reads the settings of $tree" sh -c \
    "ssh -G -F '$scratch/$tree/operator/ssh/config' s4 | grep -qx 'hostname 10.146.225.4'"
done

altered "$new" "$(dirname "$new")/bad.yaml" 's/^  children:/  childrens:/'
refuse "Ansible complains of a key that it does not know" listed "$(dirname "$new")/bad.yaml" "$scratch/bad.json"
altered "$old" "$(dirname "$old")/bad.cfg" 's/^\[etcd\]/[etcd/'
refuse "Ansible complains of a section without an end" listed "$(dirname "$old")/bad.cfg" "$scratch/bad2.json"
exit "$failed"
