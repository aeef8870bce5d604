"""Judges a boot: prints `ok - …` or `not ok - …` for each thing that must hold of each machine."""

import argparse
import json
import pathlib
import re
import sys

import facts

MIRROR = "/mirror/"


class Verdicts:
    """What was found, said at once."""

    def __init__(self, prefix):
        self.prefix = prefix
        self.failed = False

    def hold(self, what, problems):
        """`problems` are lines that say what is wrong; none is good."""
        for line in problems:
            print(f"  {line}")
        self.failed |= bool(problems)
        print(f"{'not ok' if problems else 'ok'} - {self.prefix} {what}")


class Boot:
    """Everything that is known of the boot of one machine."""

    def __init__(self, given, node):
        self.node = node
        self.name = node["name"]
        self.tree = given.tree
        self.expected = given.expected
        self.image = given.image
        self.uefi = node["firmware"] != "bios"
        self.ended = json.loads((given.machines / f"{self.name}.json").read_text())
        self.console = facts.console(given.machines / f"{self.name}.console")
        self.report = facts.report(given.machines / f"{self.name}.report")
        self.leases = facts.leases(given.logs / "dnsmasq.log", node["mac"])
        self.tftp = facts.tftp(given.logs / "dnsmasq.log", node["ip"])
        self.requests = facts.requests(given.logs / "web.jsonl", node["ip"])
        manifest = json.loads((given.tree / "manifest.json").read_text())
        self.artifacts = {a["path"]: a for a in manifest["artifacts"]}
        self.url = given.model["lab"]["boot"]["url"]
        # The tags by which the configuration knows this machine.
        conf = (given.tree / "operator/dhcp/dnsmasq.conf").read_text()
        self.tags = re.findall(rf"^dhcp-host={node['mac']},set:([^,]+),", conf, re.MULTILINE)

    def own(self, target):
        """The paths below the web root that a target wrote for this machine."""
        prefix = "public/http/"
        found = [a for a in self.artifacts.values() if a["target"] == target and a["node"] == self.name]
        return [a["path"].removeprefix(prefix) for a in found if a["path"].startswith(prefix)]

    def script(self):
        (path,) = self.own("ipxe")
        return (self.tree / "public/http" / path).read_text()


def leases(boot):
    """The loader of the machine asks as itself, and is told its address, its name and the first script."""
    from_loader = [one for one in boot.leases if one.user_class == "iPXE"]
    if not from_loader:
        return ["no request of the loader was answered"]
    wrong = [] if len(boot.tags) == 1 else [f"the configuration knows it by the tags {boot.tags}"]
    script = f"{boot.url}/"
    for one in from_loader:
        for tag in ("known", "ipxe", "uefi" if boot.uefi else "bios", *boot.tags):
            if tag not in one.tags:
                wrong.append(f"no tag `{tag}` among {', '.join(one.tags)}")
        sent = one.sent.get(67, "")
        if not sent.startswith(script) or "public/http/" + sent.removeprefix(script) not in boot.artifacts:
            wrong.append(f"boot file `{sent}` is no artefact below {script}")
        if one.sent.get(12) != boot.name:
            wrong.append(f"host name `{one.sent.get(12)}`")
    wrong += [f"address {one.address}, not {boot.node['ip']}" for one in boot.leases if one.address != boot.node["ip"]]
    return wrong


def firmware(boot):
    """The firmware is told a loader that lies in the TFTP folder, and fetches it whole."""
    first = [one for one in boot.leases if one.user_class != "iPXE" and one.firmware.startswith("PXEClient:Arch:00007")]
    if not first:
        return ["no request of the firmware was answered"]
    loader = first[0].sent.get(67, "")
    fetched = [f.name for f in boot.tftp]
    return [] if loader in fetched else [f"was told `{loader}`, fetched {fetched}"]


def chain(boot):
    """Every URL that is asked for is an artefact of the tree or a file of the mirror, and comes whole; a machine asks
    for the scripts and the configuration that are its own, and for what they name, in that order."""
    wrong = []
    for asked in boot.requests:
        path = asked["path"]
        artifact = boot.artifacts.get(f"public/http{path}")
        if asked["status"] != 200:
            wrong.append(f"{path}: {asked['status']}")
        elif artifact is None and not path.startswith(MIRROR):
            wrong.append(f"{path} is not in the manifest")
        elif artifact is not None and artifact["node"] not in (None, boot.name):
            wrong.append(f"{path} is {artifact['node']}'s")
        elif artifact is not None and asked["method"] == "GET" and asked["bytes"] != artifact["size"]:
            wrong.append(f"{path}: {asked['bytes']} bytes of {artifact['size']}")
    image = boot.node["image"]
    loaded = [u.removeprefix(boot.url) for u in [image["kernel"], *image["initrds"]]]
    (script,), (config,) = boot.own("ipxe"), boot.own("ignition")
    steps = [f"/{script}", *loaded, f"{MIRROR}root.squashfs", f"/{config}", f"{MIRROR}tool.sh"]
    asked = iter([r["path"] for r in boot.requests if r["method"] == "GET"])
    wrong += [f"{step} is not asked for, or too early" for step in steps if step not in asked]
    return wrong


