//! What opens secrets: the keys and values that the command line was given.

use crate::clear::Clear;
use crate::file::Format;
use crate::open::NotOpened;
use crate::recipe::{Part, Recipe, Source};
use crate::sops;
use dlc_text::{Kind as Data, Node, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

const CODE_FIT: &str = "secret-does-not-fit";

/// Who brings the bytes of a file of the project, or says why there are none.
type Read<'a> = &'a dyn Fn(&str) -> Result<Arc<[u8]>, String>;

/// The values of a file by their keys.
type Values = BTreeMap<Vec<String>, Clear>;

/// Keys, and secrets by name.
#[derive(Default)]
pub struct Vault {
    named: BTreeMap<String, Clear>,
    keys: Vec<age::x25519::Identity>,
    /// Whether a secret that cannot be opened is an error where its value is needed.
    must_open: bool,
    /// The names that the lab asked for.
    asked: Mutex<BTreeSet<String>>,
    /// The files that hold secrets.
    sealed: Mutex<BTreeSet<String>>,
    /// What the lab lets out, with its reason.
    exposed: Mutex<BTreeSet<(String, String)>>,
    /// Files that were opened, with what they held.
    opened: Mutex<BTreeMap<String, Opened>>,
}

/// The bytes of a file as they were, and what they held.
type Opened = (Arc<[u8]>, Arc<Values>);

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("named", &self.named.keys()).field("keys", &self.keys.len()).finish()
    }
}

impl Vault {
    /// One that opens nothing but plain files.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, where what cannot be opened is an error: for a build.
    #[must_use]
    pub fn strict(self) -> Self {
        Self { must_open: true, ..self }
    }

    /// Whether what cannot be opened is an error.
    pub fn must_open(&self) -> bool {
        self.must_open
    }

    /// Gives `secret("NAME")`.
    pub fn give(&mut self, name: impl Into<String>, value: Clear) {
        self.named.insert(name.into(), value);
    }

    /// The names that were given.
    pub fn given(&self) -> impl Iterator<Item = &str> {
        self.named.keys().map(String::as_str)
    }

