#!/usr/bin/env bash
# Debian's Neovim with the configuration of `editors/neovim`, which is what a user copies: it opens a lab with a mistake
# and does with it what a user does.
. "$(dirname "$0")/lib.sh"
need nvim 'apt-get install neovim'

mkdir -p "$scratch/bin" "$scratch/room"
ln -s "$dlc" "$scratch/bin/dlc"
export XDG_CACHE_HOME="$scratch/cache" XDG_STATE_HOME="$scratch/state" XDG_DATA_HOME="$scratch/data"
export XDG_CONFIG_HOME="$scratch/config" PATH="$scratch/bin:$PATH"
cp "$here/neovim/lab.dl" "$scratch/room/lab.dl"

status=0
(cd "$scratch/room" && timeout 300 nvim --headless -n -u "$root/editors/neovim/init.lua" lab.dl \
  -c "luafile $here/neovim/drive.lua" < /dev/null) > "$scratch/said" 2>&1 || status=$?
# It writes on its standard error and ends lines as a terminal does.
tr '\r' '\n' < "$scratch/said" | sed '/^$/d' > "$scratch/lines"
cat "$scratch/lines"
grep -q '^not ok - ' "$scratch/lines" && failed=1
check "Neovim went through all of it (status $status)" grep -qx 'done' "$scratch/lines"
exit "$failed"
