//! Where a hole stands, and how a value is written there.

use crate::data::{Data, Writer, Written};
use crate::{json, shell, toml, unit, yaml};

/// Where a hole stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// In running text, as it is.
    Plain,
    /// In JSON.
    Json(json::At),
    /// In YAML.
    Yaml(yaml::At),
    /// In TOML.
    Toml(toml::At),
    /// In a shell script.
    Sh(shell::At),
    /// In a text of sections and keys.
    Unit(unit::At),
}

/// Why a value cannot stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why. It never repeats the value, which may be a secret.
    pub message: String,
    /// What to type.
    pub hint: Option<String>,
}

impl Refusal {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Where a value has to stay on its line.
    pub(crate) fn several_lines() -> Self {
        Self::new("a value here stays on its line, and this has several")
    }
}

/// Whether a text is a whole number or a truth value, which no language of data puts into quotes.
pub(crate) fn is_bare(text: &str) -> bool {
    matches!(text, "true" | "false") || text.parse::<i64>().is_ok_and(|number| number.to_string() == text)
}

impl Place {
    /// Whether any data may stand here and is that value; elsewhere a scalar becomes part of a text.
    pub fn takes_data(&self) -> bool {
        matches!(self, Self::Json(json::At::Value) | Self::Yaml(yaml::At::Value) | Self::Toml(toml::At::Value))
    }

    /// Writes a value.
    ///
    /// # Errors
    /// It cannot stand here.
    pub fn fill(&self, data: &Data) -> Result<Vec<Written>, Refusal> {
        let mut writer = Writer::default();
        match (self, data) {
            (Self::Json(json::At::Value), data) => json::write(&mut writer, data)?,
            (Self::Yaml(yaml::At::Value), data) => yaml::write(&mut writer, data)?,
            (Self::Toml(toml::At::Value), data) => toml::write(&mut writer, data)?,
            (_, Data::Sealed { number, .. }) => writer.sealed(*number, self.clone()),
            (_, Data::Text(text)) => writer.push(&self.text(text)?),
            (_, Data::Int(n)) => writer.push(&self.text(&n.to_string())?),
            (_, Data::Bool(b)) => writer.push(&self.text(if *b { "true" } else { "false" })?),
            (_, Data::Null | Data::List(_) | Data::Map(_)) => {
                return Err(Refusal::new("only a scalar can be part of a text"));
            }
        }
        Ok(writer.out)
    }

    /// Writes a text. Where data may stand it is quoted.
    ///
    /// # Errors
    /// It cannot stand here.
    pub fn text(&self, text: &str) -> Result<String, Refusal> {
        match self {
            Self::Plain => Ok(text.to_owned()),
            Self::Json(at) => Ok(at.text(text)),
            Self::Yaml(at) => at.text(text),
            Self::Toml(at) => at.text(text),
            Self::Sh(at) => at.text(text),
            Self::Unit(at) => at.text(text),
        }
    }
}
