//! Secrets on their way out: opened where they are written, and refused where the network can read.

use crate::front::Front;
use crate::gate::{Gate, Hit};
use crate::outline::Outline;
use dlc_base::{Diagnostic, Severity};
use dlc_db::{Content, Db as _};
use dlc_emit::Exposed;
use dlc_eval::model::Secrets;
use dlc_secret::{Clear, NotOpened, Recipe, Source, Vault};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const CODE_PUBLIC: &str = "secret-in-public";
const CODE_TOO_MUCH: &str = "secret-search-limit";
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
        let read = |path: &str| content(front, path);
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

/// What looks for secrets in everything that the network can read: for all that were given, and all in files that
/// the lab opens. What cannot be opened is told where it is needed. What the lab lets out may be read.
pub(crate) fn gate(front: &Front, secrets: &Secrets) -> Option<Gate> {
    let vault = front.db.vault()?;
    let read = |path: &str| content(front, path);
    let sources: BTreeSet<&Source> = secrets.recipes().flat_map(Recipe::sources).collect();
    let mut all: BTreeMap<String, Clear> = BTreeMap::new();
    for source in sources {
        if let Ok(clear) = vault.open(source, &read) {
            all.insert(source.to_string(), clear);
        }
    }
    all.extend(vault.known().into_iter().map(|(source, clear)| (source.to_string(), clear)));
    // What is let out is a secret by itself, or a text with some in it, whose handle ends in a list of them.
    let open: BTreeSet<String> = vault
        .exposed()
        .iter()
        .flat_map(|(said, _)| {
            said.rsplit(" with ").next().unwrap_or_default().split(", ").map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let let_out: Vec<Clear> = open.iter().filter_map(|name| all.get(name).cloned()).collect();
    all.retain(|_, clear| !let_out.iter().any(|out| out.reveal() == clear.reveal()));
    Gate::new(&all.into_iter().collect::<Vec<_>>())
}

/// A file of the project, for whoever opens it.
fn content(front: &Front, path: &str) -> Result<Arc<[u8]>, String> {
    match front.db.file(path).content(&front.db) {
        Content::Bytes(bytes) => Ok(bytes.clone()),
        Content::Missing => Err("there is no such file".to_owned()),
        Content::Unreadable(why) => Err(why.clone()),
    }
}

/// The gate found a secret in `place`, which the network can read; `by` made it. The path may be what bears it.
pub(crate) fn found(hit: &Hit, place: Option<&str>, by: &str) -> Diagnostic {
    let message = match place {
        Some(place) => format!("a secret would be read at /{place}"),
        None => "a secret would be read in the path of a file that the network can see".to_owned(),
    };
    let form = match hit.way.split_last() {
        Some((how, [])) => format!("it stands there {how}"),
        Some((how, way)) => format!("it stands there inside {}, {how}", way.join(" → ")),
        None => "it stands there".to_owned(),
    };
    Diagnostic::placeless(CODE_PUBLIC, message)
        .note(format!("{} → a text that is not marked as a secret → {by} → the file, and {form}", hit.secret))
        .hint("take it from its secret wherever the lab has it, or say why it is none: `expose(…, reason = \"…\")`")
}

/// What cannot be searched for secrets is not given to the network.
pub(crate) fn too_much(place: &str, by: &str) -> Diagnostic {
    Diagnostic::placeless(CODE_TOO_MUCH, format!("/{place} unpacks to more than can be searched for secrets"))
        .note(format!("{by} made it, and the network can read it"))
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
