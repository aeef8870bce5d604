//! The first mistake never hides a second, independent one: measured over the pages of mistakes.
//!
//! Two programs of the suite become one file, whose labs stand one after the other under names of their own. What each
//! says alone must be said of both together, each message once and no other.

use crate::checkout;
use crate::fixture::{Program, sections};
use crate::project::Project;
use crate::suite::pages;
use dlc_base::Diagnostic;
use std::collections::BTreeSet;

/// How far apart in the suite the two are. Each program is tried as the first and as the second of two.
const DISTANCES: [usize; 2] = [1, 29];

/// Mistakes behind which nothing of the file can be read for sure, so that saying more would be guessing; and budgets
/// that are about the whole file.
const TO_THE_END: &[&str] =
    &["unclosed-text", "unclosed-brace", "unclosed-bracket", "stray-brace", "unknown-character", "nested-too-deep"];

/// A program of one lab and nothing else but what it uses.
struct Single {
    from: String,
    uses: Vec<String>,
    lab: String,
}

impl Single {
    fn of(page: &str, program: &Program) -> Option<Self> {
        let mut lines = program.main.text.lines().peekable();
        let mut uses = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("lab t {")) {
            match line {
                line if line.starts_with("use std.") && !line.contains("//") => uses.push(line.to_owned()),
                "" | "edition 2026" => {}
                _ => return None,
            }
        }
        let lab: Vec<&str> = lines.collect();
        let whole = lab.last() == Some(&"}") && lab.iter().filter(|line| line.starts_with('}')).count() == 1;
        let below = lab.get(1..lab.len().checked_sub(1)?)?;
        let alone = below.iter().all(|line| line.is_empty() || line.starts_with(' ') || line.starts_with("//"));
        (whole && alone).then(|| Self {
            from: format!("{page}:{}", program.main.line),
            uses,
            lab: lab.join("\n") + "\n",
        })
    }
}

/// The labs as one file; the name of each is as long as it was, so that nothing else moves.
fn file(labs: &[&Single]) -> String {
    let mut uses: Vec<&String> = labs.iter().flat_map(|single| &single.uses).collect();
    uses.sort();
    uses.dedup();
    let mut text: String = uses.into_iter().map(|line| format!("{line}\n")).collect();
    for (name, single) in ["a", "b"].iter().zip(labs) {
        text.push_str(&single.lab.replacen("lab t {", &format!("lab {name}t {{"), 1));
    }
    text
}

/// Codes and messages; the lab's name differs. The same mistake at several places is told once with the number of the
/// others, and what is unused or given in a test is told when nothing else is wrong, so these do not count.
fn said(diagnostics: &[Diagnostic]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let waits = |code: &str| code.starts_with("unused-") || ["unknown-label", "text-indentation"].contains(&code);
    for told in diagnostics.iter().filter(|told| !waits(&told.code)) {
        let message = told.message.replace("`at`", "`t`").replace("`bt`", "`t`").replace(" at:", " t:");
        let message = message.replace("lab bt", "lab t").replace("lab at", "lab t");
        out.insert(format!("{}: {message}", told.code));
    }
    out
}

#[test]
fn a_mistake_hides_no_independent_one_and_adds_none() {
    let mut singles = Vec::new();
    for folder in ["tests/suite/errors", "tests/suite/checks"] {
        for path in pages(&checkout(folder)) {
            let page = std::fs::read_to_string(&path).expect("a page");
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let alone = sections(&page).into_iter().filter(|section| section.files.is_empty());
            singles
                .extend(alone.flat_map(|section| section.programs).filter_map(|program| Single::of(&name, &program)));
        }
    }
    let mut project = Project::new();
    let mut check = |labs: &[&Single]| said(&project.check("lab.dl", &[("lab.dl", file(labs).as_bytes())]));
    let told: Vec<_> = singles.iter().map(|single| check(&[single])).collect();
    let (mut wrong, mut pairs) = (Vec::new(), 0);
    for (i, first) in singles.iter().enumerate() {
        for j in DISTANCES.map(|distance| (i + distance) % singles.len()) {
            let closed = |k: usize| told[k].iter().all(|said| !TO_THE_END.iter().any(|code| said.starts_with(code)));
            // A module that only one of them uses is known to both then.
            if !closed(i) || !closed(j) || first.uses != singles[j].uses {
                continue;
            }
            pairs += 1;
            let expected: BTreeSet<String> = told[i].union(&told[j]).cloned().collect();
            let found = check(&[first, &singles[j]]);
            if found != expected {
                let lacks = expected.difference(&found).map(|said| format!("  lacks {said}\n"));
                let adds = found.difference(&expected).map(|said| format!("  adds {said}\n"));
                let lines: String = lacks.chain(adds).collect();
                wrong.push(format!("{} and {}\n{lines}", first.from, singles[j].from));
            }
        }
    }
    assert!(pairs > 150, "only {pairs} pairs");
    // What the parser cannot read may take a neighbour with it, and like mistakes of two labs are told once.
    assert!(wrong.len() * 50 <= pairs, "{} of {pairs} pairs\n{}", wrong.len(), wrong.join("\n"));
}
