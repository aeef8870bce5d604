//! A secret text without what it says: the characters that are no secret, and what stands for each sealed value, as its
//! place wants it. So a file with secrets can be read, and looked at, by who has no key.

use dlc_secret::{Part, Recipe};
use std::ops::Range;

/// The outline of a recipe.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Its text.
    pub(crate) text: String,
    /// Where sealed values stand in it.
    pub(crate) sealed: Vec<Range<usize>>,
}

impl Outline {
    /// Of `recipe`.
    pub(crate) fn of(recipe: &Recipe) -> Self {
        let mut outline = Self::default();
        for part in &recipe.parts {
            match part {
                Part::Chars(chars) => outline.text.push_str(chars),
                Part::Sealed(source, place) => {
                    let name = source.to_string();
                    outline.sealed(place.text(&name).unwrap_or(name));
                }
                Part::Text(inner, place) => {
                    let inner = Self::of(inner).text;
                    outline.sealed(place.text(&inner).unwrap_or(inner));
                }
            }
        }
        outline
    }

    fn sealed(&mut self, text: String) {
        let start = self.text.len();
        self.text.push_str(&text);
        self.sealed.push(start..self.text.len());
    }
}

#[cfg(test)]
mod tests {
    use super::Outline;
    use dlc_secret::{Part, Recipe, Source};
    use dlc_text::{Place, json};

    #[test]
    fn what_is_sealed_is_named_as_its_place_wants_it() {
        let sealed = Part::Sealed(Source::Named("A".to_owned()), Place::Json(json::At::Value));
        let chars = |chars: &str| Part::Chars(chars.to_owned());
        let outline = Outline::of(&Recipe::text(vec![chars("{ \"a\": "), sealed, chars(" }")]));
        assert_eq!(outline.text, r#"{ "a": "secret(\"A\")" }"#);
        assert_eq!(&outline.text[outline.sealed[0].clone()], r#""secret(\"A\")""#);
    }
}
