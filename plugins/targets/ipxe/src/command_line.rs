//! The kernel's command line: what iPXE and the kernel would silently do to it.

use crate::fetch::password;
use crate::words;
use dlc_plugin::{Diagnostic, Firmware, InputPath, Node};

/// The longest line that a kernel reads, in bytes. For x86 its header says so; for arm64 the kernel is built so. iPXE or
/// the kernel's EFI stub cuts the rest off without a word.
const LONGEST: usize = 2047;

/// How many words of the form `name=value` the kernel keeps for the first program; it stops at one more. It has room
/// for 32, counts `HOME` and `TERM` among them, and looks only when it needs the next.
const MOST_VARIABLES: usize = 31;

/// How many other words the kernel keeps for the first program; it stops at one more.
const MOST_WORDS: usize = 32;

/// Words of the kernel's own, which it does not keep. Those of drivers have a dot, and are not kept either. A word
/// missing here counts as one more than there is, which matters only near the limit.
const OWN: [&str; 44] = [
    "acpi",
    "acpi_osi",
    "apic",
    "audit",
    "clocksource",
    "console",
    "crashkernel",
    "debug",
    "earlycon",
    "earlyprintk",
    "elevator",
    "fips",
    "hugepages",
    "hugepagesz",
    "idle",
    "init",
    "initcall_debug",
    "initrd",
    "intel_iommu",
    "iommu",
    "isolcpus",
    "lockdown",
    "loglevel",
    "maxcpus",
    "mem",
    "mitigations",
    "nmi_watchdog",
    "no_timer_check",
    "noapic",
    "nolapic",
    "nomodeset",
    "nosmp",
    "panic",
    "pci",
    "pcie_aspm",
    "quiet",
    "rdinit",
    "reboot",
    "ro",
    "root",
    "rootflags",
    "rootfstype",
    "rw",
    "selinux",
];

/// The line as iPXE hands it over: the names of the initrds, which an EFI kernel fetches by them, then `arguments`.
/// What is wrong goes to `found`.
pub(crate) fn line(initrds: &[String], node: &Node, found: &mut Vec<Diagnostic>) -> String {
    let (arguments, at) = (&node.command_line, InputPath::field("command-line"));
    // The whole line is made by the library. What a lab can change is its own arguments, or the system.
    let whole = InputPath::field(if node.kernel_args.is_empty() { "os" } else { "kernel-args" });
    for (i, argument) in arguments.iter().enumerate() {
        found.extend(mistake(argument).map(|(message, hint)| {
            Diagnostic::error("bad-argument", at.clone().at(i), format!("`{}` {message}", argument.escape_debug()))
                .hint(hint)
        }));
    }
    found.extend(arguments.iter().enumerate().filter(|(_, argument)| names_password(argument)).map(|(i, argument)| {
        let word = argument.split('=').next().unwrap_or_default();
        password(at.clone().at(i), &format!("`{word}`"))
    }));
    let names = initrds.iter().map(|name| format!("initrd={name}"));
    let words: Vec<String> = names.chain(arguments.iter().cloned()).collect();
    let line = words.join(" ");

    // An EFI kernel sees the name of its image as the first word.
    let first = match node.firmware {
        Firmware::Bios => None,
        Firmware::Uefi | Firmware::UefiHttp => Some(crate::machine::KERNEL),
    };
    let length = line.len() + first.map_or(0, |first| first.len() + 1);
    if length > LONGEST {
        let message = format!("the kernel's line has {length} characters; it is cut off after {LONGEST}");
        found.push(
            Diagnostic::error("line-too-long", whole.clone(), message).hint("move what is long into the configuration"),
        );
    }
    let kept = |argument: &&String| {
        let name = argument.split('=').next().unwrap_or_default();
        !name.contains('.') && !OWN.contains(&name)
    };
    let (variables, plain): (Vec<&String>, Vec<&String>) =
        arguments.iter().filter(kept).partition(|argument| argument.contains('='));
    let plain = plain.len() + usize::from(first.is_some());
    for (count, most, what) in [(variables.len(), MOST_VARIABLES, "`name=value`"), (plain, MOST_WORDS, "one word")] {
        if count > most {
            let message =
                format!("{count} arguments of the form {what} are not the kernel's own; it stops at more than {most}");
            found.push(Diagnostic::error("too-many-arguments", whole.clone(), message));
        }
    }
    line
}

/// Whether an argument of dracut's for iSCSI has a password: `netroot=iscsi:USER:PASSWORD@…`, `rd.iscsi.password=…`. Every
/// user of the running machine can read it as well.
fn names_password(argument: &str) -> bool {
    let (word, value) = argument.split_once('=').unwrap_or((argument, ""));
    let account = value.strip_prefix("iscsi:").and_then(|rest| rest.split_once('@'));
    match word {
        "netroot" => account.is_some_and(|(account, _)| account.contains(':')),
        "rd.iscsi.password" | "rd.iscsi.in.password" => !value.is_empty(),
        _ => false,
    }
}

/// What the loader or the kernel would make of `argument`, and what to do instead.
fn mistake(argument: &str) -> Option<(&'static str, &'static str)> {
    let blank_outside_quotes = argument.split('"').step_by(2).any(|outside| outside.contains(' '));
    if let Some((message, _)) = words::mistake(argument) {
        let hint = if argument.contains("  ") || argument.is_empty() || argument.trim() != argument {
            "one blank alone stays as it is"
        } else {
            "put it into a file of the machine"
        };
        return Some((message, hint));
    }
    if !argument.is_ascii() {
        return Some(("has a letter beyond ASCII, which an EFI loader garbles", "put it into a file of the machine"));
    }
    if blank_outside_quotes || argument.matches('"').count() % 2 == 1 {
        return Some(("has a blank that ends it", "put the value in double quotes"));
    }
    if argument == "initrd" || argument.starts_with("initrd=") {
        return Some(("is what the loader says itself", "name the initrds in the system's `images`"));
    }
    None
}
