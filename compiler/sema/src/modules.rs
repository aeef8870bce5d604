//! What a `use` names: from words or a relative path to a file.

use crate::hir::{Name, UsePath};
use dlc_db::{Content, Db, SourceFile};

/// Why a path names no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadPath {
    /// It would leave the project.
    Leaves,
    /// It is absolute, or has a backslash, or is empty.
    NotRelative,
    /// The first word of a module is not `std`.
    NotStd,
}

/// The path, as [`Db::file`] takes it, of what `file` imports by `path`.
///
/// # Errors
/// The path cannot name a file of the project or the library, whatever is there.
pub fn target_path(db: &dyn Db, file: SourceFile, path: &UsePath) -> Result<String, BadPath> {
    match path {
        UsePath::File(relative) => relative_path(file.path(db), relative),
        UsePath::Module(words) => match words.split_first() {
            Some((std, rest)) if std == "std" && !rest.is_empty() => Ok(format!("std:{}.dl", join(rest))),
            _ => Err(BadPath::NotStd),
        },
    }
}

/// The module below `module`: `std.os` and `flatcar` are `std.os.flatcar`.
pub fn below(db: &dyn Db, module: SourceFile, name: &str) -> Option<SourceFile> {
    let folder = module.path(db).strip_suffix(".dl")?;
    if !folder.starts_with("std:") {
        return None;
    }
    let file = db.file(&format!("{folder}/{name}.dl"));
    exists(db, file).then_some(file)
}

/// Whether there is such a file.
pub fn exists(db: &dyn Db, file: SourceFile) -> bool {
    *file.content(db) != Content::Missing
}

/// The name for which a module stands where a value is wanted: its file's, without the ending.
pub fn own_name(db: &dyn Db, module: SourceFile) -> Name {
    let path = module.path(db);
    let last = path.rsplit(['/', ':']).next().unwrap_or(path);
    Name::from(last.strip_suffix(".dl").unwrap_or(last))
}

/// Resolves `relative` against the folder of `from`; both use `/`.
///
/// # Errors
/// [`BadPath::Leaves`] where `..` climbs out of the project, [`BadPath::NotRelative`] for other shapes.
pub fn relative_path(from: &str, relative: &str) -> Result<String, BadPath> {
    if relative.is_empty() || relative.starts_with('/') || relative.contains('\\') || relative.contains(':') {
        return Err(BadPath::NotRelative);
    }
    let (prefix, from) = match from.split_once(':') {
        Some((prefix, path)) => (Some(prefix), path),
        None => (None, from),
    };
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Err(BadPath::Leaves);
                }
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    Ok(prefix.map_or(path.clone(), |prefix| format!("{prefix}:{path}")))
}

fn join(words: &[Name]) -> String {
    words.iter().map(Name::as_str).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relative_to_the_importing_file_and_stays_in_the_project() {
        assert_eq!(relative_path("room225/lab.dl", "../shared.dl"), Ok("shared.dl".into()));
        assert_eq!(relative_path("lab.dl", "./a/./b.dl"), Ok("a/b.dl".into()));
        assert_eq!(relative_path("room225/lab.dl", "../../x.dl"), Err(BadPath::Leaves));
        assert_eq!(relative_path("a/b/c.dl", "../../../x.dl"), Err(BadPath::Leaves));
        for path in ["/etc/passwd", "C:/x", "a\\b", ""] {
            assert_eq!(relative_path("lab.dl", path), Err(BadPath::NotRelative), "{path}");
        }
    }
}
