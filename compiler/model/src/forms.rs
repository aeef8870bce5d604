//! Forms in which the language holds a value, and the model holds less.
//!
//! Each is for `#[serde(deserialize_with)]`, and takes the model's own form too.

use crate::Argument;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// A text, or a record with one field: a schema such as `local_path { path = "/srv" }`.
pub(crate) fn text_or_only_field<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    from.deserialize_any(Words::<OnlyField>(PhantomData))
}

/// Labels, or the records that bear them as `name`: the machines of a menu.
pub(crate) fn labels<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Vec::<Form<Name>>::deserialize(from).map(|all| all.into_iter().map(|form| form.text).collect())
}

/// Texts by name; a number is its decimal digits.
pub(crate) fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    let map = BTreeMap::<String, Form<Number>>::deserialize(from)?;
    Ok(map.into_iter().map(|(name, form)| (name, form.text)).collect())
}

/// Kernel arguments, as a list or by their words.
pub(crate) fn arguments<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Argument>, D::Error> {
    from.deserialize_any(Arguments)
}

/// What else than a text is taken for one.
trait Other {
    const EXPECTED: &'static str;

    fn from_number<E: Error>(_: i64) -> Result<String, E> {
        Err(E::custom(Self::EXPECTED))
    }

    fn from_map<'de, A: MapAccess<'de>>(_: A) -> Result<String, A::Error> {
        Err(A::Error::custom(Self::EXPECTED))
    }
}

struct OnlyField;

impl Other for OnlyField {
    const EXPECTED: &'static str = "expected a text, or a record with one field";

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<String, A::Error> {
        let only = map.next_entry::<IgnoredAny, String>()?;
        let more = map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some();
        only.filter(|_| !more).map(|(_, text)| text).ok_or_else(|| A::Error::custom(Self::EXPECTED))
    }
}

struct Name;

impl Other for Name {
    const EXPECTED: &'static str = "expected a label, or a record with a name";

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<String, A::Error> {
        let mut name = None;
        while let Some(field) = map.next_key::<String>()? {
            if field == "name" {
                name = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        name.ok_or_else(|| A::Error::custom(Self::EXPECTED))
    }
}

struct Number;

impl Other for Number {
    const EXPECTED: &'static str = "expected a text or a number";

    fn from_number<E: Error>(number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

/// A text in one of those forms.
struct Form<O> {
    text: String,
    form: PhantomData<O>,
}

impl<'de, O: Other> Deserialize<'de> for Form<O> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Words::<O>(PhantomData)).map(|text| Self { text, form: PhantomData })
    }
}

struct Words<O>(PhantomData<O>);

impl<'de, O: Other> Visitor<'de> for Words<O> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(O::EXPECTED.trim_start_matches("expected "))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        O::from_number(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
        i64::try_from(number).map_err(E::custom).and_then(O::from_number)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<String, A::Error> {
        O::from_map(map)
    }
}

struct Arguments;

impl<'de> Visitor<'de> for Arguments {
    type Value = Vec<Argument>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("kernel arguments")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Argument>, A::Error> {
        let mut all = Vec::new();
        while let Some(argument) = seq.next_element()? {
            all.push(argument);
        }
        Ok(all)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<Argument>, A::Error> {
        let mut all = Vec::new();
        while let Some((name, argument)) = map.next_entry::<String, Argument>()? {
            all.push(Argument { name, ..argument });
        }
        Ok(all)
    }
}
