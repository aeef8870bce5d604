//! From the tree to plain data.
//!
//! One walk over the tree. Each anchor is filled by a [`Context`] of its own, which knows where the anchor begins, so
//! that every range comes out relative to it. What the tree lacks because the text was wrong has been reported by the
//! parser: an expression or a type becomes `Missing`, a declaration without a name is left out.

mod entries;
mod exprs;
mod items;
mod types;

use super::places::Gaps;
use super::{Anchor, AnchorHir, AnchorKey, AnchorNode, Body, BodyId, FileHir, Ident, ItemRef, Range};
use super::{Use, UseNames, UsePath};
use dlc_base::{Diagnostic, TextRange, TextSize};
use dlc_syntax::ast::{self, AstNode, Entry};
use dlc_syntax::{Parse, SyntaxNode, SyntaxToken};
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};

/// Lowers a file. The diagnostics are those that the parser cannot give; their places are in the file.
///
/// Places count every byte from the anchor's first one: an edit in a row changes the lab around it too, if it changes
/// the row's length.
pub fn lower(parse: &Parse) -> (FileHir, Vec<Diagnostic<TextRange>>) {
    lower_with(parse, false)
}

/// Lowers a file like [`lower`], with places in which each inner anchor counts as one byte, and the blanks and comments
/// between entries too, so that an edit changes the anchor that it is in and no other. [`Anchor::gaps`] leads back to
/// bytes.
pub fn lower_stable(parse: &Parse) -> (FileHir, Vec<Diagnostic<TextRange>>) {
    lower_with(parse, true)
}

fn lower_with(parse: &Parse, stable: bool) -> (FileHir, Vec<Diagnostic<TextRange>>) {
    let file = parse.tree();
    let place = |error: &Diagnostic<TextRange>| error.primary.as_ref().map(|label| label.place);
    let broken = parse.errors.iter().filter_map(place).collect();
    let mut out = Output { stable, broken, ..Output::default() };
    let edition = file.edition().and_then(|e| e.number()).and_then(|number| {
        let range = in_file(number.text_range());
        number.text().parse().ok().map(|n| (n, range))
    });
    let uses = file.uses().filter_map(|u| use_line(&u)).collect();
    let mut top = Vec::new();
    for entry in file.entries() {
        let mut context = Context::new(&mut out, None, TextSize::default());
        top.extend(context.file_entry(&entry));
    }
    let Output { mut anchors, errors, .. } = out;
    // An anchor is finished after those inside it, and begins before them.
    anchors.sort_by_key(|a| a.offset);
    (FileHir { edition, uses, top, anchors }, errors)
}

/// What comes out of the whole file.
#[derive(Default)]
struct Output {
    anchors: Vec<Anchor>,
    keys: FxHashSet<AnchorKey>,
    errors: Vec<Diagnostic<TextRange>>,
    /// Where the parser found mistakes.
    broken: Vec<TextRange>,
    /// Whether inner anchors count as one byte.
    stable: bool,
}

impl Output {
    /// The key for something called `name` inside `parent`.
    fn key(&mut self, parent: Option<&AnchorKey>, name: &str) -> AnchorKey {
        let plain = match parent {
            Some(parent) => format_smolstr!("{parent}/{name}"),
            None => SmolStr::new(name),
        };
        let mut key = plain.clone();
        let mut count = 0;
        while !self.keys.insert(key.clone()) {
            count += 1;
            key = format_smolstr!("{plain}#{count}");
        }
        key
    }
}

/// The anchor that is being filled; at the level of the file none.
struct Context<'o> {
    out: &'o mut Output,
    key: Option<AnchorKey>,
    offset: TextSize,
    bodies: Vec<Body>,
    names: u32,
    /// The anchors inside that are finished.
    gaps: Gaps,
}

impl<'o> Context<'o> {
    fn new(out: &'o mut Output, key: Option<AnchorKey>, offset: TextSize) -> Self {
        Self { out, key, offset, bodies: Vec::new(), names: 0, gaps: Gaps::default() }
    }

    /// A place in the anchor. Everything inside the range has been lowered.
    fn range(&self, range: TextRange) -> Range {
        let Range { start, end } = in_file(range - self.offset);
        Range { start: self.gaps.place(start), end: self.gaps.place(end) }
    }

    fn range_of(&self, node: &impl AstNode) -> Range {
        self.range(node.range())
    }

    /// The place of something that a node lacks.
    fn place_in(&self, node: &SyntaxNode) -> Range {
        self.range(TextRange::empty(node.text_range().start()))
    }

    /// Whether the parser found a mistake inside: what was meant is not known then.
    fn is_broken(&self, range: TextRange) -> bool {
        self.out.broken.iter().any(|error| range.contains_range(*error))
    }