def arguments(boot):
    """The kernel has the arguments of the script, and those are the lab's."""
    (line,) = [words for words in map(str.split, boot.script().splitlines()) if words[:1] == ["kernel"]]
    line = line[: line.index("||")] if "||" in line else line
    named = line[line.index("--name") + 1] if "--name" in line else boot.node["image"]["kernel"].rsplit("/", 1)[-1]
    compiled = line[line.index(boot.node["image"]["kernel"]) + 1 :]
    # The firmware of UEFI puts the name of the image first.
    has = boot.report.cmdline
    wrong = [] if has == ([named] if boot.uefi else []) + compiled else [f"/proc/cmdline: {has}", f"the script: {compiled}"]
    lab = boot.node["command_line"]
    if not any(compiled[i : i + len(lab)] == lab for i in range(len(compiled))):
        wrong.append(f"not the arguments of the lab: {lab}")
    return wrong


def identity(boot):
    wrong = []
    if boot.report.interface != boot.node["mac"]:
        wrong.append(f"interface {boot.report.interface}")
    if [a.split("/")[0] for a in boot.report.addresses] != [boot.node["ip"]]:
        wrong.append(f"addresses {boot.report.addresses}")
    return wrong


def files(boot):
    """Exactly what the table says: nothing is missing, nothing is otherwise, nothing else was written."""
    wanted, found = facts.expected(boot.expected, boot.name), boot.report.entries
    wrong = [f"{path} is missing" for path in wanted if path not in found]
    for path, entry in found.items():
        if path in wanted:
            want = wanted[path]
            if want.contents is None:
                entry = facts.Entry(entry.kind, entry.mode, entry.owner, entry.group, None)
            if entry != want:
                wrong.append(f"{path} is {entry}, not {want}")
        elif not (entry.kind == "directory" and (boot.image / path.lstrip("/")).is_dir()):
            wrong.append(f"{path} was not asked for")
    return wrong


def clean(boot):
    """No line of the console complains of the scripts."""
    bad = ("command not found", "Could not boot", "Attempt 1 of", "Boot has failed")
    return [line for _, line in boot.console if any(b in line for b in bad)]


def judge(boot):
    verdicts = Verdicts(boot.name)
    ended = boot.ended
    verdicts.hold("boots, and ends by itself", [] if ended["in_time"] and ended["status"] == 0 else [str(ended)])
    verdicts.hold("reaches userspace", [] if boot.report.whole else [line for _, line in boot.console[-12:]])
    verdicts.hold("is known to dnsmasq: tags, address, name, first script", leases(boot))
    if boot.uefi:
        verdicts.hold("has its firmware fetch the loader over TFTP", firmware(boot))
    verdicts.hold("fetches only what is in the manifest or mirrored, whole and in order", chain(boot))
    verdicts.hold("has the compiled kernel arguments", arguments(boot))
    verdicts.hold("has the MAC and the address of the lab", identity(boot))
    verdicts.hold("has the files, accounts and units of the lab, and nothing else", files(boot))
    verdicts.hold("complains of nothing", clean(boot))
    return verdicts.failed


def judge_spoilt(boot):
    """The configuration has a wrong digit: it is fetched, refused, and the machine goes no further."""
    verdicts = Verdicts(f"{boot.name} with one digit of a digest changed")
    asked = [r["path"] for r in boot.requests if r["status"] == 200]
    missing = [p for p in (f"/{boot.own('ignition')[0]}", f"{MIRROR}tool.sh") if p not in asked]
    verdicts.hold("fetches its configuration and the file", missing)
    failed = facts.when(boot.console, "Failed to start ignition-files")
    verdicts.hold("is refused by Ignition", [] if failed else [line for _, line in boot.console[-12:]])
    went_on = facts.when(boot.console, "trial: userspace") is not None or boot.report.cmdline != []
    verdicts.hold("does not go on to the root", ["it reached userspace"] if went_on else [])
    return verdicts.failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tree", type=pathlib.Path, required=True)
    parser.add_argument("--model", type=lambda f: json.loads(pathlib.Path(f).read_text()), required=True)
    parser.add_argument("--logs", type=pathlib.Path, required=True)
    parser.add_argument("--machines", type=pathlib.Path, required=True)
    parser.add_argument("--image", type=pathlib.Path, required=True, help="the tree that the root was made of")
    parser.add_argument("--expected", type=pathlib.Path, required=True)
    parser.add_argument("--spoilt", action="store_true", help="the machines must be refused")
    given = parser.parse_args()
    booted = [n for n in given.model["nodes"] if (given.machines / f"{n['name']}.json").exists()]
    verdict = judge_spoilt if given.spoilt else judge
    failed = [verdict(Boot(given, node)) for node in booted]
    sys.exit(1 if any(failed) or not booted else 0)


main()
