//! Variants that hold one text, read from the text itself or from a record with one field.
//!
//! The language writes such a variant as a schema (`local_path { path = "/srv" }`), the model as the text alone.

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// For `#[serde(deserialize_with)]` on a newtype variant.
pub(crate) fn text_or_only_field<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    from.deserialize_any(TextOrOnlyField)
}

struct TextOrOnlyField;

impl<'de> Visitor<'de> for TextOrOnlyField {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or a record with one field")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        let Some((_, text)) = map.next_entry::<IgnoredAny, String>()? else {
            return Err(A::Error::invalid_length(0, &self));
        };
        if map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            return Err(A::Error::invalid_length(2, &self));
        }
        Ok(text)
    }
}