    /// Whether the parser found a mistake inside, or one that reaches further.
    fn is_touched(&self, range: TextRange) -> bool {
        self.out.broken.iter().any(|error| error.intersect(range).is_some_and(|both| !both.is_empty()))
    }

    fn error(&mut self, error: Diagnostic<TextRange>) {
        self.out.errors.push(error);
    }

    /// A name; none if the text lacks it.
    fn ident(&self, name: Option<ast::Name>) -> Option<Ident> {
        name.and_then(|n| n.token()).map(|token| self.ident_of(&token))
    }

    fn ident_of(&self, token: &SyntaxToken) -> Ident {
        Ident { name: SmolStr::new(token.text()), range: self.range(token.text_range()) }
    }

    fn idents(&self, names: impl Iterator<Item = ast::Name>) -> Vec<Ident> {
        names.filter_map(|n| self.ident(Some(n))).collect()
    }

    /// Makes `node` an anchor called `name`. `fill` lowers its content, or finds that there is none.
    fn anchor(
        &mut self,
        node: &SyntaxNode,
        name: &str,
        fill: impl FnOnce(&mut Context<'_>) -> Option<AnchorNode>,
    ) -> Option<AnchorKey> {
        let key = self.out.key(self.key.as_ref(), name);
        let offset = node.text_range().start();
        let mut inner = Context::new(self.out, Some(key.clone()), offset);
        let content = fill(&mut inner)?;
        let range = inner.range(node.text_range());
        let Context { bodies, names, gaps, .. } = inner;
        let hir = AnchorHir { node: content, bodies, names, doc: ast::doc(node), range };
        self.out.anchors.push(Anchor { key: key.clone(), parent: self.key.clone(), offset: offset.into(), hir, gaps });
        if self.out.stable && self.key.is_some() {
            let Range { start, end } = in_file(node.text_range() - self.offset);
            self.gaps.push(start, end);
        }
        Some(key)
    }

    /// Blanks and comments before an entry, a row or a closing brace count as one byte, however many they are: who adds
    /// a comment changes no place.
    fn blanks_before(&mut self, token: Option<SyntaxToken>) {
        let Some(token) = token.filter(|_| self.out.stable && self.key.is_some()) else { return };
        let end = token.text_range().start();
        let blanks = std::iter::successors(token.prev_token(), SyntaxToken::prev_token);
        let start = blanks.take_while(|t| t.kind().is_trivia()).last().map_or(end, |t| t.text_range().start());
        let Range { start, end } = in_file(TextRange::new(start.max(self.offset), end) - self.offset);
        if end - start > 1 {
            self.gaps.push(start, end);
        }
    }

    /// A body whose entries `fill` lowers. Its number is given first, so that outer bodies come before inner ones.
    fn body(&mut self, range: TextRange, fill: impl FnOnce(&mut Self) -> Vec<super::Entry>) -> BodyId {
        let id = BodyId(u32::try_from(self.bodies.len()).unwrap_or(u32::MAX));
        self.bodies.push(Body::default());
        let body = Body { entries: fill(self), range: self.range(range) };
        self.bodies[id.0 as usize] = body;
        id
    }

    /// An entry at the level of a file. What cannot stand there has been reported, and means nothing.
    fn file_entry(&mut self, entry: &Entry) -> Option<ItemRef> {
        match entry {
            Entry::Block(block) => self.block_item(block, true),
            _ => self.item(entry),
        }
    }
}

/// A place relative to the file's first byte.
fn in_file(range: TextRange) -> Range {
    Range { start: range.start().into(), end: range.end().into() }
}

fn use_line(line: &ast::Use) -> Option<Use> {
    let ident = |name: ast::Name| {
        let token = name.token()?;
        Some(Ident { name: SmolStr::new(token.text()), range: in_file(token.text_range()) })
    };
    let (path, path_range) = match (line.file(), line.module()) {
        (Some(text), _) => {
            let pieces = text.pieces().into_iter().map(|p| match p {
                ast::TextPiece::Chars(chars, _) => Some(chars),
                ast::TextPiece::Hole(_) => None,
            });
            (UsePath::File(pieces.collect::<Option<String>>()?.into()), text.range())
        }
        (None, Some(module)) => {
            let names: Vec<SmolStr> = module.names().map(|n| SmolStr::new(n.text())).collect();
            (UsePath::Module(names), module.range())
        }
        (None, None) => return None,
    };
    let names = match (line.alias(), line.list()) {
        (Some(alias), _) => UseNames::As(ident(alias)?),
        (None, Some(list)) => UseNames::List(list.names().filter_map(ident).collect()),
        (None, None) => UseNames::Last,
    };
    Some(Use { path, names, range: in_file(line.range()), path_range: in_file(path_range) })
}

#[cfg(test)]
mod tests;
