//! The differences of one artefact, each at its place.

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What was done.
    pub kind: Kind,
    /// Where, for programs: pointers of JSON (RFC 6901) in the new artefact, or in the old one of what is gone. `!` steps
    /// into what a value holds, as a data URL or an archive does, and `:N` is a line.
    pub at: String,
    /// Where, for people: things in lists by their names.
    pub place: String,
    /// As it was; none where it is new.
    pub old: Option<String>,
    /// As it is; none where it is gone.
    pub new: Option<String>,
}

/// What was done at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A value took another's place.
    Changed,
    /// It was not there.
    Added,
    /// It is not there any more.
    Removed,
}

impl Change {
    /// A fact of the whole file.
    pub(super) fn of_file(fact: &str, was: String, is: String) -> Self {
        let (at, place) = (format!("#{}", fact.replace(' ', "-")), fact.to_owned());
        Self { kind: Kind::Changed, at, place, old: Some(was), new: Some(is) }
    }
}

/// A place in an artefact, in both forms.
#[derive(Debug, Clone, Default)]
pub(super) struct At {
    pointer: String,
    place: String,
}

impl At {
    /// The value of a key.
    pub(super) fn key(&self, key: &str) -> Self {
        let escaped = key.replace('~', "~0").replace('/', "~1");
        let dot = if self.place.is_empty() || self.place.ends_with(": ") { "" } else { "." };
        Self { pointer: format!("{}/{escaped}", self.pointer), place: format!("{}{dot}{key}", self.place) }
    }

    /// An item of a list: its number, and its name if it has one.
    pub(super) fn item(&self, number: usize, name: Option<&str>) -> Self {
        let shown = name.map_or_else(|| number.to_string(), str::to_owned);
        Self { pointer: format!("{}/{number}", self.pointer), place: format!("{}[{shown}]", self.place) }
    }

    /// What a value holds; `member` is a path in an archive.
    pub(super) fn inside(&self, member: &str) -> Self {
        let place = match (self.place.is_empty(), member) {
            (_, "") => self.place.clone(),
            (true, member) => format!("{member}: "),
            (false, member) => format!("{} {member}: ", self.place.trim_end_matches(": ")),
        };
        Self { pointer: format!("{}!{member}", self.pointer), place }
    }

    /// A line of a text.
    fn line(&self, number: usize) -> Self {
        let place = match self.place.as_str() {
            "" => format!("line {number}"),
            place => format!("{} line {number}", place.trim_end_matches(": ")),
        };
        Self { pointer: format!("{}:{number}", self.pointer), place }
    }
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Leaves(pub(super) Vec<Change>);

impl Leaves {
    pub(super) fn push(&mut self, at: &At, old: Option<String>, new: Option<String>) {
        let kind = match (&old, &new) {
            (None, _) => Kind::Added,
            (_, None) => Kind::Removed,
            _ => Kind::Changed,
        };
        let place = at.place.trim_end_matches(": ").to_owned();
        self.0.push(Change { kind, at: at.pointer.clone(), place, old, new });
    }

    /// Texts, by line.
    pub(super) fn lines(&mut self, at: &At, old: &str, new: &str) {
        use similar::ChangeTag;
        if old == new {
            return;
        }
        let before = self.0.len();
        for change in similar::TextDiff::from_lines(old, new).iter_all_changes() {
            let said = change.value().trim_end_matches(['\n', '\r']).to_owned();
            match change.tag() {
                ChangeTag::Equal => {}
                ChangeTag::Delete => {
                    self.push(&at.line(change.old_index().map_or(0, |line| line + 1)), Some(said), None);
                }
                ChangeTag::Insert => {
                    self.push(&at.line(change.new_index().map_or(0, |line| line + 1)), None, Some(said));
                }
            }
        }
        if self.0.len() == before {
            self.push(at, Some("other line ends".to_owned()), Some("other line ends".to_owned()));
        }
    }
}
