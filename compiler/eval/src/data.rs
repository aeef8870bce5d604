//! Data from elsewhere: files of the project as text, bytes, JSON, YAML or CSV. Each value comes from its line there.

mod csv;
mod typed;

use crate::cx::{Cx, R, Stop};
use crate::value::{Cell, Value};
use dlc_base::{Origin, OriginKind};
use dlc_db::{Content, SourceFile};
use dlc_secret::{Kind, Recipe};
use dlc_sema::Diag;
use dlc_sema::hir::Range;
use dlc_sema::modules::{BadPath, relative_path};
use dlc_sema::source::file_origin;
use dlc_sema::ty::Ty;
use dlc_text::{Data, Fault};
use smol_str::SmolStr;
use std::sync::Arc;

/// The path below the root of what `from` calls `path`.
pub(crate) fn resolve(cx: &Cx<'_>, from: SourceFile, path: &str, place: Origin) -> R<SmolStr> {
    match relative_path(from.path(cx.db), path) {
        Ok(path) if path.contains(':') => Err(cx.error("file-leaves-project", place, "the library reads no files")),
        Ok(path) => Ok(path.into()),
        Err(BadPath::Leaves) => {
            let diag = Diag::error("file-leaves-project", place, format!("`{path}` leaves the project"));
            Err(cx.report(
                diag.hint("the project's root is the nearest folder above with `dlc.lock`, else the lab's folder"),
            ))
        }
        Err(_) => Err(cx.error("file-leaves-project", place, format!("`{path}` is no relative path with `/`"))),
    }
}

/// The bytes of a file.
pub(crate) fn bytes(cx: &Cx<'_>, path: &str, place: Origin) -> R<Arc<[u8]>> {
    match cx.db.file(path).content(cx.db) {
        Content::Bytes(bytes) => Ok(bytes.clone()),
        Content::Missing => Err(cx.error("unreadable-file", place, format!("there is no file `{path}`"))),
        Content::Unreadable(why) => Err(cx.error("unreadable-file", place, format!("`{path}` cannot be read: {why}"))),
    }
}

/// Reads a file in one of its forms.
pub(crate) fn read(cx: &Cx<'_>, path: &str, form: &str, ty: Option<&Ty>, place: Origin) -> R<Value> {
    let bytes = bytes(cx, path, place)?;
    if form == "bytes" {
        return Ok(Value::Bytes(bytes));
    }
    if form == "secret" {
        if let Some(vault) = cx.db.vault() {
            vault.note_sealed(path);
        }
        let kind = if std::str::from_utf8(&bytes).is_ok() { Kind::Text } else { Kind::Bytes };
        let recipe = Recipe::of(dlc_secret::Source::File(path.to_owned()), kind);
        return Ok(Value::Secret(Arc::new(recipe)));
    }
    let source = Source::new(cx, path, &bytes, place)?;
    match form {
        "text" => Ok(Value::Str(source.text.into())),
        "lines" => source.lines(cx),
        "json" => {
            let node = dlc_text::json::read(source.text).map_err(|fault| source.refuse(cx, fault))?;
            source.typed(cx, &node, ty, 0).map(|cell| cell.value)
        }
        "yaml" => {
            let node = dlc_text::yaml::read(source.text).map_err(|fault| source.refuse(cx, fault))?;
            source.typed(cx, &node, ty, 0).map(|cell| cell.value)
        }
        _ => source.csv(cx, ty),
    }
}

/// A file of text that is being read.
pub(crate) struct Source<'a> {
    file: SourceFile,
    /// Without the mark at its beginning, if it has one.
    pub(crate) text: &'a str,
    /// Bytes of that mark.
    skipped: usize,
    /// Who reads it.
    pub(crate) place: Origin,
}

impl<'a> Source<'a> {
    /// The text of a file.
    pub(crate) fn new(cx: &Cx<'_>, path: &str, bytes: &'a [u8], place: Origin) -> R<Self> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let message = format!("`{path}` is not UTF-8 text from byte {} on", error.valid_up_to());
            cx.report(Diag::error("unreadable-file", place, message).hint("`.bytes` takes any file"))
        })?;
        cx.text_bytes(text.len(), place)?;
        let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        Ok(Self { file: cx.db.file(path), text: rest, skipped: text.len() - rest.len(), place })
    }

    /// A place in the file.
    pub(crate) fn at(&self, cx: &Cx<'_>, range: &std::ops::Range<usize>) -> Origin {
        let byte = |n: usize| u32::try_from(n + self.skipped).unwrap_or(u32::MAX);
        let range = Range { start: byte(range.start), end: byte(range.end) };
        file_origin(cx.db, self.file, range).with_kind(OriginKind::Data)
    }

    /// Something wrong in the file.
    fn error(&self, cx: &Cx<'_>, code: &'static str, at: &std::ops::Range<usize>, message: impl Into<String>) -> Diag {
        Diag::error(code, self.at(cx, at), message).also(self.place, "read here")
    }

    /// What is no JSON, or no YAML.
    pub(crate) fn refuse(&self, cx: &Cx<'_>, fault: Fault) -> Stop {
        let diag = self.error(cx, "bad-data", &fault.at, fault.message);
        cx.report(match fault.hint {
            Some(hint) => diag.hint(hint),
            None => diag,
        })
    }

    fn lines(&self, cx: &Cx<'_>) -> R<Value> {
        cx.elements(self.text.lines().count(), self.place)?;
        let mut from = 0;
        let line = |whole: &str| {
            let line = whole.trim_end_matches('\n').trim_end_matches('\r');
            let at = self.at(cx, &(from..from + line.len()));
            from += whole.len();
            Cell::new(Value::Str(line.into()), at)
        };
        Ok(Value::List(self.text.split_inclusive('\n').map(line).collect()))
    }
}

/// A value for a text of data: addresses and versions become text, sizes and durations have no form. Secrets go to
/// `sealed`, and are known by their number there.
pub(crate) fn to_data(value: &Value, sealed: &mut Vec<Arc<Recipe>>) -> Result<Data, String> {
    Ok(match value {
        Value::None => Data::Null,
        Value::Bool(b) => Data::Bool(*b),
        Value::Int(i) => Data::Int(*i),
        Value::Secret(recipe) => {
            sealed.push(recipe.clone());
            Data::Sealed { number: sealed.len() - 1, bare: matches!(recipe.kind, Kind::Int | Kind::Bool) }
        }
        Value::List(items) | Value::Set(items) => {
            Data::List(items.iter().map(|cell| to_data(&cell.value, sealed)).collect::<Result<_, _>>()?)
        }
        Value::Map(map) => {
            let mut entries = Vec::with_capacity(map.len());
            for (text, _, cell) in map.iter() {
                entries.push((text.to_string(), to_data(&cell.value, sealed)?));
            }
            Data::Map(entries)
        }
        Value::Record(record) => {
            let mut entries = Vec::with_capacity(record.fields.len());
            for (name, cell) in &record.fields {
                entries.push((name.to_string(), to_data(&cell.value, sealed)?));
            }
            Data::Map(entries)
        }
        Value::Size(_) | Value::Duration(_) | Value::Cpu(_) | Value::Mode(_) => {
            return Err(format!("{} has no form here: say in which unit, `.mib` or `.s`", value.describe()));
        }
        scalar => match scalar.to_text() {
            Some(text) => Data::Text(text.to_string()),
            None => return Err(format!("{} has no form as data", scalar.describe())),
        },
    })
}
