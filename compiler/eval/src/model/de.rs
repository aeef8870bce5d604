//! Values as serde's data, so that the model's records are read by their own derives.
//!
//! An enum's variant is a symbol, or the name of the record's schema. Blocks by label are a list of their records. What
//! is `none` is absent.

use super::Secrets;
use crate::value::{Cell, Value};
use dlc_model::Blobs;
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer, StringDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use std::cell::RefCell;

/// A value with the blobs that its bytes go to.
#[derive(Clone, Copy)]
pub(super) struct De<'a> {
    pub(super) cell: &'a Cell,
    pub(super) blobs: &'a RefCell<Blobs>,
    pub(super) secrets: &'a RefCell<Secrets>,
}

/// What serde says when a value and a record disagree.
type Error = serde::de::value::Error;

impl<'a> De<'a> {
    fn of(self, cell: &'a Cell) -> Self {
        Self { cell, ..self }
    }
}

impl<'de> Deserializer<'de> for De<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.cell.value {
            Value::Poison => Err(Error::custom("a value that could not be evaluated")),
            Value::None => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(*b),
            Value::Int(i) => match u64::try_from(*i) {
                Ok(n) => visitor.visit_u64(n),
                Err(_) => visitor.visit_i64(*i),
            },
            Value::Size(n) | Value::Duration(n) | Value::Cpu(n) => visitor.visit_u64(*n),
            Value::Mode(mode) => visitor.visit_u64(u64::from(*mode)),
            Value::Range(range) => visitor.visit_map(Pair { range: Some(range), second: false, de: self }),
            Value::List(items) | Value::Set(items) => visitor.visit_seq(Items { items: items.iter(), de: self }),
            Value::Map(map) => {
                let entries = map.iter().map(|(text, _, cell)| (text.as_str(), cell)).collect::<Vec<_>>();
                visitor.visit_map(Fields { fields: entries.into_iter(), value: None, de: self })
            }
            Value::Record(record) => {
                let entries = record.fields.iter().map(|(name, cell)| (name.as_str(), cell)).collect::<Vec<_>>();
                visitor.visit_map(Fields { fields: entries.into_iter(), value: None, de: self })
            }
            Value::Bytes(bytes) => {
                let blob = self.blobs.borrow_mut().add(bytes.clone());
                visitor.visit_map(serde::de::value::MapDeserializer::new(blob_fields(blob).into_iter()))
            }
            // What stands for the secret. Whoever writes it to its place opens it there.
            Value::Secret(recipe) => {
                let handle = self.secrets.borrow_mut().add(recipe, self.cell.origin);
                visitor.visit_string(handle)
            }
            Value::Profile(_) | Value::File(_) => {
                Err(Error::custom(format!("{} is no data", self.cell.value.describe())))
            }
            scalar => visitor.visit_str(&scalar.to_text().unwrap_or_default()),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.cell.value {
            Value::None => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.cell.value {
            Value::Map(map) => {
                let values = map.iter().map(|(_, _, cell)| cell).collect::<Vec<_>>();
                visitor.visit_seq(Items { items: values.into_iter(), de: self })
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let scalar = ["text", "fixed"].into_iter().find(|variant| variants.contains(variant));
        let variant = match (&self.cell.value, scalar) {
            (Value::Symbol(name), _) => name.to_string(),
            (Value::Record(record), _) => match &record.schema {
                Some(schema) => schema.name.to_string(),
                None => return Err(Error::custom("a record without a name is no variant")),
            },
            (Value::Bytes(_), _) if variants.contains(&"blob") => "blob".to_owned(),
            (Value::Secret(_), _) if variants.contains(&"secret") => "secret".to_owned(),
            (Value::Str(_) | Value::Ip(_), Some(variant)) => variant.to_owned(),
            (Value::Str(text), None) => text.to_string(),
            (other, _) => {
                return Err(Error::custom(format!("{} is none of {}", other.describe(), variants.join(", "))));
            }
        };
        visitor.visit_enum(Variant { variant, de: self })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// The fields of a blob as texts and a number.
fn blob_fields(blob: dlc_model::Blob) -> Vec<(&'static str, Scalar)> {
    vec![
        ("handle", Scalar::Text(blob.handle)),
        ("size", Scalar::Number(blob.size)),
        ("sha256", Scalar::Text(blob.sha256)),
        ("sha512", Scalar::Text(blob.sha512)),
    ]
}

enum Scalar {
    Text(String),
    Number(u64),
}

impl<'de> IntoDeserializer<'de, Error> for Scalar {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Scalar {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Text(text) => visitor.visit_string(text),
            Self::Number(n) => visitor.visit_u64(n),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Items<'a, I> {
    items: I,
    de: De<'a>,
}

impl<'de, 'a, I: Iterator<Item = &'a Cell>> SeqAccess<'de> for Items<'a, I> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.items.next().map(|cell| seed.deserialize(self.de.of(cell))).transpose()
    }
}

struct Fields<'a, I> {
    fields: I,
    value: Option<(&'a str, &'a Cell)>,
    de: De<'a>,
}

impl<'de, 'a, I: Iterator<Item = (&'a str, &'a Cell)>> MapAccess<'de> for Fields<'a, I> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        // What is none is absent.
        self.value = self.fields.by_ref().find(|(_, cell)| cell.value != Value::None);
        let Some((name, _)) = self.value else { return Ok(None) };
        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let Some((name, cell)) = self.value.take() else { return Err(Error::custom("a value without a name")) };
        seed.deserialize(self.de.of(cell)).map_err(|error| Error::custom(format!("{name}: {error}")))
    }
}

/// A range as a record of its ends.
struct Pair<'a> {
    range: Option<&'a (Value, Value)>,
    second: bool,
    de: De<'a>,
}

impl<'de> MapAccess<'de> for Pair<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        if self.range.is_none() {
            return Ok(None);
        }
        let key = if self.second { "last" } else { "first" };
        seed.deserialize(BorrowedStrDeserializer::<Error>::new(key)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let Some(range) = self.range else { return Err(Error::custom("a range has two ends")) };
        let value = if self.second { range.1.clone() } else { range.0.clone() };
        if self.second {
            self.range = None;
        }
        self.second = true;
        let cell = Cell::new(value, self.de.cell.origin);
        seed.deserialize(De { cell: &cell, ..self.de })
    }
}

struct Variant<'a> {
    variant: String,
    de: De<'a>,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Error;
    type Variant = De<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, De<'a>), Error> {
        let name: StringDeserializer<Error> = self.variant.into_deserializer();
        Ok((seed.deserialize(name)?, self.de))
    }
}

impl<'de> VariantAccess<'de> for De<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }
}
