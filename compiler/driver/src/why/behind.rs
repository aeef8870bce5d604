//! What stands behind a place that was found, put together.

use super::answer::{Answer, Kind, Reason};
use super::own;
use super::reasons::{Became, Reasons};
use super::view::{Found, View};
use crate::trace::{Made, Scene};

/// How many places of the model are followed from one place of the output.
const INPUTS: usize = 8;
/// How much of a text is shown.
const SHOWN: usize = 160;

/// The answer for a place in `file` that was found in `view`, at the end of `way`.
pub(super) fn assembled(
    reasons: &Reasons<'_>,
    file: &str,
    made: &Made,
    view: &View,
    way: &str,
    found: Found,
) -> Answer {
    let bytes = view.bytes.get(found.range.clone()).unwrap_or_default();
    Answer {
        file: file.to_owned(),
        place: format!("{way}{}", found.place),
        text: std::str::from_utf8(bytes).ok().filter(|_| !found.place.is_empty()).map(shortened),
        target: made.target.clone(),
        version: version(reasons.scene, &made.target),
        node: made.node.clone(),
        reasons: behind(reasons, file, made, view, &found),
    }
}

/// What stands behind a place that was found; never nothing.
pub(super) fn behind(reasons: &Reasons<'_>, file: &str, made: &Made, view: &View, found: &Found) -> Vec<Reason> {
    let mut out = Vec::new();
    let touches = |range: &std::ops::Range<usize>| range.start < found.range.end && found.range.start < range.end;
    for (_, handle) in view.sealed.iter().filter(|(range, _)| touches(range)) {
        out.push(secret(reasons, handle));
    }
    let became = found.says.as_deref().map(|text| Became { text, at: found.at });
    let mut inputs = found.inputs.clone();
    if inputs.is_empty()
        && let Some(line) = found.says.as_deref().and_then(|_| view.bytes.get(found.range.clone()))
    {
        inputs = own::mentioned(reasons.scene, file, &String::from_utf8_lossy(line));
    }
    // What says little of a part says who made the whole: that stands first where all of a file is asked about.
    let is_whole = found.place.is_empty();
    if is_whole {
        out.extend(own::of_artifact(reasons, file));
    }
    let more = inputs.len().saturating_sub(INPUTS);
    inputs.truncate(INPUTS);
    out.extend(reasons.of(&inputs, &found.rest, became));
    if let Some(last) = out.last_mut().filter(|_| more > 0) {
        last.notes.push(format!("{more} more things of the lab are in it; ask about a part"));
    }
    if out.is_empty() {
        if made.target != "dlc" {
            let message = format!("target `{}` writes this, and does not say from what", made.target);
            out.push(Reason::new(Kind::Target, message, None));
        }
        out.extend(own::of_artifact(reasons, file));
    }
    out
}

fn secret(reasons: &Reasons<'_>, handle: &str) -> Reason {
    let place = reasons.scene.secrets.get(handle).and_then(|(_, origin)| reasons.span(origin));
    let mut reason = Reason::new(Kind::Secret, format!("a secret stands here: `{handle}`"), place);
    if let Some((recipe, _)) = reasons.scene.secrets.get(handle) {
        reason.notes.extend(recipe.sources().into_iter().map(|source| format!("it lies in `{source}`")));
    }
    reason.notes.push("its value is never shown".to_owned());
    reason
}

fn version(scene: &Scene, target: &str) -> String {
    let found = scene.targets.iter().find(|plugin| plugin.name == target);
    found.map_or(crate::build::VERSION, |plugin| &plugin.version).to_owned()
}

/// A text on one line, cut where it is long.
pub(super) fn shortened(text: &str) -> String {
    let short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
