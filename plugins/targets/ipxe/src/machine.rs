//! The script of one machine.

use crate::entry::folder;
use crate::script::{Ending, Script, is_safe};
use crate::{MEDIA_TYPE, boot_macs, command_line};
use dlc_plugin::{Artifact, Diagnostic, Firmware, Image, InputPath, Node, NodeTask, Place, Problems, Rendered};
use serde::Deserialize;

/// The name that the loader gives the kernel.
pub(crate) const KERNEL: &str = "vmlinuz";

/// Protocols that every usual build of the loader speaks, and HTTPS, which the options are asked about.
const SCHEMES: [&str; 4] = ["http", "https", "tftp", "ftp"];

/// Of the options, what matters here; the rest are promises.
#[derive(Deserialize)]
struct Options {
    #[serde(default)]
    https: bool,
}

/// What a machine fetches and runs, once under each name that it may be looked for.
pub(crate) fn render(task: &NodeTask) -> Result<Rendered, Vec<Diagnostic>> {
    let Options { https } = task.parse_options()?;
    let promise = task.promise("script")?;
    let folder = folder(task.promise("by_mac")?)?;
    let node = &task.node;
    let mut problems = Problems::default();
    problems.extend(nameless(node));
    let Some(image) = &node.image else {
        let message = format!("{} has nothing that a loader could load on `{}`", node.os.title, node.name);
        problems.push(
            Diagnostic::error("no-image", InputPath::field("os"), message)
                .also(InputPath::field("arch"), "its processor"),
        );
        return problems.answer(Rendered::default());
    };
    problems.extend(urls(image).filter_map(|(at, url)| bad_url(&at, url)));
    let over_https = |(_, url): &(InputPath, &String)| url.starts_with("https:");
    if !https && node.firmware == Firmware::Bios {
        problems.extend(urls(image).find(over_https).map(|(at, _)| no_https(at)));
    }
    let written = write(node, image, &mut problems);
    let mut artifacts = vec![Artifact::at(promise, MEDIA_TYPE)];
    let names = names(node).into_iter().filter(|name| *promise.path != format!("{}{name}", folder.path));
    artifacts.extend(names.map(|name| Artifact::inside(folder, &name, MEDIA_TYPE)));
    let finish = |artifact: Artifact| {
        let artifact = artifact.text(written.text.clone());
        let lines = written.lines.iter().filter(|_| task.trace);
        lines.fold(artifact, |artifact, (number, inputs)| {
            artifact.trace(Place::Lines((*number, *number)), inputs.iter().cloned())
        })
    };
    problems.answer(artifacts.into_iter().map(finish).collect::<Vec<_>>().into())
}

/// Under which names the lab's entry, or a person, looks for a machine's script: one for each MAC that it may boot
/// from, or its own name.
fn names(node: &Node) -> Vec<String> {
    let macs = boot_macs(node.mac.as_ref(), &node.interfaces);
    if macs.is_empty() {
        return vec![format!("{}.ipxe", node.name)];
    }
    macs.iter().map(|mac| format!("mac-{}.ipxe", mac.replace(':', "-"))).collect()
}

/// A script, and which input its lines come from.
struct Written {
    text: String,
    lines: Vec<(u32, Vec<InputPath>)>,
}

fn write(node: &Node, image: &Image, problems: &mut Problems) -> Written {
    let names = initrd_names(image.initrds.len());
    let mut found = Vec::new();
    let arguments = command_line::line(&names, &node.command_line, node.firmware, &mut found);
    problems.extend(found);

    let system = format!("{} {}", node.os.name, node.os.version);
    let mut script = Script::new(&format!("{}: {system}. Written by dlc from the lab.", node.name));
    script.attempts();
    let mut lines = Vec::new();
    script.line("imgfree");
    let echo = script.line(format!("echo {} loads {system}", node.name));
    lines.push((echo, vec![InputPath::field("name"), InputPath::field("os")]));
    let kernel = format!("kernel --name {KERNEL} {} {arguments}", image.kernel);
    let kernel = script.line(format!("{} || goto again", kernel.trim_end()));
    lines.push((kernel, vec![InputPath::field("image").at("kernel"), InputPath::field("command-line")]));
    for (i, (name, url)) in names.iter().zip(&image.initrds).enumerate() {
        let initrd = script.line(format!("initrd --name {name} {url} || goto again"));
        lines.push((initrd, vec![InputPath::field("image").at("initrds").at(i)]));
    }
    script.line("boot || goto failed");
    let text = script.end(&format!("{} did not boot", node.name), Ending::Reboot);
    Written { text, lines }
}

/// The names that the loader gives the initrds. An EFI kernel asks for them by these, so they are not left to the
/// URLs, whose last parts may be equal.
fn initrd_names(count: usize) -> Vec<String> {
    match count {
        1 => vec!["initrd".to_owned()],
        _ => (0..count).map(|i| format!("initrd{i}")).collect(),
    }
}

/// A node that nothing would find the script of. One of the menu is chosen by a person.
fn nameless(node: &Node) -> Option<Diagnostic> {
    if node.title.is_some() || !boot_macs(node.mac.as_ref(), &node.interfaces).is_empty() {
        return None;
    }
    let message = format!("`{}` has no MAC, and the boot script cannot know a machine by anything else yet", node.name);
    Some(Diagnostic::error("no-mac", InputPath::field("mac"), message).hint("write `mac = …`"))
}

fn urls(image: &Image) -> impl Iterator<Item = (InputPath, &String)> {
    let at = InputPath::field("image");
    let initrds = at.clone().at("initrds");
    let initrds = image.initrds.iter().enumerate().map(move |(i, url)| (initrds.clone().at(i), url));
    std::iter::once((at.at("kernel"), &image.kernel)).chain(initrds)
}

fn bad_url(at: &InputPath, url: &str) -> Option<Diagnostic> {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    let shown = url.escape_debug();
    let message = if !SCHEMES.contains(&scheme) {
        format!("the loader cannot fetch `{shown}`; it speaks {}", SCHEMES.join(", "))
    } else if !is_safe(url) {
        format!("the loader would not fetch `{shown}` as it stands: it has a blank, a `${{` or a `\\` at its end")
    } else {
        return None;
    };
    Some(Diagnostic::error("bad-url", at.clone(), message))
}

/// At the system, because its data made the URL: the lab chooses where it fetches from.
fn no_https(at: InputPath) -> Diagnostic {
    let message = "this system is fetched over HTTPS, which the usual builds of iPXE for BIOS cannot do";
    Diagnostic::warning("https-on-bios", InputPath::field("os"), message)
        .also(at, "fetched over HTTPS")
        .hint("name a mirror that serves HTTP, or say that your loader can: `target ipxe { https = true }`")
}
