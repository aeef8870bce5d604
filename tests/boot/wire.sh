# The wire: a bridge, and at its end the server of the lab, with the configuration that was built. Sourced, and only
# in the namespaces that `run` makes: what is set up here disappears with them.

# make_wire MACHINES: a bridge with the server's addresses, and a port for each machine.
make_wire() {
  local i
  ip link set lo up
  # A bridge that thinks before it forwards costs each boot 15 to 30 seconds.
  ip link add br0 type bridge forward_delay 0 stp_state 0
  ip addr add "$address/24" dev br0
  ip -6 addr add fd00:56::1/64 dev br0 nodad
  ip link set br0 up
  for ((i = 1; i <= $1; i++)); do
    ip tuntap add "tap$i" mode tap
    ip link set "tap$i" master br0 up
  done
}

# option NAME FILE: what a line `NAME=VALUE` of dnsmasq's configuration says; empty without one.
option() { sed -n "s/^$1=//p" "$2" | tail -n 1; }

# serve TREE LOGS: dnsmasq and the web server on the tree as it was built; leaves their ids in `servers`.
serve() {
  local conf=$1/operator/dhcp/dnsmasq.conf tftp leases
  mkdir -p "$2"
  # Where the configuration says that the server keeps things, this mount namespace has folders of the test.
  tftp=$(option tftp-root "$conf")
  if [ -n "$tftp" ]; then
    mkdir -p "$2/tftp"
    [ ! -d "$1/public/tftp" ] || cp -R "$1/public/tftp/." "$2/tftp"
    place_loaders "$2/tftp"
    over "$tftp" "$2/tftp"
  fi
  leases=$(option dhcp-leasefile "$conf")
  mkdir -p "$2/leases"
  chmod 777 "$2/leases"
  over "$(dirname "${leases:-/var/lib/misc/dnsmasq.leases}")" "$2/leases"

  dnsmasq --keep-in-foreground --conf-file="$conf" --conf-file="$here/extra.conf" --pid-file="" \
    --log-facility=- > "$2/dnsmasq.log" 2>&1 &
  servers=($!)
  python3 "$here/serve.py" --bind "$address" --port "$port" --root "$1/public/http" --mirror "$images" \
    --log "$2/web.jsonl" > "$2/web.err" 2>&1 &
  servers+=($!)
  wait_for 'the web server' "$2/web.err" '^ready$' "${servers[1]}"
  wait_for 'dnsmasq' "$2/dnsmasq.log" 'DHCP, IP range' "${servers[0]}"
}

# The loaders that the operator copies into the TFTP folder, from Debian's package.
place_loaders() {
  local loader
  for loader in /usr/lib/ipxe/undionly.kpxe /boot/ipxe.efi /usr/lib/ipxe/snponly.efi; do
    [ -e "$1/${loader##*/}" ] || cp "$loader" "$1"
  done
  chmod -R a+rX "$1"
}

# over PATH FOLDER: from now on, and only in this mount namespace, PATH is FOLDER.
over() {
  # A path that does not exist is made in a scratch file system over its nearest folder, not on the machine.
  if [ ! -d "$1" ]; then
    local parent=$1
    while [ ! -d "$parent" ]; do parent=$(dirname "$parent"); done
    [ "$parent" != / ] || give_up "$1 does not exist, and neither does anything above it"
    mount -t tmpfs -o mode=755 none "$parent"
    mkdir -p "$1"
  fi
  mount --bind "$2" "$1"
}

# wait_for WHO FILE PATTERN PID: until the line is there; a server that ended instead says why.
wait_for() {
  until grep -q "$3" "$2" 2> /dev/null; do
    kill -0 "$4" 2> /dev/null || { sed 's/^/  /' "$2"; give_up "$1 did not start"; }
    sleep 0.1
  done
}

# stop_servers: by their ids.
stop_servers() {
  [ "${#servers[@]}" -gt 0 ] || return 0
  kill "${servers[@]}" 2> /dev/null || true
  wait "${servers[@]}" 2> /dev/null || true
  servers=()
}
servers=()
