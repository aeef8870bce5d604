# What machines load: kernel, initramfs and root, as a distributor of systems would publish them. Sourced.

# The newest of Debian's kernels for virtual machines: one package, and small.
kernel_version() {
  local newest
  newest=$(find /boot -maxdepth 1 -name 'vmlinuz-*-cloud-*' | sort -V | tail -n 1)
  printf '%s\n' "${newest#/boot/vmlinuz-}"
}

# make_initramfs VERSION FILE: Debian's Ignition, in an initramfs with systemd that fetches its root.
make_initramfs() {
  local extra=$scratch/initramfs unit
  local modules='base systemd systemd-initrd dracut-systemd kernel-modules network-legacy network ignition qemu url-lib
    dmsquash-live livenet img-lib dm rootfs-block udev-rules fs-lib shutdown'
  cp -R "$here/initramfs" "$extra"
  chmod -R u=rwX,go=rX "$extra"
  # dracut brings two programs that ask for an address; the card has to do with one.
  for unit in systemd-networkd.service systemd-networkd.socket systemd-networkd-wait-online.service \
    systemd-network-generator.service; do
    ln -s /dev/null "$extra/etc/systemd/system/$unit"
  done
  # No file of this machine's own, and only these drivers beside those of network cards.
  dracut --force --no-hostonly --reproducible --quiet --kver "$1" --tmpdir "$scratch" \
    --modules "${modules//$'\n'/ }" --drivers 'virtio_net virtio_pci squashfs overlay loop af_packet dm_mod' \
    --include "$extra" / --compress 'gzip -1' "$2" 2> "$scratch/dracut.log" || { cat "$scratch/dracut.log"; give_up dracut; }
  chmod 644 "$2"
}

# make_root FILE: busybox, the accounts of `root/etc`, and an init that says what it finds.
make_root() {
  local tree=$scratch/root applet
  mkdir -p "$tree"/{bin,dev,mnt,proc,run,sys,tmp,home,root,srv,var/mail,usr/local/bin,usr/lib,etc/default,etc/skel}
  cp -R "$here/root/." "$tree"
  # Whatever the umask was when this was checked out.
  chmod -R u=rwX,go=rX "$tree"
  chmod 755 "$tree/sbin/init"
  cp /bin/busybox "$tree/bin/busybox"
  for applet in $("$tree/bin/busybox" --list); do
    [ "$applet" = busybox ] || [ "$applet" = init ] || ln -s busybox "$tree/bin/$applet"
  done
  ln -s usr/lib "$tree/lib"
  ln -s ../../etc/os-release "$tree/usr/lib/os-release"
  # useradd wants its defaults and the databases of subordinate ids.
  cp /etc/login.defs "$tree/etc/login.defs"
  touch "$tree/etc/subuid" "$tree/etc/subgid" "$tree/etc/image-stamp"
  chmod 600 "$tree/etc/shadow" "$tree/etc/gshadow"
  # Every time is 0, so that what is newer was written by the boot.
  mksquashfs "$tree" "$1" -noappend -all-root -all-time 0 -quiet -no-progress > "$scratch/mksquashfs.log"
}

# make_images FOLDER
make_images() {
  local version
  version=$(kernel_version)
  [ -n "$version" ] || give_up 'there is no kernel: apt-get install linux-image-cloud-amd64'
  mkdir -p "$1"
  cp "/boot/vmlinuz-$version" "$1/vmlinuz"
  make_initramfs "$version" "$1/initrd.img"
  make_root "$1/root.squashfs"
  cp "$here"/mirror/* "$1"
  chmod -R a+rX "$1"
}
