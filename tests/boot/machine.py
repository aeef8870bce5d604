"""One machine of the boot test: starts QEMU, stamps each line of its console, and ends it in time.

Writes `NAME.console` (stamps and lines), `NAME.report` (what the machine says on its second serial port) and
`NAME.json` (when it was switched on and off, how it ended, the most memory that the emulator held).
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time

# What a terminal would interpret.
ESCAPES = re.compile(rb"\x1b(\[[0-9;?]*[A-Za-z]|[()][A-Za-z0-9]|[=>78c])")

OVMF = pathlib.Path("/usr/share/OVMF")


def command(given, folder):
    """The emulated machine: a network card, two serial ports, and nothing to boot from but the network."""
    port = f"tap,id=net0,ifname={given.tap},script=no,downscript=no"
    card = f"virtio-net-pci,netdev=net0,mac={given.mac}"
    words = [
        "qemu-system-x86_64", "-nodefaults", "-machine", "q35,graphics=off", "-accel", "tcg",
        # Without a source of randomness the kernel gathers it for ten seconds.
        "-cpu", "qemu64,+rdrand", "-m", str(given.memory),
        "-display", "none", "-monitor", "none", "-serial", "stdio",
        "-serial", f"file:{folder / given.name}.report", "-no-reboot", "-boot", "n", "-netdev", port,
    ]
    if given.uefi:
        variables = folder / f"{given.name}.vars"
        shutil.copyfile(OVMF / "OVMF_VARS_4M.fd", variables)
        words += ["-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF / 'OVMF_CODE_4M.fd'}"]
        words += ["-drive", f"if=pflash,format=raw,unit=1,file={variables}"]
        # Without its ROM, the firmware's own network boot answers, and not QEMU's iPXE.
        card += ",romfile="
    return words + ["-device", card]


def peak_memory(process):
    """The most memory that the emulator has held so far, in bytes."""
    try:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def follow(process, console, stop):
    """Copies the console with stamps until the machine ends. Gives the most memory that was held."""
    held = 0
    for line in process.stdout:
        text = ESCAPES.sub(b"", line).replace(b"\r", b"").decode("utf-8", "replace").rstrip("\n")
        console.write(f"{time.monotonic():.3f} {text}\n")
        console.flush()
        held = max(held, peak_memory(process))
        if stop and stop.search(text):
            process.terminate()
    return held


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--mac", required=True)
    parser.add_argument("--tap", required=True)
    parser.add_argument("--memory", type=int, required=True, help="in MiB")
    parser.add_argument("--uefi", action="store_true")
    parser.add_argument("--watchdog", type=float, required=True, help="seconds until a machine that hangs is ended")
    parser.add_argument("--stop", type=re.compile, help="end the machine at a line like this")
    given = parser.parse_args()

    began = time.monotonic()
    process = subprocess.Popen(
        command(given, given.folder), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    watchdog = threading.Timer(given.watchdog, process.kill)
    watchdog.start()
    with (given.folder / f"{given.name}.console").open("w") as console:
        held = follow(process, console, given.stop)
    status = process.wait()
    in_time = watchdog.is_alive()
    watchdog.cancel()
    facts = dict(name=given.name, began=began, ended=time.monotonic(), status=status, in_time=in_time, held=held)
    (given.folder / f"{given.name}.json").write_text(json.dumps(facts, indent=1) + "\n")
    sys.exit(0 if in_time else 1)


main()
