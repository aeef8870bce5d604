//! Keys and secrets from the command line, the environment and files.

use crate::args::Secrets;
use crate::environment;
use crate::locate::Located;
use dlc_base::Diagnostic;
use dlc_driver::{Clear, Content, System, Vault};
use std::path::Path;

/// The lab with what opens its secrets.
///
/// # Errors
/// Something that was given cannot be read. No message holds a secret.
pub(crate) fn with_secrets(located: Located, secrets: &Secrets) -> Result<Located, Diagnostic> {
    let vault = vault(secrets)?;
    Ok(sealed(located, vault))
}

/// The same, where a secret that cannot be opened is an error.
///
/// # Errors
/// As [`with_secrets`].
pub(crate) fn for_build(located: Located, secrets: &Secrets) -> Result<Located, Diagnostic> {
    let vault = vault(secrets)?.strict();
    Ok(sealed(located, vault))
}

fn sealed(mut located: Located, vault: Vault) -> Located {
    located.project.system = Box::new(Sealed { files: located.project.system, vault });
    located
}

/// The project's files, with what opens their secrets.
struct Sealed {
    files: Box<dyn System>,
    vault: Vault,
}

impl System for Sealed {
    fn read(&self, path: &str) -> Content {
        self.files.read(path)
    }

    fn vault(&self) -> Option<&Vault> {
        Some(&self.vault)
    }
}

fn vault(secrets: &Secrets) -> Result<Vault, Diagnostic> {
    let mut vault = Vault::new();
    let mut known: Vec<&str> = Vec::new();
    for given in &secrets.named {
        let Some((name, from)) = given.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            // What was typed may be the secret itself.
            return Err(bad("`--secret` takes a name and where its value is".to_owned()));
        };
        if known.contains(&name) {
            return Err(bad(format!("the secret `{name}` is given twice")));
        }
        known.push(name);
        vault.give(name, value(name, from)?);
    }
    for (what, text) in keys(secrets)? {
        vault.add_keys(&text).map_err(|why| {
            Diagnostic::placeless("bad-age-key", format!("{what}: {why}")).hint("`age-keygen` writes such a file")
        })?;
    }
    Ok(vault)
}

fn bad(message: String) -> Diagnostic {
    Diagnostic::placeless("bad-secret", message).hint("`--secret NAME=env:VARIABLE` or `--secret NAME=file:PATH`")
}

/// A secret by where it is.
fn value(name: &str, from: &str) -> Result<Clear, Diagnostic> {
    if let Some(variable) = from.strip_prefix("env:") {
        return match environment::variable(variable) {
            Some(value) => Ok(Clear::new(value.into_encoded_bytes())),
            None => Err(bad(format!("the secret `{name}` is to come from `{variable}`, which is not set"))),
        };
    }
    if let Some(path) = from.strip_prefix("file:") {
        return read(Path::new(path)).map(Clear::new).map_err(|why| bad(format!("the secret `{name}`: {why}")));
    }
    Err(bad(format!("where the secret `{name}` is, is not said")))
}

/// The texts of key files, with what they are called.
fn keys(secrets: &Secrets) -> Result<Vec<(String, String)>, Diagnostic> {
    let file = |path: &Path, what: String| {
        let text = read(path).and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is no text".to_owned()));
        text.map(|text| (what.clone(), text)).map_err(|why| {
            Diagnostic::placeless("bad-age-key", format!("{what}: {why}")).hint("`age-keygen` writes such a file")
        })
    };
    if let Some(path) = &secrets.age_key {
        return Ok(vec![file(path, format!("the age key file `{}`", path.display()))?]);
    }
    let mut out = Vec::new();
    if let Some(path) = environment::variable("SOPS_AGE_KEY_FILE").filter(|path| !path.is_empty()) {
        out.push(file(Path::new(&path), "SOPS_AGE_KEY_FILE".to_owned())?);
    }
    if let Some(text) = environment::variable("SOPS_AGE_KEY").filter(|text| !text.is_empty()) {
        let text = text.into_string().map_err(|_| bad("SOPS_AGE_KEY is no text".to_owned()))?;
        out.push(("SOPS_AGE_KEY".to_owned(), text));
    }
    Ok(out)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("`{}` cannot be read: {error}", path.display()))
}