    /// Notes that the lab asks for `secret("NAME")`.
    pub fn note_asked(&self, name: &str) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
    }

    /// The names that were given and that nothing asks for, and those that something asks for.
    pub fn unasked(&self) -> (Vec<String>, Vec<String>) {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let unasked = self.named.keys().filter(|name| !asked.contains(*name)).cloned().collect();
        (unasked, asked.iter().cloned().collect())
    }

    /// Notes that a file holds secrets.
    pub fn note_sealed(&self, path: &str) {
        self.sealed.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
    }

    /// Whether a file holds secrets, so that no line of it may be shown.
    pub fn is_sealed(&self, path: &str) -> bool {
        self.sealed.lock().unwrap_or_else(PoisonError::into_inner).contains(path)
    }

    /// Notes that the lab lets a secret out.
    pub fn note_exposed(&self, secret: String, reason: String) {
        self.exposed.lock().unwrap_or_else(PoisonError::into_inner).insert((secret, reason));
    }

    /// What the lab lets out, by where it lies, with its reason.
    pub fn exposed(&self) -> Vec<(String, String)> {
        self.exposed.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Takes the age keys of a key file: a line each, comments behind `#`.
    ///
    /// # Errors
    /// A line is no key. The message does not repeat it.
    pub fn add_keys(&mut self, text: &str) -> Result<(), String> {
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let key = age::x25519::Identity::from_str(line);
            self.keys.push(key.map_err(|_| format!("line {} is no age key: AGE-SECRET-KEY-1…", number + 1))?);
        }
        Ok(())
    }

    /// What a recipe makes.
    ///
    /// # Errors
    /// A secret in it cannot be opened, or cannot stand where it is to be written.
    pub fn make(&self, recipe: &Recipe, read: Read<'_>) -> Result<Clear, NotOpened> {
        if let [Part::Sealed(source, Place::Plain)] = recipe.parts.as_slice() {
            return self.open(source, read);
        }
        let mut out = Zeroizing::new(Vec::new());
        for part in &recipe.parts {
            let (clear, place, what) = match part {
                Part::Chars(chars) => {
                    out.extend_from_slice(chars.as_bytes());
                    continue;
                }
                Part::Sealed(source, place) => (self.open(source, read)?, place, source.to_string()),
                Part::Text(inner, place) => (self.make(inner, read)?, place, "a text with a secret".to_owned()),
            };
            out.extend_from_slice(placed(&clear, place, &what)?.as_bytes());
        }
        Ok(Clear::new(std::mem::take(&mut *out)))
    }

    /// A sealed value.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open(&self, source: &Source, read: Read<'_>) -> Result<Clear, NotOpened> {
        let bytes = |path: &str| read(path).map_err(|why| NotOpened::file(path, why));
        match source {
            Source::Named(name) => self.named.get(name).cloned().ok_or_else(|| NotOpened::not_given(name)),
            Source::File(path) => Ok(Clear::new(bytes(path)?.to_vec())),
            Source::Value(path, steps) => {
                let values = self.values(path, &bytes(path)?)?;
                let found = values.get(steps).cloned();
                found.ok_or_else(|| NotOpened::file(path, format!("it has no value `{}`", steps.join("."))))
            }
        }
    }

    /// Every value that was given, or that stands in a file which was opened, with where it lies.
    pub fn known(&self) -> Vec<(Source, Clear)> {
        let named = self.named.iter().map(|(name, clear)| (Source::Named(name.clone()), clear.clone()));
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let values = opened.iter().flat_map(|(path, (_, values))| {
            values.iter().map(|(steps, clear)| (Source::Value(path.clone(), steps.clone()), clear.clone()))
        });
        named.chain(values).collect()
    }

    fn values(&self, path: &str, bytes: &Arc<[u8]>) -> Result<Arc<Values>, NotOpened> {
        if let Some((known, values)) = self.opened.lock().unwrap_or_else(PoisonError::into_inner).get(path)
            && known == bytes
        {
            return Ok(values.clone());
        }
        let text = std::str::from_utf8(bytes).map_err(|_| NotOpened::file(path, "it is not UTF-8 text"))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let format = Format::of(path).ok_or_else(|| NotOpened::file(path, "it is neither YAML nor JSON"))?;
        let node = format.parse(text).map_err(|_| NotOpened::file(path, "it is damaged"))?;
        let values = match sops::metadata(&node) {
            Some(_) => sops::open(&node, &self.keys, path)?,
            None => {
                let mut values = Values::new();
                plain(&node, &mut Vec::new(), &mut values);
                values
            }
        };
        let values = Arc::new(values);
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.insert(path.to_owned(), (bytes.clone(), values.clone()));
        Ok(values)
    }
}

/// A value as its place demands it.
fn placed(clear: &Clear, place: &Place, what: &str) -> Result<Zeroizing<String>, NotOpened> {
    let Ok(text) = std::str::from_utf8(clear.reveal()) else {
        return Err(NotOpened::new(CODE_FIT, format!("{what} is no text, and stands in one")));
    };
    place.text(text).map(Zeroizing::new).map_err(|refusal| {
        let error = NotOpened::new(CODE_FIT, format!("{what}: {}", refusal.message));
        NotOpened { hint: refusal.hint, ..error }
    })
}

/// The values of a file that nothing sealed.
fn plain(node: &Node, steps: &mut Vec<String>, out: &mut Values) {
    let clear = match &node.kind {
        Data::Null | Data::Hole(_) => return,
        Data::Map(entries) => {
            for (key, node) in entries {
                steps.push(key.text.clone());
                plain(node, steps, out);
                steps.pop();
            }
            return;
        }
        Data::List(items) => {
            for (number, node) in items.iter().enumerate() {
                steps.push(number.to_string());
                plain(node, steps, out);
                steps.pop();
            }
            return;
        }
        Data::Bool(b) => b.to_string(),
        Data::Int(n) => n.to_string(),
        Data::Number(text) | Data::Text(text) => text.clone(),
    };
    out.insert(steps.clone(), Clear::new(clear.into_bytes()));
}
