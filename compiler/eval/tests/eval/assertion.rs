//! What a program says about its own diagnostics.
//!
//! `x = 1  // error: some-code` — on this line; `// error[some-code]: part of the message` asks for the message too.
//! A line of its own, `//   ^^^ error[some-code]: part`, is about the line above it, and the carets are the place,
//! character by character. `// hint: part` on the next line asks for the hint. For `error` there may stand `warning`.

use dlc_base::render::Sources;
use dlc_base::{Diagnostic, Severity, Span};

/// One expected diagnostic.
#[derive(Debug)]
pub(crate) struct Assertion {
    /// The line that it is about, from 1.
    line: usize,
    /// First and last column of the carets, from 1 and behind the last.
    columns: Option<(usize, usize)>,
    severity: Severity,
    code: String,
    message: String,
    hint: Option<String>,
}

/// The assertions in a program.
pub(crate) fn assertions(text: &str) -> Vec<Assertion> {
    let mut found: Vec<Assertion> = Vec::new();
    let mut about = 0;
    for (number, line) in (1..).zip(text.lines()) {
        let alone = line.trim_start().strip_prefix("//").map(str::trim_start);
        if let Some(hint) = alone.and_then(|text| text.strip_prefix("hint:")) {
            let last = found.last_mut().unwrap_or_else(|| panic!("line {number}: a hint of what?"));
            last.hint = Some(hint.trim().to_owned());
        } else if let Some(carets) = alone.filter(|text| text.starts_with('^')) {
            let start = line.chars().take_while(|c| *c != '^').count() + 1;
            let width = carets.chars().take_while(|c| *c == '^').count();
            let rest = carets.trim_start_matches('^').trim_start();
            let what = severity(rest).unwrap_or_else(|| panic!("line {number}: `error[code]` after the carets"));
            found.push(assertion(about, Some((start, start + width)), what, number));
        } else {
            about = number;
            let marks = ["// error", "// warning"].iter().filter_map(|mark| line.rfind(mark));
            if let Some(what) = marks.max().and_then(|at| severity(&line[at + 3..])) {
                found.push(assertion(number, None, what, number));
            }
        }
    }
    found
}

/// `error` or `warning`, and what follows it.
fn severity(text: &str) -> Option<(Severity, &str)> {
    let found = [("error", Severity::Error), ("warning", Severity::Warning)].into_iter();
    let (rest, severity) = found.filter_map(|(word, s)| Some((text.strip_prefix(word)?, s))).next()?;
    rest.starts_with([':', '[']).then_some((severity, rest))
}

fn assertion(line: usize, columns: Option<(usize, usize)>, what: (Severity, &str), at: usize) -> Assertion {
    let (severity, rest) = what;
    let (code, message) = match rest.strip_prefix('[') {
        Some(rest) => rest.split_once(']').unwrap_or_else(|| panic!("line {at}: `]` is missing")),
        None => (rest.trim_start_matches(':'), ""),
    };
    let message = message.trim_start_matches(':').trim();
    Assertion { line, columns, severity, code: code.trim().to_owned(), message: message.to_owned(), hint: None }
}

impl Assertion {
    /// Whether `diagnostic`, whose place is in the asserting file and given by lines and columns, is the expected one.
    pub(crate) fn is(&self, diagnostic: &Diagnostic, place: &Place) -> bool {
        let hint = diagnostic.hint.as_deref().unwrap_or_default();
        self.line == place.line
            && self.columns.is_none_or(|columns| columns == place.columns)
            && self.severity == diagnostic.severity
            && self.code == diagnostic.code
            && diagnostic.message.contains(&self.message)
            && self.hint.as_ref().is_none_or(|wanted| hint.contains(wanted))
    }
}

impl std::fmt::Display for Assertion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = if self.severity == Severity::Error { "error" } else { "warning" };
        write!(f, "{word}[{}]: {}", self.code, self.message)?;
        if let Some((first, behind)) = self.columns {
            write!(f, " (columns {first} to {})", behind - 1)?;
        }
        match &self.hint {
            Some(hint) => write!(f, " (hint: {hint})"),
            None => Ok(()),
        }
    }
}

/// Where a diagnostic points, as a person counts.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) path: String,
    pub(crate) line: usize,
    /// First and behind last on its first line; at least one wide.
    pub(crate) columns: (usize, usize),
}

impl Place {
    pub(crate) fn of(span: Span, sources: &dyn Sources) -> Self {
        let (path, text) = sources.source(span.file).unwrap_or_default();
        let (start, end) = (usize::from(span.range.start()), usize::from(span.range.end()));
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let first = text[line_start..start].chars().count() + 1;
        let shown = text[start..end].lines().next().unwrap_or_default().chars().count();
        let line = before.matches('\n').count() + 1;
        Self { path: path.to_owned(), line, columns: (first, first + shown.max(1)) }
    }
}

#[test]
fn assertions_are_about_their_own_line_or_the_one_above() {
    let found = assertions("a = 1 // error: x-y\nb = 2\n//  ^ warning[p-q]: what it says\n// hint: type it\nc = 3\n");
    let (first, second) = (&found[0], &found[1]);
    assert_eq!((first.line, first.code.as_str(), first.columns), (1, "x-y", None));
    assert_eq!((second.line, second.columns), (2, Some((5, 6))));
    assert_eq!((second.message.as_str(), second.hint.as_deref()), ("what it says", Some("type it")));
    assert_eq!(found.len(), 2);
}
