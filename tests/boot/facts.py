"""What the programs of the boot test have written, read into plain values."""

import base64
import dataclasses
import json
import pathlib
import re


@dataclasses.dataclass(frozen=True)
class Entry:
    """A file, link or directory: of the report of a machine, or expected there. No contents: whatever it holds."""

    kind: str
    mode: int | None
    owner: int
    group: int
    contents: bytes | None


@dataclasses.dataclass
class Report:
    """What a machine said on its second serial port."""

    cmdline: list[str] = dataclasses.field(default_factory=list)
    addresses: list[str] = dataclasses.field(default_factory=list)
    interface: str = ""
    uptime: float = 0.0
    memory: dict[str, int] = dataclasses.field(default_factory=dict)
    entries: dict[str, Entry] = dataclasses.field(default_factory=dict)
    whole: bool = False


def report(path: pathlib.Path) -> Report:
    said = Report()
    for line in path.read_text().splitlines() if path.exists() else []:
        word, _, rest = line.partition(" ")
        if word == "cmdline":
            said.cmdline = rest.split()
        elif word == "address":
            said.addresses = rest.split()
        elif word == "interface":
            said.interface = rest
        elif word == "uptime":
            said.uptime = float(rest)
        elif word == "memory":
            name, kib = rest.split()
            said.memory[name.rstrip(":")] = int(kib) * 1024
        elif word == "entry":
            kind, mode, owner, group, name, *contents = rest.split(" ")
            data = base64.b64decode(contents[0]) if contents and kind != "directory" else None
            entry = Entry(kind, None if kind == "link" else int(mode, 8), int(owner), int(group), data)
            said.entries[base64.b64decode(name).decode()] = entry
        elif word == "end":
            said.whole = True
    return said


def expected(path: pathlib.Path, name: str) -> dict[str, Entry]:
    """The hand-written table, for the machine of that name."""
    wanted = {}
    for line in path.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        kind, _, rest = line.partition(" ")
        mode, rest = (None, rest) if kind == "link" else rest.split(" ", 1)
        owner, file, *text = rest.split(" ", 2)
        uid, gid = map(int, owner.split(":"))
        wanted[file] = Entry(kind, None if mode is None else int(mode, 8), uid, gid, contents_of(path, text, name))
    return wanted


def contents_of(path: pathlib.Path, text: list[str], name: str) -> bytes | None:
    if not text or text[0] == "*":
        return None
    if text[0].startswith("@"):
        return (path.parent / text[0][1:]).read_bytes()
    return json.loads(text[0]).replace("{name}", name).encode()


@dataclasses.dataclass
class Lease:
    """What dnsmasq said of one exchange with a MAC."""

    firmware: str = ""
    user_class: str = ""
    tags: list[str] = dataclasses.field(default_factory=list)
    sent: dict[int, str] = dataclasses.field(default_factory=dict)
    address: str = ""


def leases(log: pathlib.Path, mac: str) -> list[Lease]:
    """The finished exchanges of DHCP for IPv4, in their order; each has a number, which begins the lines about it."""
    number_of = re.compile(r"dnsmasq-dhcp\[\d+\]: (\d+) (.*)")
    lines: dict[str, list[str]] = {}
    for line in log.read_text(errors="replace").splitlines():
        if found := number_of.search(line):
            lines.setdefault(found[1], []).append(found[2])
    return [lease(said) for said in lines.values() if any(re.match(rf"DHCPACK\(.*\) \S+ {mac}\b", s) for s in said)]


def lease(said: list[str]) -> Lease:
    it = Lease()
    for line in said:
        if found := re.match(r"vendor class: (.*)", line):
            it.firmware = found[1].strip()
        elif found := re.match(r"user class: (.*)", line):
            it.user_class = found[1].strip()
        elif found := re.match(r"tags: (.*)", line):
            it.tags = [t.strip() for t in found[1].split(",")]
        elif found := re.match(r"sent size:\s*\d+ option:\s*(\d+) \S+\s*(.*)", line):
            it.sent[int(found[1])] = found[2].strip()
        elif found := re.match(r"bootfile name: (.*)", line):
            it.sent[67] = found[1].strip()
        elif found := re.match(r"DHCPACK\(.*\) (\S+)", line):
            it.address = found[1]
    return it


def tftp(log: pathlib.Path, address: str) -> list[pathlib.Path]:
    """The files that dnsmasq sent over TFTP to an address, whole."""
    text = log.read_text(errors="replace")
    return [pathlib.Path(f) for f in re.findall(rf"dnsmasq-tftp\[\d+\]: sent (\S+) to {re.escape(address)}\n", text)]


def requests(log: pathlib.Path, address: str) -> list[dict]:
    """What an address asked the web server for, in that order."""
    asked = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    return sorted((r for r in asked if r["client"] == address), key=lambda r: r["began"])


def console(path: pathlib.Path) -> list[tuple[float, str]]:
    """The lines of a console with the time at which each was whole."""
    lines = []
    for line in path.read_text(errors="replace").splitlines():
        stamp, _, text = line.partition(" ")
        if re.fullmatch(r"\d+\.\d{3}", stamp):
            lines.append((float(stamp), text))
    return lines


def when(lines: list[tuple[float, str]], text: str) -> float | None:
    """When `text` first stood on the console."""
    return next((stamp for stamp, line in lines if text in line), None)
