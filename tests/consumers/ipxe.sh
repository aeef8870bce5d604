#!/usr/bin/env bash
# Judge: the iPXE in Debian's QEMU runs the scripts, fetched over HTTP from loopback by the emulator's own network.
# Machines are known by MAC, UUID, serial number and asset tag, one by nothing; no kernel is there, so what a person
# sees of that is looked at too. A script with a mistake in it must be seen to fail.
source "$(dirname "$0")/lib.sh"

need qemu-system-x86_64 'apt-get install qemu-system-x86 ipxe-qemu seabios ovmf'
need python3 'apt-get install python3'
uefi=/usr/share/OVMF/OVMF_CODE_4M.fd
test -e "$uefi" || { echo 'not ok - the firmware is missing: apt-get install ovmf'; exit 2; }
test -e /usr/lib/ipxe/qemu/pxe-virtio.rom || { echo 'not ok - the loader is missing: apt-get install ipxe-qemu'; exit 2; }

web=$scratch/web
mkdir "$web"
python3 "$here/ipxe/serve.py" "$web" "$scratch/port" > /dev/null 2> "$scratch/requests" &
server=$!
trap 'kill "$server" 2> /dev/null || true; rm -rf --one-file-system "$scratch"' EXIT
for _ in $(seq 100); do test -e "$scratch/port" && break; sleep 0.1; done
port=$(cat "$scratch/port")

sed "s/PORT/$port/g" "$here/ipxe/lab.dl" > "$scratch/lab.dl"
: > "$scratch/dlc.lock"
"$dlc" build "$scratch/lab.dl" -o "$scratch/build" || { echo 'not ok - dlc build'; exit 2; }
cp -r "$scratch/build/public/http/." "$web"
cp "$scratch/build/operator/ipxe/embed.ipxe" "$web"

# machine NAME SCRIPT [QEMU ARGUMENT...]: boots until the scripts, or a firmware with nothing left, start it anew, which
# ends the emulator.
emulator=(timeout 90 qemu-system-x86_64 -M q35 -accel tcg -m 256 -nographic -monitor none -serial stdio
  -no-reboot -boot n,reboot-timeout=1000)
machine() {
  local name=$1 script=$2
  shift 2
  "${emulator[@]}" -netdev "user,id=n0,bootfile=http://10.0.2.2:$port/$script" "$@" < /dev/null 2>&1 |
    sed 's/\x1b\[[0-9;?]*[A-Za-z]//g' | tr -d '\033\r\000' > "$scratch/$name.console" || true
}

# person NAME SCRIPT WORDS [QEMU ARGUMENT...]: somebody who reads and presses keys, as `person.py` says.
person() {
  local name=$1 script=$2 words=$3
  shift 3
  python3 "$here/ipxe/person.py" "$scratch/$name.console" "$words" -- \
    "${emulator[@]}" -netdev "user,id=n0,bootfile=http://10.0.2.2:$port/$script" "$@" > "$scratch/$name.person" 2>&1 ||
    echo 'gave up' >> "$scratch/$name.person"
}

nic() { printf 'virtio-net-pci,netdev=n0,mac=%s' "$1"; }
unknown=$(nic 52:54:00:00:00:99)
entry=ipxe/boot.ipxe

# Scripts with one mistake each, of the kinds that a person makes.
altered "$web/ipxe/mac-52-54-00-00-00-04.ipxe" "$web/lost.ipxe" 's/|| goto again$/|| goto lost/'
altered "$web/ipxe/mac-52-54-00-00-00-04.ipxe" "$web/word.ipxe" 's/^imgfree$/imgfrei/'

