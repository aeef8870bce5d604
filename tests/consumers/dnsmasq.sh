#!/usr/bin/env bash
# dnsmasq reads what we write for it, and answers machines of every firmware as the lab says.
# The answers need root: dnsmasq runs in namespaces of its own, at one end of a wire whose other end asks.
. "$(dirname "$0")/lib.sh"
need dnsmasq 'apt-get install dnsmasq-base'

# asked CONF: dnsmasq on that file, and the questions below, between two ends of a wire that nothing else has.
asked() {
  # shellcheck disable=SC2016
  unshare -m -n -p -f --propagation private --kill-child bash -euc '
    mkdir -p /srv
    mount -t tmpfs none /srv && mkdir /srv/tftp
    mount -t tmpfs none /var/lib/misc
    ip link set lo up
    ip link add br0 type veth peer name ask0
    ip addr add 192.168.56.1/24 dev br0
    ip link set br0 up && ip link set ask0 up
    dnsmasq -k -C "$1" --user=root --pid-file= > "$3/dnsmasq.log" 2>&1 &
    server=$!
    for i in $(seq 50); do ! grep -q started "$3/dnsmasq.log" || break; sleep 0.1; done
    while read -r name words; do
      # shellcheck disable=SC2086
      python3 "$2" ask0 $words > "$3/$name" || true
    done < "$3/questions"
    kill "$server"
  ' asked "$1" "$here/dnsmasq/ask.py" "$scratch"
}

# answer NAME LINE: that question was answered so.
answer() { grep -qxF "$2" "$scratch/$1" || { cat "$scratch/$1" "$scratch/dnsmasq.log"; return 1; }; }

build examples/serve/lab.dl "$scratch/serve"
build examples/room225-today/lab.dl "$scratch/today"
served=$scratch/serve/operator/dhcp/dnsmasq.conf
check "dnsmasq --test: serve" dnsmasq --test -C "$served"
check "dnsmasq --test: the fragment of room225-today by itself" dnsmasq --test -C "$scratch/today/operator/dhcp/dnsmasq.conf"
altered "$served" "$scratch/bad.conf" 's/^dhcp-range=.*/dhcp-range=192.168.56.100,192.168.57.300/'
refuse "dnsmasq refuses an address that is none" dnsmasq --test -C "$scratch/bad.conf"
altered "$served" "$scratch/unknown.conf" 's/^no-ping$/no-pong/'
refuse "dnsmasq refuses a word that it does not know" dnsmasq --test -C "$scratch/unknown.conf"

if [ "$(id -u)" -ne 0 ] || ! unshare -m -n true 2> /dev/null; then
  echo 'LEFT OUT: what dnsmasq answers, which needs root and namespaces'
  exit "$failed"
fi
cat > "$scratch/questions" <<'QUESTIONS'
bios 52:54:00:56:00:04 arch=0
uefi 52:54:00:56:00:05 arch=7
http 52:54:00:56:00:06 arch=16 vendor=HTTPClient
loader 52:54:00:56:00:05 arch=7 user-class=iPXE ipxe
guest 52:54:00:99:00:01 arch=0
QUESTIONS
check "dnsmasq runs on the file as it is" asked "$served"
check "BIOS is given the machine's own address" answer bios address=192.168.56.4
check "BIOS is given its loader" answer bios "option 67=undionly.kpxe"
check "UEFI is given its loader" answer uefi "option 67=ipxe.efi"
check "UEFI over HTTP is given a URL" answer http "option 67=http://192.168.56.1:8080/ipxe.efi"
check "the loader is given the script" answer loader "option 67=http://192.168.56.1:8080/ipxe/boot.ipxe"
check "a machine that nobody knows is given an address of the pool" grep -qE '^address=192\.168\.56\.1[0-9][0-9]$' "$scratch/guest"
exit "$failed"
