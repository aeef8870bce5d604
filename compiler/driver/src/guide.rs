//! What the compiler itself writes for the lab's staff: the files that the lab defines, and a page on what to do next.

use crate::render::Rendering;
use dlc_base::Diagnostic;
use dlc_emit::{Audience, Entry, Root, Tree};
use dlc_model::{Blobs, Cluster, Contents, Output};
use std::fmt::Write as _;

/// The target that the manifest names for such files.
const OURSELVES: &str = "dlc";

/// Adds both.
pub(crate) fn write<T: Tree>(rendering: &mut Rendering<'_, T>) {
    let cluster = rendering.blame.cluster;
    let page = page(cluster);
    operator(rendering, "README.md", 0o644, "text/markdown", false, page.as_bytes());
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

/// What to do with the tree, with the lab's own addresses.
fn page(cluster: &Cluster) -> String {
    let mut out = format!("# Lab {}\n\nMade by dlc. What to do next:\n", cluster.lab.name);
    match &cluster.lab.boot {
        Some(boot) => {
            let host = boot.server.as_deref().map(|server| format!(" on `{server}`")).unwrap_or_default();
            let _ = write!(
                out,
                "\n1. Serve `public/http/`{host}, so that its files are found below <{url}>.\n\
                 2. Have DHCP send machines with the user class `{class}` to their script below <{url}>.\n\
                 3. Switch the machines on.\n",
                url = boot.url,
                class = boot.user_class,
            );
        }
        None => {
            out.push_str("\nThe lab has no `boot`, so nothing is served from here; take the files below `public/`.\n")
        }
    }
    if !cluster.nodes.is_empty() {
        out.push_str("\n| machine | address | MAC | system |\n| --- | --- | --- | --- |\n");
    }
    for node in &cluster.nodes {
        let (ip, mac) = (node.ip.as_deref().unwrap_or("-"), node.mac.as_deref().unwrap_or("-"));
        let _ = writeln!(out, "| {} | {ip} | {mac} | {} |", node.name, node.os.title);
    }
    out.push_str("\nCheck a copy of this tree with `sha256sum -c SHA256SUMS` in its top folder.\n");
    out
}