# All at once: a loader mostly waits, for links, answers and keys.
started=()
run() { "$@" & started+=("$!"); }
run machine mac "$entry" -device "$(nic 52:54:00:00:00:04)"
run machine uuid "$entry" -device "$unknown" -uuid 12345678-9abc-4def-8123-456789abcdef
run machine serial "$entry" -device "$unknown" -smbios 'type=1,serial=S 4#x'
run machine asset "$entry" -device "$unknown" -smbios 'type=3,asset=room,, 225'
run machine menu "$entry" -device "$unknown"
run machine lost lost.ipxe -device "$(nic 52:54:00:00:00:04)"
run machine word word.ipxe -device "$(nic 52:54:00:00:00:04)"
menu='Start over, please'
words="otherwise by-mac boots=m;$menu=r;rescue loads flatcar=;Press any key to choose=x;(s) A shell=s;iPXE>="
run person bios "$entry" "$words" -device "$(nic 52:54:00:00:00:04)"
cp /usr/share/OVMF/OVMF_VARS_4M.fd "$scratch/vars.fd"
run person uefi "$entry" "$words" -drive "if=pflash,format=raw,unit=0,readonly=on,file=$uefi" \
  -drive "if=pflash,format=raw,unit=1,file=$scratch/vars.fd" \
  -device "$(nic 52:54:00:00:00:04),romfile=/usr/lib/ipxe/qemu/efi-virtio.rom"
run person again "$entry" "$menu=;the word that never comes=" -device "$unknown"
run person retries "$entry" 'Press any key to choose=x;(r) Try again=r;Attempt 1 of 2 failed=' -device "$(nic 52:54:00:00:00:04)"
# Down to the list of machines, which begins with by-asset.
down=$'\033[B'
run person lists "$entry" "$menu=$down"$'\r;Which machine of the lab=\r;by-asset loads flatcar=' -device "$unknown"
# The loader's own script asks DHCP again, which here names that script again.
run person embeds embed.ipxe "Filename: =;embed.ipxe=;Filename: =;embed.ipxe... ok=" -device "$unknown"
wait "${started[@]}"

# says NAME TEXT: it stands on the console of that machine, wherever a line was broken.
says() {
  tr -d '\n' < "$scratch/$1.console" | grep -qF -- "$(printf '%s' "$2")" || { tail -n 40 "$scratch/$1.console"; return 1; }
}

# sound NAME: the loader knew every command, and every jump had its label.
sound() {
  ! grep -E 'command not found|Unrecognised option|Could not boot|Could not parse|No such label|Invalid argument' \
    "$scratch/$1.console" || return 1
  says "$1" 'iPXE'
}

for by in mac uuid serial asset; do
  check "iPXE knows a machine by its $by" says "$by" "by-$by loads flatcar"
  check "iPXE runs every line of the script of by-$by" sound "$by"
  check "who stands before by-$by sees that its kernel is missing" says "$by" "by-$by did not boot"
  check "by-$by tries twice" says "$by" 'Attempt 1 of 2 failed'
  check "by-$by offers the menu" says "$by" "Press m for the menu, otherwise by-$by boots"
done
check 'iPXE shows the menu to a machine that nobody knows' says menu "The loader's own menu"
for line in '(a) Start over, please' '(r) Rescue for anybody' 'A room that is not ready (not ready yet)'; do
  check "the menu has the line: $line" says menu "$line"
done
check 'iPXE runs every line of the menu' sound menu
check 'the server was asked for the script of the serial number' grep -qF 'GET /ipxe/serial-S%204%23x.ipxe HTTP/1.1" 200' "$scratch/requests"
for firmware in bios uefi; do
  check "on $firmware, who presses m gets the menu, its key a system, any key the choice, s a shell" \
    cmp "$scratch/$firmware.person" /dev/null
  check "on $firmware, the loader runs every line of all these scripts" sound "$firmware"
done
check 'who chooses to try again sees it tried again' cmp "$scratch/retries.person" /dev/null
check 'who lists the machines of the lab boots one of them' cmp "$scratch/lists.person" /dev/null
check 'the script of the own loader asks DHCP with its class' cmp "$scratch/embeds.person" /dev/null
check 'iPXE runs every line of the script of the own loader' sound embeds
refuse 'what never comes to the console' test ! -s "$scratch/again.person"
refuse 'a jump without its label' says lost 'by-mac did not boot'
refuse 'a command that no loader has' sound word
