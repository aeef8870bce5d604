//! Building answers: artefacts, diagnostics, and what a task was promised.

use crate::{
    Artifact, Audience, BlobSegment, Contribution, Description, Diagnostic, Encoding, InputPath, LabTask, NodeTask,
    Peers, Place, Promise, Remark, Rendered, Renders, SecretSegment, Sections, Segment, Severity, Trace, Tree, json,
};
use serde::de::DeserializeOwned;

impl Default for Description {
    /// A target that does nothing and asks for nothing.
    fn default() -> Self {
        Self {
            name: String::new(),
            version: String::new(),
            summary: String::new(),
            renders: Renders::empty(),
            contributes: false,
            options: String::new(),
            peers: Peers::None,
            sections: Sections::empty(),
            digests_of: Vec::new(),
        }
    }
}

impl Default for Rendered {
    /// Nothing was rendered.
    fn default() -> Self {
        Self { artifacts: Vec::new(), diagnostics: Vec::new() }
    }
}

impl From<Artifact> for Rendered {
    fn from(artifact: Artifact) -> Self {
        Self { artifacts: vec![artifact], diagnostics: Vec::new() }
    }
}

impl From<Vec<Artifact>> for Rendered {
    fn from(artifacts: Vec<Artifact>) -> Self {
        Self { artifacts, diagnostics: Vec::new() }
    }
}

impl Default for Contribution {
    /// Nothing is needed.
    fn default() -> Self {
        Self {
            users: Vec::new(),
            groups: Vec::new(),
            files: Vec::new(),
            directories: Vec::new(),
            links: Vec::new(),
            units: Vec::new(),
            containers: Vec::new(),
            mounts: Vec::new(),
            commands: Vec::new(),
            packages: Vec::new(),
            sysctl: Vec::new(),
            modules: Vec::new(),
            kernel_args: Vec::new(),
            ca_certificates: Vec::new(),
            diagnostics: Vec::new(),
        }
    }
}

impl Artifact {
    /// An empty file at a promised place, with mode 0644, for everyone who can reach its tree.
    pub fn at(promise: &Promise, media_type: &str) -> Self {
        Self::new(promise.tree, &promise.path, media_type)
    }

    /// An empty file at a place in a promised folder.
    pub fn inside(promise: &Promise, name: &str, media_type: &str) -> Self {
        Self::new(promise.tree, &format!("{}{name}", promise.path), media_type)
    }

    fn new(tree: Tree, path: &str, media_type: &str) -> Self {
        let audience = match tree {
            Tree::Http | Tree::Tftp => Audience::Network,
            Tree::Operator => Audience::Operator,
        };
        Self {
            tree,
            path: path.to_owned(),
            mode: 0o644,
            media_type: media_type.to_owned(),
            audience,
            segments: Vec::new(),
            traces: Vec::new(),
        }
    }

    /// More contents: text.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.bytes(text.into())
    }

    /// More contents: bytes.
    #[must_use]
    pub fn bytes(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.segments.push(Segment::Bytes(bytes.into()));
        self
    }

    /// More contents: a secret, which the compiler puts there.
    #[must_use]
    pub fn secret(mut self, handle: &str, encoding: Encoding) -> Self {
        self.segments.push(Segment::Secret(SecretSegment { handle: handle.to_owned(), encoding }));
        self
    }

    /// More contents: a blob as it is, which the compiler puts there.
    #[must_use]
    pub fn blob(self, handle: &str) -> Self {
        self.encoded_blob(handle, Encoding::Raw)
    }

    /// More contents: a blob in an encoding; not as a JSON string, which holds text only.
    #[must_use]
    pub fn encoded_blob(mut self, handle: &str, encoding: Encoding) -> Self {
        self.segments.push(Segment::Blob(BlobSegment { handle: handle.to_owned(), encoding }));
        self
    }

    /// Other permission bits.
    #[must_use]
    pub fn mode(mut self, mode: u32) -> Self {
        self.mode = mode;
        self
    }

    /// Says which input a part comes from. Only when the task asks for traces.
    #[must_use]
    pub fn trace(mut self, place: Place, inputs: impl IntoIterator<Item = InputPath>) -> Self {
        self.traces.push(Trace { place, inputs: inputs.into_iter().map(String::from).collect() });
        self
    }
}

impl Diagnostic {
    /// The lab cannot be built: `code` is a kebab-case word, `message` lower case without a full stop.
    pub fn error(code: &str, at: InputPath, message: impl Into<String>) -> Self {
        Self::with(Severity::Error, code, at, message.into())
    }

    /// Legal, and probably not what was meant.
    pub fn warning(code: &str, at: InputPath, message: impl Into<String>) -> Self {
        Self::with(Severity::Warning, code, at, message.into())
    }

    fn with(severity: Severity, code: &str, at: InputPath, message: String) -> Self {
        Self { severity, code: code.to_owned(), message, path: at.into(), others: Vec::new(), hint: None }
    }

    /// Another place that matters, with what is to be said there.
    #[must_use]
    pub fn also(mut self, at: InputPath, message: impl Into<String>) -> Self {
        self.others.push(Remark { path: at.into(), message: message.into() });
        self
    }

    /// What to type instead.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A single mistake is an answer too, so `?` works in `render_node`.
impl From<Diagnostic> for Vec<Diagnostic> {
    fn from(diagnostic: Diagnostic) -> Self {
        vec![diagnostic]
    }
}

impl NodeTask {
    /// What the field `field` promised.
    ///
    /// # Errors
    /// The description or the system has no such field, which is a mistake of the target or of the system's data.
    pub fn promise(&self, field: &str) -> Result<&Promise, Diagnostic> {
        promised(&self.promises, field)
    }

    /// This machine's options in a type of the target's.
    ///
    /// # Errors
    /// The options' schema and the type disagree, which is a mistake of the target.
    pub fn parse_options<T: DeserializeOwned>(&self) -> Result<T, Diagnostic> {
        parsed(&self.options)
    }
}

impl LabTask {
    /// As [`NodeTask::promise`].
    ///
    /// # Errors
    /// The description has no such field.
    pub fn promise(&self, field: &str) -> Result<&Promise, Diagnostic> {
        promised(&self.promises, field)
    }

    /// As [`NodeTask::parse_options`].
    ///
    /// # Errors
    /// The options' schema and the type disagree.
    pub fn parse_options<T: DeserializeOwned>(&self) -> Result<T, Diagnostic> {
        parsed(&self.options)
    }
}

fn promised<'a>(promises: &'a [Promise], field: &str) -> Result<&'a Promise, Diagnostic> {
    promises.iter().find(|promise| promise.field == field).ok_or_else(|| {
        Diagnostic::error("no-place", InputPath::option(field), format!("no place is promised by `{field}`"))
    })
}

fn parsed<T: DeserializeOwned>(options: &str) -> Result<T, Diagnostic> {
    json::parse(options).map_err(|error| {
        let message = format!("the options do not have the shape that this target expects: {error}");
        Diagnostic::error("bad-options", InputPath::field("options"), message)
    })
}
