"""A person before a machine: runs a command, waits for texts on its console, and presses keys.

    person.py CONSOLE_FILE WORDS -- COMMAND...

WORDS are pairs `TEXT=KEYS`, separated by `;`: when TEXT is on the console, after what was waited for before, KEYS are
pressed. Ends with 0 when the last text has come, and ends the command then.
"""

import os
import re
import signal
import subprocess
import sys
import time

ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|[\x1b\r\x00\n]")
SECONDS = 80


def main() -> int:
    separator = sys.argv.index("--")
    console_file, words = sys.argv[1:separator]
    steps = [step.split("=", 1) for step in words.split(";")]
    pipe = subprocess.PIPE
    machine = subprocess.Popen(sys.argv[separator + 1 :], stdin=pipe, stdout=pipe, start_new_session=True)
    try:
        with open(console_file, "wb", buffering=0) as console:
            return before(machine, console, steps)
    finally:
        # The command is `timeout`, which would leave what it started behind.
        if machine.poll() is None:
            os.killpg(machine.pid, signal.SIGKILL)
        machine.wait()


def before(machine: subprocess.Popen, console, steps: list[list[str]]) -> int:
    os.set_blocking(machine.stdout.fileno(), False)
    seen, end = b"", time.monotonic() + SECONDS
    for text, keys in steps:
        while (at := plain(seen).find(text.encode())) < 0:
            if time.monotonic() > end or machine.poll() is not None:
                print(f"`{text}` never came")
                return 1
            time.sleep(0.1)
            piece = machine.stdout.read() or b""
            console.write(piece)
            seen += piece
        seen = plain(seen)[at + len(text) :]
        machine.stdin.write(keys.encode())
        machine.stdin.flush()
    return 0


def plain(seen: bytes) -> bytes:
    return ESCAPES.sub(b"", seen)


sys.exit(main())
