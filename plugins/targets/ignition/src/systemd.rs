//! Units and their drop-ins.

use crate::config::{Dropin, Unit};
use crate::draft::Draft;
use crate::labelled;
use crate::places::Kind;
use crate::spec::Making;
use dlc_plugin::{Contents, Diagnostic, InputPath};

/// Where units lie on the machine.
const FOLDER: &str = "/etc/systemd/system";

/// The longest line that Ignition reads in a unit.
const LONGEST_LINE: usize = 2048;

/// What a unit's name may end in.
const SUFFIXES: [&str; 12] = [
    "service",
    "socket",
    "device",
    "mount",
    "automount",
    "swap",
    "target",
    "path",
    "timer",
    "snapshot",
    "slice",
    "scope",
];

/// The units of the lab.
pub(crate) fn units(draft: &mut Draft, units: &[dlc_plugin::Unit]) {
    for unit in units {
        write_unit(draft, unit, &labelled("units", &unit.name));
    }
}

fn write_unit(draft: &mut Draft, unit: &dlc_plugin::Unit, at: &InputPath) {
    let dlc_plugin::Unit { name, enabled, masked, contents, dropins } = unit;
    if !name.rsplit_once('.').is_some_and(|(stem, suffix)| !stem.is_empty() && SUFFIXES.contains(&suffix)) {
        draft.refuse("bad-unit", at.clone(), format!("`{name}` does not end as the name of a unit does"));
    }
    if *masked && (*enabled || contents.is_some()) {
        let message = format!("`{name}` is masked, so it can neither start nor have a text");
        draft.refuse("bad-unit", at.clone().at("masked"), message);
    }
    let mut written = Unit {
        name: name.clone(),
        enabled: *enabled && draft.spec.making == Making::Named,
        enable: *enabled && draft.spec.making == Making::Create,
        mask: *masked,
        contents: None,
        dropins: Vec::new(),
        from: vec![at.clone()],
    };
    if let Some(contents) = contents {
        let place = format!("{FOLDER}/{name}");
        let at = at.clone().at("contents");
        written.contents = text_or_file(draft, contents, &place, &at, |draft, text| {
            let install = (*enabled).then(|| labelled("units", name).at("enabled"));
            draft.problems.extend(mistakes(text, name, &at, install));
        });
    } else if *masked {
        // A mask is a link at the unit's own path.
        let taken = draft.places.take(&format!("{FOLDER}/{name}"), Kind::Link, at);
        draft.problems.keep(taken);
    }
    for dropin in dropins {
        let dlc_plugin::Dropin { name: part, contents } = dropin;
        let label = at.clone().at("dropins").at(part);
        if !part.ends_with(".conf") {
            draft.refuse(
                "bad-unit",
                label.clone(),
                format!("`{part}` does not end in `.conf`, as the name of a drop-in does"),
            );
        }
        let place = format!("{FOLDER}/{name}.d/{part}");
        let at = label.clone().at("contents");
        let text = text_or_file(draft, contents, &place, &at, |draft, text| {
            draft.problems.extend(mistakes(text, part, &at, None));
        });
        written.dropins.extend(text.map(|contents| Dropin { name: part.clone(), contents, from: vec![label.clone()] }));
    }
    draft.config.systemd.units.push(written);
}

/// A text inside the document. What the format has no place for there, something to be fetched, becomes a file at
/// the place where the text would have gone.
pub(crate) fn text_or_file(
    draft: &mut Draft,
    contents: &Contents,
    place: &str,
    at: &InputPath,
    check: impl FnOnce(&mut Draft, &str),
) -> Option<String> {
    match contents {
        Contents::Blob(_) | Contents::Remote(_) => {
            let resource = draft.resource(contents, at)?;
            draft.file(place, 0o644, resource, at);
            None
        }
        Contents::Text(_) | Contents::Bytes(_) | Contents::Secret(_) => {
            let taken = draft.places.take(place, Kind::File, at);
            draft.problems.keep(taken);
            let text = draft.inline(contents, at)?;
            if !matches!(contents, Contents::Secret(_)) {
                check(draft, &text);
            }
            Some(text)
        }
    }
}

/// What Ignition or systemd would not take of a unit's text. `enabled` is where the lab wants it started at boot.
fn mistakes(text: &str, name: &str, at: &InputPath, enabled: Option<InputPath>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let number = number + 1;
        if line.len() > LONGEST_LINE {
            let message = format!("line {number} of `{name}` has {} bytes; Ignition reads {LONGEST_LINE}", line.len());
            let problem = Diagnostic::error("bad-unit", at.clone(), message);
            found.push(problem.hint("end a line with `\\` and go on in the next, or move the text into a file"));
        }
        if line.starts_with('[') && !line.trim_end().ends_with(']') {
            let message = format!("the section in line {number} of `{name}` is not closed");
            found.push(Diagnostic::error("bad-unit", at.clone(), message).hint("write `]` at the end of the line"));
        }
    }
    if text.contains('\0') {
        found.push(Diagnostic::error("bad-unit", at.clone(), format!("`{name}` has a NUL character")));
    }
    if let Some(enabled) = enabled
        && !text.lines().any(|line| line.trim_end() == "[Install]")
    {
        let message = format!("`{name}` is enabled, but has no section `[Install]`, so it would never start");
        let problem = Diagnostic::error("unit-never-starts", enabled, message).also(at.clone(), "its text");
        found.push(problem.hint("end the text with `[Install]` and `WantedBy=multi-user.target`"));
    }
    found
}

impl Draft {
    /// A unit that follows from something else in the lab, and starts at boot.
    pub(crate) fn enabled_unit(&mut self, name: &str, text: dlc_plugin::systemd::Unit, at: &InputPath) {
        let text = text.text();
        let taken = self.places.take(&format!("{FOLDER}/{name}"), Kind::File, at);
        self.problems.keep(taken);
        self.problems.extend(mistakes(&text, name, at, Some(at.clone())));
        self.config.systemd.units.push(Unit {
            name: name.to_owned(),
            enabled: self.spec.making == Making::Named,
            enable: self.spec.making == Making::Create,
            mask: false,
            contents: Some(text),
            dropins: Vec::new(),
            from: vec![at.clone()],
        });
    }
}
