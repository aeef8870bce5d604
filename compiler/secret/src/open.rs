//! Why a secret cannot be opened.

const CODE_SEALED: &str = "secret-not-opened";
const CODE_GIVEN: &str = "secret-not-given";

/// Why a secret cannot be opened. No message holds a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NotOpened {
    /// The code of the diagnostic.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to type.
    pub hint: Option<String>,
}

impl NotOpened {
    /// No key was given.
    pub(crate) fn without_key(path: &str) -> Self {
        Self::new(CODE_SEALED, format!("`{path}` cannot be opened: no age key"))
            .hint("give `--age-key FILE`, or set SOPS_AGE_KEY_FILE or SOPS_AGE_KEY")
    }

    /// `secret("NAME")` was not given.
    pub(crate) fn not_given(name: &str) -> Self {
        Self::new(CODE_GIVEN, format!("the secret `{name}` is not given"))
            .hint(format!("`--secret {name}=env:VARIABLE` or `--secret {name}=file:PATH`"))
    }

    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }

    /// `path` cannot be opened.
    pub(crate) fn file(path: &str, why: impl std::fmt::Display) -> Self {
        Self::new(CODE_SEALED, format!("`{path}` cannot be opened: {why}"))
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
