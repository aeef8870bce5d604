//! Images that lie on this machine: `--from`.

use dlc_base::Diagnostic;
use dlc_driver::lock::NotFound;
use std::path::{Path, PathBuf};

/// Something that was given with `--from`.
pub(super) enum Mirror {
    /// A folder, laid out like the server: `FOLDER/HOST/PATH`, `FOLDER/PATH`, or the end of the path.
    Folder(PathBuf),
    /// One image, for the URL that ends in its name.
    File(PathBuf),
    /// What lies below a URL.
    Below(String, PathBuf),
}

impl Mirror {
    /// Reads a word: `FOLDER`, `FILE` or `URL=PATH`.
    pub(super) fn new(from: &str) -> Result<Self, Diagnostic> {
        let below = from.split_once("://").and_then(|_| from.rsplit_once('='));
        let path = PathBuf::from(below.map_or(from, |(_, path)| path));
        let missing = |error: std::io::Error| {
            Diagnostic::placeless("unreadable-file", format!("cannot read `{}`: {error}", path.display()))
                .hint("`--from FOLDER`, `--from FILE` or `--from URL=PATH`")
        };
        let is_folder = path.metadata().map_err(missing)?.is_dir();
        Ok(match below {
            Some((url, _)) => Self::Below(url.trim_end_matches('/').to_owned(), path),
            None if is_folder => Self::Folder(path),
            None => Self::File(path),
        })
    }

    /// The file that stands for `url`, if there is one here.
    ///
    /// # Errors
    /// More than one file might be meant.
    pub(super) fn file(&self, url: &str) -> Result<Option<PathBuf>, NotFound> {
        let Some(segments) = segments(url) else { return Ok(None) };
        match self {
            Self::File(file) => {
                let same = file.file_name().is_some_and(|name| segments.last().is_some_and(|last| name == &**last));
                Ok(same.then(|| file.clone()))
            }
            Self::Below(prefix, path) => {
                let rest = url.strip_prefix(prefix.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
                Ok(rest.map(|rest| match rest.trim_start_matches('/') {
                    "" => path.clone(),
                    rest => path.join(decoded(rest)),
                }))
            }
            Self::Folder(folder) => in_folder(folder, &segments),
        }
    }
}

/// The file whose path in `folder` has most of the URL's last parts: the same name below another release is another
/// file. Its name alone is enough only where no folder of the URL is there to tell more.
fn in_folder(folder: &Path, segments: &[String]) -> Result<Option<PathBuf>, NotFound> {
    for from in 0..segments.len() {
        let file: PathBuf = segments[from..].iter().collect();
        if folder.join(&file).is_file() {
            return Ok(Some(folder.join(file)));
        }
    }
    Ok(None)
}

/// Host and path of a URL in parts, as they are spelled on disk. None of what is no plain path.
fn segments(url: &str) -> Option<Vec<String>> {
    let (scheme, rest) = url.split_once("://")?;
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let path = rest.split(['?', '#']).next()?;
    let all: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decoded).collect();
    let plain = |part: &String| part != "." && part != ".." && !part.contains(['/', '\\', '\0']);
    (all.len() > 1 && all.iter().all(plain)).then_some(all)
}

/// A part of a URL with its percent signs read.
pub(super) fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            std::fs::write(path, "x").expect("a file");
        }
        folder
    }

    fn found(mirror: &Mirror, top: &Path, url: &str) -> Option<String> {
        let file = mirror.file(url).expect("it is clear");
        file.map(|file| file.strip_prefix(top).expect("below").display().to_string())
    }

    #[test]
    fn a_folder_is_laid_out_like_the_server_from_its_host_from_its_root_or_from_somewhere_below() {
        let folder = folder(&["ftp/pub/1/kernel", "pub/2/kernel", "3/kernel", "initrd"]);
        let mirror = Mirror::new(folder.path().to_str().expect("text")).expect("a folder");
        let found = |url| found(&mirror, folder.path(), url);
        assert_eq!(found("http://ftp/pub/1/kernel").as_deref(), Some("ftp/pub/1/kernel"));
        assert_eq!(found("http://ftp/pub/2/kernel").as_deref(), Some("pub/2/kernel"));
        assert_eq!(found("https://ftp/pub/3/kernel").as_deref(), Some("3/kernel"));
        assert_eq!(found("http://ftp/a/b/initrd?x#y").as_deref(), Some("initrd"));
        assert_eq!(found("http://ftp/pub/4/kernel"), None);
        assert_eq!(found("http://ftp/../initrd"), None, "a URL leads nowhere out of the folder");
        assert_eq!(found("http://ftp/%2e%2e/initrd"), None);
    }

    #[test]
    fn a_file_stands_for_the_url_that_ends_in_its_name_and_a_prefix_for_what_lies_below() {
        let folder = folder(&["a/kernel"]);
        let file = Mirror::new(folder.path().join("a/kernel").to_str().expect("text")).expect("a file");
        assert_eq!(found(&file, folder.path(), "http://x/y/kernel").as_deref(), Some("a/kernel"));
        assert_eq!(found(&file, folder.path(), "http://x/y/kernel2"), None);
        let word = format!("http://x/y={}", folder.path().join("a").display());
        let below = Mirror::new(&word).expect("a folder");
        assert_eq!(found(&below, folder.path(), "http://x/y/kernel").as_deref(), Some("a/kernel"));
        assert_eq!(found(&below, folder.path(), "http://x/yy/kernel"), None);
    }

    #[test]
    fn what_is_not_there_is_told_at_once() {
        assert!(Mirror::new("/nowhere/at/all").is_err());
        assert!(Mirror::new("http://x=/nowhere/at/all").is_err());
    }
}
