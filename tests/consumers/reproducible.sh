#!/usr/bin/env bash
# Two builds of one lab that differ in everything that must not matter: folder and its depth, home, time zone, umask,
# locale, threads, cache. Trees, modes and bundles are compared byte by byte.
. "$(dirname "$0")/lib.sh"

# modes DIR: type, permissions and path of everything in it.
modes() { (cd "$1" && find . -printf '%y %m %P\n' | sort); }
same_modes() { diff <(modes "$1") <(modes "$2"); }
first() {
  (umask 022; cd "$1" && env -u SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C HOME="$1/home-a" \
    "$dlc" build "$2" -o "$3" -j 1 --bundle "$3.tar.zst" --no-cache)
}
second() {
  (umask 077; cd / && env -u SOURCE_DATE_EPOCH TZ=Asia/Kathmandu LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 USER=somebody \
    HOME="$1/home-b" XDG_CACHE_HOME="$1/cache" "$dlc" build "$1/$2" -o "$3" -j 8 --bundle "$3.tar.zst")
}

a=$scratch/a
b=$scratch/b/one/level/deeper
mkdir -p "$a" "$b"
cp -r "$root/examples/." "$a"
cp -r "$root/examples/." "$b"
for lab in room225 room225-today; do
  rm -rf "$a/$lab/build" "$b/$lab/build"
  check "first build of $lab" first "$a" "$lab/lab.dl" "$scratch/$lab-1"
  check "second build of $lab, everything else another" second "$b" "$lab/lab.dl" "$scratch/$lab-2"
  check "the trees of $lab are the same bytes" diff -r "$scratch/$lab-1/" "$scratch/$lab-2/"
  check "the trees of $lab have the same modes" same_modes "$scratch/$lab-1/" "$scratch/$lab-2/"
  check "the bundles of $lab are the same bytes" cmp "$scratch/$lab-1.tar.zst" "$scratch/$lab-2.tar.zst"
done
refuse "the comparison tells two labs apart" diff -r "$scratch/room225-1/" "$scratch/room225-today-1/"
exit "$failed"
