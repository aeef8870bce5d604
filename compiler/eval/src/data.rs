//! Data from elsewhere: files of the project as text, bytes, JSON or YAML.

use crate::cx::{Cx, R};
use crate::value::{Cell, Map, Record, Value};
use dlc_base::Origin;
use dlc_db::{Content, SourceFile};
use dlc_sema::Diag;
use dlc_sema::modules::{BadPath, relative_path};
use dlc_sema::ty::Ty;
use smol_str::SmolStr;
use std::sync::Arc;

/// How deep data may nest.
const DEPTH: u32 = 128;

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

/// Reads a file in one of its forms.
pub(crate) fn read(cx: &Cx<'_>, path: &str, form: &str, ty: Option<&Ty>, place: Origin) -> R<Value> {
    let file = cx.db.file(path);
    let bytes = match file.content(cx.db) {
        Content::Bytes(bytes) => bytes.clone(),
        Content::Missing => return Err(cx.error("unreadable-file", place, format!("there is no file `{path}`"))),
        Content::Unreadable(why) => {
            return Err(cx.error("unreadable-file", place, format!("`{path}` cannot be read: {why}")));
        }
    };
    if form == "bytes" {
        return Ok(Value::Bytes(bytes));
    }
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let message = format!("`{path}` is not UTF-8 text from byte {} on", error.valid_up_to());
        cx.report(Diag::error("unreadable-file", place, message).hint("`.bytes` takes any file"))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    cx.text_bytes(text.len(), place)?;
    let bad = |why: String| cx.error("bad-data", place, format!("`{path}`: {why}"));
    match form {
        "text" => Ok(Value::Str(text.into())),
        "lines" => {
            let lines: Arc<[Cell]> = text.lines().map(|line| Cell::new(Value::Str(line.into()), place)).collect();
            cx.elements(lines.len(), place)?;
            Ok(Value::List(lines))
        }
        "json" => {
            let json: serde_json::Value = serde_json::from_str(text).map_err(|error| bad(error.to_string()))?;
            of_json(cx, &json, ty, place, 0)
        }
        "yaml" => {
            let json: serde_json::Value = serde_yaml::from_str(text).map_err(|error| bad(error.to_string()))?;
            of_json(cx, &json, ty, place, 0)
        }
        other => {
            let diag = Diag::error("not-yet", place, format!("`.{other}` is not there yet in this version"));
            Err(cx.report(diag.hint("`.json`, `.yaml`, `.text`, `.lines` and `.bytes` are")))
        }
    }
}

/// Data as values, read as the place expects them: text may be an address, a version, a symbol.
fn of_json(cx: &Cx<'_>, json: &serde_json::Value, ty: Option<&Ty>, place: Origin, depth: u32) -> R<Value> {
    if depth > DEPTH {
        return Err(cx.error("nested-too-deep", place, format!("the data is nested deeper than {DEPTH}")));
    }
    let members = ty.map(|ty| ty.members()).unwrap_or_default();
    Ok(match json {
        serde_json::Value::Null => Value::None,
        serde_json::Value::Bool(b) => Value::Bool(*b),
        serde_json::Value::Number(n) => match n.as_i64() {
            Some(i) => Value::Int(i),
            None => return Err(cx.error("bad-data", place, format!("the number {n} is no whole number of 64 bits"))),
        },
        serde_json::Value::String(text) => of_text(text, &members),
        serde_json::Value::Array(items) => {
            cx.elements(items.len(), place)?;
            let item_ty = members.iter().find_map(|m| match m {
                Ty::List(item) | Ty::Set(item) => Some(&**item),
                _ => None,
            });
            let cells: R<Vec<Cell>> =
                items.iter().map(|item| Ok(Cell::new(of_json(cx, item, item_ty, place, depth + 1)?, place))).collect();
            Value::List(cells?.into())
        }
        serde_json::Value::Object(object) => {
            cx.elements(object.len(), place)?;
            let value_ty = members.iter().find_map(|m| match m {
                Ty::Map(map) => Some(&map.1),
                _ => None,
            });
            let mut entries = Vec::with_capacity(object.len());
            for (key, value) in object {
                let value = Cell::new(of_json(cx, value, value_ty, place, depth + 1)?, place);
                entries.push((key.as_str().into(), Cell::new(Value::Str(key.as_str().into()), place), value));
            }
            Value::Map(Arc::new(Map::new(entries)))
        }
    })
}

fn of_text(text: &str, members: &[&Ty]) -> Value {
    for member in members {
        match member {
            Ty::Symbol(name) if name == text => return Value::Symbol(name.clone()),
            Ty::Prim(prim) => {
                if let Some(value) = crate::fit::read_text(text, *prim) {
                    return value;
                }
            }
            _ => {}
        }
    }
    Value::Str(text.into())
}

/// A value as JSON: addresses and versions become text, sizes and durations have no form.
pub(crate) fn to_json(value: &Value) -> Result<serde_json::Value, String> {
    use serde_json::Value as Json;
    Ok(match value {
        Value::None => Json::Null,
        Value::Bool(b) => Json::Bool(*b),
        Value::Int(i) => Json::from(*i),
        Value::List(items) | Value::Set(items) => {
            Json::Array(items.iter().map(|c| to_json(&c.value)).collect::<Result<_, _>>()?)
        }
        Value::Map(map) => {
            let entries: Result<serde_json::Map<String, Json>, String> =
                map.iter().map(|(text, _, cell)| Ok((text.to_string(), to_json(&cell.value)?))).collect();
            Json::Object(entries?)
        }
        Value::Record(record) => {
            let Record { fields, .. } = &**record;
            let entries: Result<serde_json::Map<String, Json>, String> =
                fields.iter().map(|(name, cell)| Ok((name.to_string(), to_json(&cell.value)?))).collect();
            Json::Object(entries?)
        }
        Value::Size(_) | Value::Duration(_) | Value::Cpu(_) | Value::Mode(_) => {
            return Err(format!("{} has no form in JSON: say in which unit, `.mib` or `.s`", value.describe()));
        }
        scalar => match scalar.to_text() {
            Some(text) => Json::String(text.to_string()),
            None => return Err(format!("{} has no form in JSON", scalar.describe())),
        },
    })
}
