//! What the compiler itself writes for the lab's staff: the files that the lab defines, and a page on what to do next.
//!
//! The page speaks only of what the model has and of artefacts that were written. It is for somebody who has never seen
//! the lab, at a shell in the top folder of the tree.

mod cluster;
mod dhcp;
mod loaders;
mod machines;
mod page;
mod serving;
mod written;

pub(crate) use written::Written;

use crate::blame::Blame;
use crate::render::Rendering;
use dlc_base::Diagnostic;
use dlc_emit::{Audience, Entry, Root, Tree};
use dlc_model::{Blobs, Cluster, Contents, Output};
use page::Page;

/// Where the page lies below `operator`.
const PAGE: &str = "README.md";

/// The target that the manifest names for such files.
const OURSELVES: &str = "dlc";

/// Adds both, the page last: it names the files.
pub(crate) fn write<T: Tree>(rendering: &mut Rendering<'_, T>) {
    let cluster = rendering.blame.cluster;
    outputs(rendering, cluster);
    let page = page(&rendering.blame, &rendering.written);
    operator(rendering, PAGE, 0o644, "text/markdown", false, page.as_bytes());
}

fn outputs<T: Tree>(rendering: &mut Rendering<'_, T>, cluster: &Cluster) {
    for output in &cluster.outputs {
        let Output { path, mode, .. } = output;
        let kind = "application/octet-stream";
        if let Contents::Secret(handle) = &output.contents {
            match rendering.sealing.open(rendering.blame.front, handle) {
                Some(Ok(clear)) => operator(rendering, path, *mode, kind, true, clear.reveal()),
                Some(Err(diagnostic)) => rendering.told.push(diagnostic),
                None => rendering.told.push(cannot(output, "its secret is lost")),
            }
            continue;
        }
        match bytes(output, rendering.blobs) {
            Ok(contents) => operator(rendering, path, *mode, kind, false, contents),
            Err(diagnostic) => rendering.told.push(diagnostic),
        }
    }
}

fn operator<T: Tree>(
    rendering: &mut Rendering<'_, T>,
    path: &str,
    mode: u32,
    media_type: &str,
    secret: bool,
    contents: &[u8],
) {
    let contents = &[contents][..];
    let (root, audience, target) = (Root::Operator, Audience::Operator, OURSELVES);
    rendering.add(&Entry { root, path, mode, media_type, audience, secret, target, node: None, contents });
}

/// The bytes of a file that the lab defines.
fn bytes<'a>(output: &'a Output, blobs: &'a Blobs) -> Result<&'a [u8], Diagnostic> {
    match &output.contents {
        Contents::Text(text) => Ok(text.as_bytes()),
        Contents::Bytes(bytes) => Ok(bytes),
        Contents::Blob(blob) => {
            blobs.get(&blob.handle).map(|bytes| &bytes[..]).ok_or_else(|| cannot(output, "its bytes are lost"))
        }
        Contents::Secret(_) => Err(cannot(output, "it is a secret")),
        Contents::Remote(_) => Err(cannot(output, "it is to be fetched, and a build fetches nothing")),
    }
}

fn cannot(output: &Output, why: &str) -> Diagnostic {
    Diagnostic::placeless("output-without-bytes", format!("output `{}` cannot be written: {why}", output.path))
}

/// What there is to know for a section.
#[derive(Clone, Copy)]
struct Scene<'a> {
    cluster: &'a Cluster,
    written: &'a Written,
}

/// What to do with the tree, with the lab's own paths and addresses.
fn page(blame: &Blame<'_>, written: &Written) -> String {
    let scene = Scene { cluster: blame.cluster, written };
    let mut page = Page::new(&format!("Lab {}", scene.cluster.lab.name));
    page.text("What to do with this tree. Commands are for a shell in its top folder. Made by dlc from the lab.");
    contents(scene, &mut page);
    serving::write(scene, &mut page);
    loaders::write(scene, &mut page);
    dhcp::write(scene, &mut page);
    machines::write(scene, &mut page);
    cluster::write(scene, &mut page);
    secrets(blame, scene, &mut page);
    page.finish()
}

/// What lies where, and how a copy is checked.
fn contents(scene: Scene<'_>, page: &mut Page) {
    page.section("Check the copy");
    page.text("Every file has its digest in `SHA256SUMS`. After copying the tree, in its top folder:");
    page.commands(["sha256sum -c --quiet SHA256SUMS"]);
    page.text("`dlc verify .` finds files that are too many, too.");
    let rows = scene
        .written
        .folders()
        .map(|(folder, files, what)| vec![format!("`{folder}/`"), files.to_string(), what.to_owned()]);
    page.table(["folder", "files", "what"], rows);
    let ours: Vec<&Output> = scene.cluster.outputs.iter().collect();
    if !ours.is_empty() {
        let names: Vec<String> = ours.iter().map(|output| format!("`operator/{}`", output.path)).collect();
        page.text(&format!("The lab itself adds {}.", page::list(&names)));
    }
}

/// What is to be kept from others, and what is not kept.
fn secrets(blame: &Blame<'_>, scene: Scene<'_>, page: &mut Page) {
    let exposed = crate::secrets::exposed(blame.front);
    let sealed = scene.written.secret();
    if exposed.is_empty() && sealed.is_empty() {
        return;
    }
    page.section("Keep the secrets");
    if !sealed.is_empty() {
        let names: Vec<String> = sealed.iter().map(|path| format!("`operator/{path}`")).collect();
        page.text(&format!("These hold secrets, and nobody but the staff may read them: {}.", page::list(&names)));
    }
    if !exposed.is_empty() {
        page.text("The lab lets these out to whoever can reach its web server:");
        page.table(
            ["secret", "why"],
            exposed.into_iter().map(|exposed| vec![format!("`{}`", exposed.secret), exposed.reason]),
        );
    }
}
