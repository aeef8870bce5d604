//! The text of a file: lines, each with what it comes from, and the quoting of values.

use dlc_plugin::traces::TracedText;
use dlc_plugin::{Artifact, Diagnostic, InputPath};

/// dnsmasq reads a line into a buffer of 1,025 characters, and takes the rest for the next line.
const LONGEST: usize = 1023;

/// A file under way.
#[derive(Debug, Default)]
pub(crate) struct Conf {
    lines: Vec<(String, Vec<InputPath>)>,
}

impl Conf {
    /// One more line, and what it comes from, the most telling first.
    pub(crate) fn line(&mut self, line: impl Into<String>, from: impl IntoIterator<Item = InputPath>) {
        self.lines.push((line.into(), from.into_iter().collect()));
    }

    /// A blank line and a comment over what follows.
    pub(crate) fn section(&mut self, title: &str, from: &InputPath) {
        if !self.lines.is_empty() {
            self.line("", [from.clone()]);
        }
        self.line(format!("# {title}"), [from.clone()]);
    }

    /// Lines that dnsmasq would cut in two.
    pub(crate) fn too_long(&self) -> Vec<Diagnostic> {
        let long = self.lines.iter().filter(|(line, _)| line.len() > LONGEST);
        let told = long.filter_map(|(line, from)| {
            let word = line.split('=').next().unwrap_or(line);
            let message = format!(
                "the line `{word}` has {} characters; dnsmasq reads {LONGEST} and takes the rest for another line",
                line.len()
            );
            Some(Diagnostic::error("line-too-long", from.first()?.clone(), message))
        });
        told.collect()
    }

    /// The file, with traces if they are asked for. Lines that come from the same share one.
    pub(crate) fn artifact(self, artifact: Artifact, trace: bool) -> Artifact {
        let mut text = TracedText::new(trace);
        for chunk in self.lines.chunk_by(|(_, a), (_, b)| a == b) {
            let lines: Vec<&str> = chunk.iter().map(|(line, _)| line.as_str()).collect();
            text.line(lines.join("\n"), chunk[0].1.iter().cloned());
        }
        text.put_into(artifact)
    }
}

/// A value as it stands in a line. Without quotes a comma would end it, and a `#` behind a blank the line.
pub(crate) fn value(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._:/~@%+=-&[]".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    let escaped: String = text
        .chars()
        .flat_map(|c| ["\\"].into_iter().filter(move |_| "\"\\".contains(c)).flat_map(str::chars).chain([c]))
        .collect();
    format!("\"{escaped}\"")
}
