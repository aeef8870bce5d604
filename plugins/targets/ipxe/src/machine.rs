//! The script of one machine.

use crate::fetch::{bad_url, network_of, out_of_reach, unwise, urls};
use crate::options::Options;
use crate::script::{Ending, Script};
use crate::{MEDIA_TYPE, command_line, entry, identity};
use dlc_plugin::{Arch, Artifact, Diagnostic, Image, InputPath, Lab, Node, NodeTask, Problems, Rendered};

/// The name that the loader gives the kernel.
pub(crate) const KERNEL: &str = "vmlinuz";

/// What a machine fetches and runs, once under each name that it may be looked for.
pub(crate) fn render(lab: &Lab, task: &NodeTask) -> Result<Rendered, Vec<Diagnostic>> {
    let options: Options = task.parse_options()?;
    let promise = task.promise("script")?;
    let folder = entry::folder(task.promise("by_id")?)?;
    let node = &task.node;
    let mut problems = Problems::default();
    problems.extend(identity::mistakes(node));
    let Some(image) = &node.image else {
        problems.push(no_image(node));
        return problems.answer(Rendered::default());
    };
    problems.extend(urls(image).filter_map(|(at, url)| bad_url(&at, url)));
    problems.extend(unwise(node, image, options.https));
    if let Some(network) = network_of(lab, node.network.as_ref()) {
        let os = InputPath::field("os");
        problems.extend(urls(image).filter_map(|(_, url)| out_of_reach(&os, url, network)).take(1));
    }
    let mut found = Vec::new();
    let script = write(lab, task, image, &options, &mut found);
    problems.extend(found);
    let mut artifacts = vec![Artifact::at(promise, MEDIA_TYPE)];
    let names = identity::names(node).into_iter().filter(|name| *promise.path != format!("{}{name}", folder.path));
    artifacts.extend(names.map(|name| Artifact::inside(folder, &name, MEDIA_TYPE)));
    let finish = |artifact| script.finish(artifact, task.trace);
    problems.answer(artifacts.into_iter().map(finish).collect::<Vec<_>>().into())
}

fn write(lab: &Lab, task: &NodeTask, image: &Image, options: &Options, found: &mut Vec<Diagnostic>) -> Script {
    let node = &task.node;
    let names = initrd_names(image.initrds.len());
    let arguments = command_line::line(&names, node, found);
    let system = format!("{} {}", node.os.name, node.os.version);
    let (name, os) = (InputPath::field("name"), InputPath::field("os"));
    let menu = task.promise("by_id").ok().and_then(|folder| entry::menu_url(lab, folder));

    let mut script = Script::new(&format!("{}: {system}.", node.name), vec![name.clone(), os.clone()]);
    if menu.is_some() && node.title.is_none() && options.offer > 0 {
        offer(&mut script, node, options.offer);
    }
    right_loader(&mut script, node);
    script.attempts();
    script.line("imgfree");
    script.from([name, os], format!("echo {} loads {system}", node.name));
    let kernel = format!("kernel --name {KERNEL} {} {arguments}", image.kernel);
    let kernel_from = [InputPath::field("image").at("kernel"), InputPath::field("command-line")];
    script.from(kernel_from, format!("{} || goto again", kernel.trim_end()));
    for (i, (name, url)) in names.iter().zip(&image.initrds).enumerate() {
        let from = InputPath::field("image").at("initrds").at(i);
        script.from([from], format!("initrd --name {name} {url} || goto again"));
    }
    script.line("boot || goto failed");
    script.again(options);
    let ending = if node.title.is_none() { Ending::Reboot } else { Ending::NextDevice };
    script.failed(&format!("{} did not boot", node.name), ending, menu.as_deref(), options);
    script
}

/// A person at the machine may have something else in mind.
fn offer(script: &mut Script, node: &Node, milliseconds: u64) {
    let ask = format!("Press m for the menu, otherwise {} boots", node.name);
    let from = [InputPath::option("offer"), InputPath::lab("boot").at("menu")];
    script.line("");
    script.from(from, format!("prompt --key m --timeout {milliseconds} {ask} && goto menu ||"));
}

/// A machine of another processor than the lab says would stop with a message that says nothing. A loader for 32 bits
/// can start a 64-bit kernel, and the usual one for BIOS is such a loader.
fn right_loader(script: &mut Script, node: &Node) {
    let from = [InputPath::field("arch")];
    let (test, arch) = match node.arch {
        Arch::X8664 => ("iseq ${buildarch} x86_64 || iseq ${buildarch} i386 || goto other", "x86_64"),
        Arch::Arm64 => ("iseq ${buildarch} arm64 || goto other", "arm64"),
    };
    script.line("");
    script.from(from.clone(), test);
    script.from(from.clone(), "goto retry");
    script.line(":other");
    script.from(from, format!("echo {} is {arch}, and this loader is for ${{buildarch}}", node.name));
    script.line("goto failed");
}

/// The names that the loader gives the initrds. An EFI kernel asks for them by these, so they are not left to the
/// URLs, whose last parts may be equal.
fn initrd_names(count: usize) -> Vec<String> {
    match count {
        1 => vec!["initrd".to_owned()],
        _ => (0..count).map(|i| format!("initrd{i}")).collect(),
    }
}

fn no_image(node: &Node) -> Diagnostic {
    let message = format!("{} has nothing that a loader could load on `{}`", node.os.title, node.name);
    Diagnostic::error("no-image", InputPath::field("os"), message).also(InputPath::field("arch"), "its processor")
}
