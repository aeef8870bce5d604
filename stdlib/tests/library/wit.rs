//! The records of the contract, read from its text.

use std::collections::BTreeMap;

/// What the contract declares.
#[derive(Default)]
pub(crate) struct Wit {
    /// Records: fields with their types.
    pub(crate) records: BTreeMap<String, Vec<(String, String)>>,
    /// Enums and variants: their cases.
    pub(crate) cases: BTreeMap<String, Vec<String>>,
}

impl Wit {
    /// Reads the text. The contract is formatted: one field or case a line.
    pub(crate) fn read(text: &str) -> Self {
        let mut wit = Self::default();
        let mut lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        while let Some(line) = lines.next() {
            let Some((word, rest)) = line.split_once(' ') else { continue };
            let Some(name) = rest.strip_suffix(" {").map(plain) else { continue };
            if !matches!(word, "record" | "enum" | "variant") {
                continue;
            }
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "}").filter(|l| !l.is_empty()).collect();
            let body = body.iter().map(|line| line.trim_end_matches(','));
            match word {
                "record" => {
                    let field = |line: &str| line.split_once(": ").map(|(name, ty)| (plain(name), plain(ty)));
                    wit.records.insert(name, body.filter_map(field).collect());
                }
                _ => {
                    let case = |line: &str| plain(line.split('(').next().unwrap_or(line));
                    wit.cases.insert(name, body.map(case).collect());
                }
            }
        }
        wit
    }

    /// The name inside `option<…>` and `list<…>`.
    pub(crate) fn inner(ty: &str) -> &str {
        let inside = ["option<", "list<"].iter().find_map(|head| ty.strip_prefix(head)?.strip_suffix('>'));
        inside.map_or(ty, Self::inner)
    }
}

/// A name without the `%` that keeps it from being a word of WIT.
fn plain(name: &str) -> String {
    name.replace('%', "")
}
