//! Secrets on their way out: opened where they are written, and refused where the network can read.

use crate::front::Front;
use crate::outline::Outline;
use dlc_base::{Diagnostic, Severity};
use dlc_db::{Content, Db as _};
use dlc_emit::Exposed;
use dlc_eval::model::Secrets;
use dlc_secret::{Clear, NotOpened, Vault};

const CODE_PUBLIC: &str = "secret-in-public";
const CODE_UNUSED: &str = "unused-secret";

/// What becomes of secrets in what is made.
#[derive(Clone, Copy)]
pub(crate) enum Sealing<'a> {
    /// They are opened.
    Open(&'a Secrets),
    /// What stands for them is written: for tests, which need no key and must not show what is sealed.
    Shown,
    /// What stands for them is written between the characters that are no secret.
    Outlined(&'a Secrets),
}

impl Sealing<'_> {
    /// The secret of a handle. None if there is none of that handle.
    pub(crate) fn open(self, front: &Front, handle: &str) -> Option<Result<Clear, Diagnostic>> {
        let secrets = match self {
            Self::Open(secrets) => secrets,
            Self::Shown => return Some(Ok(Clear::new(handle.as_bytes().to_vec()))),
            Self::Outlined(secrets) => {
                let (recipe, _) = secrets.get(handle)?;
                return Some(Ok(Clear::new(Outline::of(recipe).text.into_bytes())));
            }
        };
        let (recipe, origin) = secrets.get(handle)?;
        let read = |path: &str| match front.db.file(path).content(&front.db) {
            Content::Bytes(bytes) => Ok(bytes.clone()),
            Content::Missing => Err("there is no such file".to_owned()),
            Content::Unreadable(why) => Err(why.clone()),
        };
        let empty = Vault::new();
        let made = front.db.vault().unwrap_or(&empty).make(recipe, &read);
        Some(made.map_err(|NotOpened { code, message, hint }| {
            let told = Diagnostic::new(Severity::Error, code.into(), front.span(origin), message);
            match hint {
                Some(hint) => told.hint(hint),
                None => told,
            }
        }))
    }

    /// The secret of `handle` would lie at `place`, which the network can read; `by` put it there.
    pub(crate) fn public(self, front: &Front, handle: &str, place: &str, by: &str) -> Diagnostic {
        let origin = match self {
            Self::Open(secrets) | Self::Outlined(secrets) => {
                secrets.get(handle).and_then(|(_, origin)| front.span(origin))
            }
            Self::Shown => None,
        };
        let message = format!("a secret would be read at /{place}");
        Diagnostic::new(Severity::Error, CODE_PUBLIC.into(), origin, message)
            .note(format!("{by} puts {handle} there, and the network can read it"))
            .hint("let the machine fetch it later, or say why not: `expose(…, reason = \"…\")`")
    }
}

/// What the lab lets out.
pub(crate) fn exposed(front: &Front) -> Vec<Exposed> {
    let all = front.db.vault().map(Vault::exposed).unwrap_or_default();
    all.into_iter().map(|(secret, reason)| Exposed { secret, reason }).collect()
}

/// A warning for each secret that was given and that nothing asks for: most likely its name is wrong.
pub(crate) fn unasked(front: &Front) -> Vec<Diagnostic> {
    let Some(vault) = front.db.vault() else { return Vec::new() };
    let (unasked, asked) = vault.unasked();
    let warn = |name: String| {
        let message = format!("the secret `{name}` is given, and the lab does not ask for it");
        let told = Diagnostic::new(Severity::Warning, CODE_UNUSED.into(), None, message);
        match dlc_base::suggest::nearest(&name, asked.iter().map(String::as_str)) {
            Some(near) => told.hint(format!("did you mean `{near}`?")),
            None => told,
        }
    };
    unasked.into_iter().map(warn).collect()
}
