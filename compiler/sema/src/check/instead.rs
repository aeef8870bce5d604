//! What to type instead of a value of another kind: the nearest one that the place would take.

use super::what::quoted;
use crate::hir::{Expr, ExprKind};
use crate::ty::{Prim, Ty};
use dlc_base::suggest::nearest;
use dlc_syntax::literal::Literal;

/// Words of other languages for what has a word here.
const WORDS: [(&str, &str); 14] = [
    ("null", "none"),
    ("nil", "none"),
    ("None", "none"),
    ("undefined", "none"),
    ("True", "true"),
    ("TRUE", "true"),
    ("yes", "true"),
    ("Yes", "true"),
    ("on", "true"),
    ("False", "false"),
    ("FALSE", "false"),
    ("no", "false"),
    ("No", "false"),
    ("off", "false"),
];

/// The word of this language for one of another.
pub(crate) fn own_word(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(theirs, _)| *theirs == word).map(|(_, own)| *own)
}

/// Types by the names that other languages have for them.
const TYPES: [(&str, &str); 12] = [
    ("String", "Str"),
    ("string", "Str"),
    ("str", "Str"),
    ("Integer", "Int"),
    ("integer", "Int"),
    ("int", "Int"),
    ("Number", "Int"),
    ("number", "Int"),
    ("Boolean", "Bool"),
    ("boolean", "Bool"),
    ("bool", "Bool"),
    ("Address", "Ip"),
];

/// The type that somebody meant who wrote a word that is none: by its name in another language, else the nearest of
/// `known`, whatever the case of its letters.
pub(crate) fn own_type<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if let Some((_, own)) = TYPES.iter().find(|(theirs, _)| *theirs == word) {
        return Some(own);
    }
    let known: Vec<&str> = known.collect();
    let same = known.iter().find(|name| name.eq_ignore_ascii_case(word));
    same.copied().or_else(|| nearest(word, known))
}

/// How to write what stands in `expr`, where `ty` is expected.
pub(crate) fn instead(expr: &Expr, ty: &Ty) -> Option<String> {
    let members = ty.members();
    let takes = |prim: Prim| members.contains(&&Ty::Prim(prim));
    let text = members.iter().any(|m| matches!(m, Ty::Prim(prim) if prim.is_text()));
    match &expr.kind {
        ExprKind::Literal(literal, spelling) => match literal {
            Literal::Int(_) if takes(Prim::Size) => Some(format!("a size has a unit: {spelling}GiB, {spelling}MiB")),
            Literal::Int(_) if takes(Prim::Duration) => Some(format!("a time has a unit: {spelling}s, {spelling}min")),
            Literal::Int(_) if takes(Prim::Mode) => octal(spelling),
            Literal::Version(_) if takes(Prim::Cpu) => thousandths(spelling),
            Literal::Version(_) if takes(Prim::Mac) => {
                Some("a MAC is six pairs of digits: 02:00:00:00:00:01".to_owned())
            }
            Literal::Version(_) if takes(Prim::Ip) => Some("an address has four parts: 10.0.0.4".to_owned()),
            Literal::Ip(_) if takes(Prim::Cidr) => Some(format!("a network has a prefix: {spelling}/24")),
            Literal::Cidr { .. } if takes(Prim::Ip) => {
                spelling.split_once('/').map(|(address, _)| format!("an address has no prefix: {address}"))
            }
            _ if text => Some(format!("write {}", quoted(spelling))),
            _ => None,
        },
        ExprKind::Text(text) => {
            let plain = text.plain()?;
            if takes(Prim::Mode) {
                return octal(&plain);
            }
            let word = own_word(&plain).or_else(|| ["true", "false"].into_iter().find(|word| *word == plain));
            word.filter(|word| takes(Prim::Bool) && *word != "none").map(|word| format!("write {word}"))
        }
        ExprKind::List(items) => match items.as_slice() {
            [item] => match &item.kind {
                ExprKind::Literal(_, spelling) | ExprKind::Name(spelling, _) => Some(format!("write {spelling}")),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// `644`, `0644`: as a mode.
fn octal(digits: &str) -> Option<String> {
    let digits = digits.trim_start_matches('0');
    let mode = (digits.len() == 3 || digits.len() == 4) && digits.bytes().all(|b| matches!(b, b'0'..=b'7'));
    mode.then(|| format!("modes are written 0o{digits}"))
}

/// `0.5`, `1.25`: as parts of a processor.
fn thousandths(version: &str) -> Option<String> {
    let (whole, part) = version.split_once('.')?;
    let digits = part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    let whole: u64 = whole.parse().ok().filter(|_| digits)?;
    let part: u64 = format!("{part:0<3}").parse().ok()?;
    Some(format!("write {}mcpu", whole.checked_mul(1000)?.checked_add(part)?))
}
