//! The kernel's command line: what iPXE and the kernel would silently do to it.

use dlc_plugin::{Diagnostic, Firmware, InputPath};

/// The longest line that a kernel for x86 reads. iPXE cuts the rest off without a word.
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
pub(crate) fn line(
    initrds: &[String],
    arguments: &[String],
    firmware: Firmware,
    found: &mut Vec<Diagnostic>,
) -> String {
    let at = InputPath::field("command-line");
    for (i, argument) in arguments.iter().enumerate() {
        found.extend(mistake(argument).map(|(message, hint)| {
            Diagnostic::error("bad-argument", at.clone().at(i), format!("`{}` {message}", argument.escape_debug()))
                .hint(hint)
        }));
    }
    let names = initrds.iter().map(|name| format!("initrd={name}"));
    let words: Vec<String> = names.chain(arguments.iter().cloned()).collect();
    let line = words.join(" ");

    // An EFI kernel sees the name of its image as the first word.
    let first = match firmware {
        Firmware::Bios => None,
        Firmware::Uefi | Firmware::UefiHttp => Some(crate::machine::KERNEL),
    };
    let length = line.chars().count() + first.map_or(0, |first| first.len() + 1);
    if length > LONGEST {
        let message = format!("the kernel's line has {length} characters; the loader cuts it off after {LONGEST}");
        found.push(
            Diagnostic::error("line-too-long", at.clone(), message).hint("move what is long into the configuration"),
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
            found.push(Diagnostic::error("too-many-arguments", at.clone(), message));
        }
    }
    line
}

/// What the loader would make of `argument`, and what to do instead.
fn mistake(argument: &str) -> Option<(&'static str, &'static str)> {
    let words: Vec<&str> = argument.split(' ').collect();
    let blank_outside_quotes = argument.split('"').step_by(2).any(|outside| outside.contains(' '));
    if argument.contains("${") {
        return Some(("has a `${`, which the loader replaces and which cannot be escaped", "put it into a file"));
    }
    if argument.contains(|c: char| c.is_control()) {
        return Some(("has a control character", "write one argument on one line"));
    }
    if words.iter().any(|word| word.is_empty()) || argument.contains(|c: char| c != ' ' && c.is_whitespace()) {
        return Some(("has blanks that the loader does not keep", "one blank alone stays as it is"));
    }
    if blank_outside_quotes || argument.matches('"').count() % 2 == 1 {
        return Some(("has a blank that ends it", "put the value in double quotes"));
    }
    if words.iter().any(|word| word.starts_with('#')) {
        return Some(("has a word that begins with `#`, where the loader's comments begin", "put it into a file"));
    }
    if words.iter().any(|word| matches!(*word, "||" | "&&" | ";")) {
        return Some(("has a word that joins two commands of the loader", "put it into a file"));
    }
    if argument.ends_with('\\') {
        return Some(("ends with `\\`, which goes on in the next line", "put it into a file"));
    }
    if argument == "initrd" || argument.starts_with("initrd=") {
        return Some(("is what the loader says itself", "name the initrds in the system's `images`"));
    }
    None
}
