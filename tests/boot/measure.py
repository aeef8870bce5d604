"""The measurements of a boot: how long each machine took to each step, what it fetched, and how much memory it used."""

import argparse
import json
import pathlib

import facts

STEPS = ["script", "kernel", "config", "userspace"]


def measured(given, node):
    """One machine. Times are seconds since it was switched on; none is a step that it did not reach."""
    name, address = node["name"], node["ip"]
    ended = json.loads((given.machines / f"{name}.json").read_text())
    console = facts.console(given.machines / f"{name}.console")
    said = facts.report(given.machines / f"{name}.report")
    asked = facts.requests(given.logs / "web.jsonl", address)
    loaders = facts.tftp(given.logs / "dnsmasq.log", address)
    reached = {
        "script": next((r["ended"] for r in asked if r["path"].endswith(".ipxe")), None),
        "kernel": facts.when(console, "Linux version"),
        "config": next((r["ended"] for r in asked if r["path"].endswith(".ign")), None),
        "userspace": facts.when(console, "trial: userspace"),
    }
    seconds = {step: None if at is None else round(at - ended["began"], 1) for step, at in reached.items()}
    total, free = said.memory.get("MemTotal"), said.memory.get("MemAvailable")
    return {
        "machine": name,
        "firmware": node["firmware"],
        "seconds": seconds,
        "bytes_http": sum(r["bytes"] for r in asked),
        "bytes_tftp": sum((given.logs / "tftp" / f.name).stat().st_size for f in loaders),
        "memory": node["memory"],
        "memory_used": None if total is None or free is None else total - free,
        "emulator_peak": ended["held"],
    }


def mebibytes(size):
    return "-" if size is None else f"{size / (1 << 20):.1f}"


def table(rows):
    """The same, for people."""
    lines = [
        "| machine | firmware | script (s) | kernel (s) | config (s) | userspace (s) | HTTP (MiB) | TFTP (MiB) | memory used (MiB) |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        steps = ["-" if row["seconds"][s] is None else f"{row['seconds'][s]:.1f}" for s in STEPS]
        sizes = [mebibytes(row[k]) for k in ("bytes_http", "bytes_tftp", "memory_used")]
        lines.append("| " + " | ".join([row["machine"], row["firmware"], *steps, *sizes]) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=lambda f: json.loads(pathlib.Path(f).read_text()), required=True)
    parser.add_argument("--logs", type=pathlib.Path, required=True)
    parser.add_argument("--machines", type=pathlib.Path, required=True)
    parser.add_argument("--json", type=pathlib.Path, help="write them there too")
    given = parser.parse_args()
    booted = [n for n in given.model["nodes"] if (given.machines / f"{n['name']}.json").exists()]
    rows = [measured(given, node) for node in booted]
    print(table(rows))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n")


main()
