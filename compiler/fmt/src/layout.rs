//! From pieces to lines, once it is settled which brackets and gaps are broken.

use crate::pieces::{Broken, Content, Gap, Piece, Pieces, Suffix};
use crate::rules::{self, Column};
use crate::trivia::Trivia;
use dlc_syntax::SyntaxKind::*;
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr as _;

/// How many blanks one level is.
pub(crate) const STEP: usize = 2;

/// A line of the result.
#[derive(Debug, Default)]
pub(crate) struct Line<'t> {
    /// How many blanks it begins with.
    pub(crate) indent: usize,
    /// What stands there, without the comment at its end. Of a line of a text, or behind one, the blanks too.
    pub(crate) text: String,
    /// It begins inside a text, so it has its blanks already.
    pub(crate) inside_text: bool,
    /// A blank line stands before it.
    pub(crate) blank: bool,
    /// The comment at its end.
    pub(crate) comment: Option<&'t str>,
    /// It is a comment alone.
    pub(crate) comment_only: bool,
    /// The entry that begins it.
    pub(crate) entry: Option<usize>,
    /// That entry ends on it.
    pub(crate) whole: bool,
    /// That entry ends on a later line, but with no bracket: it only goes on there.
    pub(crate) goes_on: bool,
    /// Where the column of that entry stands in `text`.
    pub(crate) column: Option<(Column, usize)>,
    /// The table that it is a row of.
    pub(crate) table: Option<usize>,
    /// Where the cells but the first begin in `text`.
    pub(crate) cells: Vec<usize>,
    /// The pieces that begin on it.
    pub(crate) pieces: std::ops::Range<usize>,
}

impl Line<'_> {
    /// How wide it is, without its comment.
    pub(crate) fn width(&self) -> usize {
        self.text.width() + if self.inside_text { 0 } else { self.indent }
    }
}

/// Lays the pieces out.
pub(crate) fn lay_out<'t>(pieces: &Pieces<'t>) -> (Vec<Line<'t>>, Vec<usize>) {
    let mut layout = Layout {
        all: pieces,
        lines: vec![Line::default()],
        open: vec![],
        offsets: vec![],
        began: vec![],
        entries: BTreeMap::new(),
    };
    layout.open.push(Open { indent: 0, close: 0 });
    for (at, piece) in pieces.pieces.iter().enumerate() {
        layout.piece(at, piece);
    }
    layout.trivia(&pieces.end, 0, true, !pieces.pieces.is_empty());
    (layout.lines, layout.offsets)
}

/// The lines as text.
pub(crate) fn print(lines: &[Line<'_>]) -> String {
    let mut out = String::new();
    for line in lines {
        if line.blank {
            out.push('\n');
        }
        if !line.inside_text && !line.text.is_empty() {
            out.extend(std::iter::repeat_n(' ', line.indent));
        }
        out.push_str(&line.text);
        if let Some(comment) = line.comment {
            out.push_str("  ");
            out.push_str(comment);
        }
        out.push('\n');
    }
    if lines.len() == 1 && out == "\n" { String::new() } else { out }
}

/// A group that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    /// Where its entries or elements begin.
    indent: usize,
    /// Where its closing bracket stands.
    close: usize,
}

struct Layout<'p, 't> {
    all: &'p Pieces<'t>,
    lines: Vec<Line<'t>>,
    open: Vec<Open>,
    /// Where each piece begins in the text of its line.
    offsets: Vec<usize>,
    /// The line on which each piece begins.
    began: Vec<usize>,
    /// The line that each entry begins, of those that begin one.
    entries: BTreeMap<usize, usize>,
}

impl<'t> Layout<'_, 't> {
    fn line(&mut self) -> &mut Line<'t> {
        if self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        let last = self.lines.len() - 1;
        &mut self.lines[last]
    }

    fn is_empty(&self) -> bool {
        self.lines.len() == 1 && self.lines[0].text.is_empty() && self.lines[0].comment.is_none()
    }

    /// Begins a line, unless nothing stands on the first one yet.
    fn newline(&mut self, indent: usize, blank: bool) {
        if self.is_empty() {
            return;
        }
        let at = self.offsets.len();
        self.lines.push(Line { indent, blank, pieces: at..at, ..Line::default() });
    }

    /// Comments between two pieces. Returns whether the next piece must begin a line.
    fn trivia(&mut self, trivia: &Trivia<'t>, indent: usize, first: bool, after: bool) -> bool {
        for (i, comment) in trivia.comments.iter().enumerate() {
            if i == 0 && !comment.own_line && after {
                self.line().comment = Some(comment.text);
                continue;
            }
            let blank = comment.blank && !(first && i == 0);
            self.newline(indent, blank);
            let line = self.line();
            line.text.push_str(comment.text);
            line.comment_only = true;
        }
        !trivia.comments.is_empty()
    }

    fn piece(&mut self, at: usize, piece: &Piece<'t>) {
        let inner = self.open.last().copied().unwrap_or(Open { indent: 0, close: 0 });
        let (comments, begin) = match piece.gap {
            Gap::Open(_) | Gap::Between(_) => (inner.indent, inner.indent),
            Gap::Close(_) => (inner.indent, inner.close),
            Gap::Soft { levels, anchor: None, .. } => (inner.indent + STEP, inner.indent + STEP * usize::from(levels)),
            Gap::Soft { anchor: Some(anchor), .. } => {
                let to = self.right_of(anchor);
                (to, to)
            }
            Gap::Glue | Gap::Blank | Gap::Cell => (inner.indent + STEP, inner.indent + STEP),
        };
        let first = matches!(piece.gap, Gap::Open(_));
        let after = at > 0;
        let told = self.trivia(&piece.trivia, comments, first && after, after);
        let ends = told || self.ends_line(piece);
        if ends && after || told {
            let between = matches!(piece.gap, Gap::Between(_)) || (told && !matches!(piece.gap, Gap::Close(_)));
            self.newline(begin, between && piece.trivia.blank());
        } else {
            let blanks = self.blanks(piece);
            self.line().text.push_str(blanks);
        }
        if let Gap::Close(_) = piece.gap {
            self.open.pop();
        }
        self.content(piece);
        self.open_group(piece);
    }

    /// Where a line begins that goes on with what `anchor` began: under it, if it begins its line.
    fn right_of(&self, anchor: usize) -> usize {
        let indent = self.began.get(anchor).map_or(0, |line| self.lines[*line].indent);
        if self.offsets.get(anchor) == Some(&0) { indent } else { indent + STEP }
    }

    /// Whether the line ends before a piece.
    fn ends_line(&self, piece: &Piece<'t>) -> bool {
        let broken = |group: usize| self.all.groups[group].broken;
        match piece.gap {
            Gap::Open(group) | Gap::Close(group) => broken(group) > Broken::Flat,
            Gap::Between(group) => {
                let all = broken(group) == Broken::Each || self.all.groups[group].kind == COMPREHENSION;
                broken(group) > Broken::Flat && (all || piece.trivia.newline())
            }
            Gap::Soft { choice, .. } => piece.trivia.newline() || choice.is_some_and(|c| self.all.choices[c].broken),
            Gap::Glue | Gap::Blank | Gap::Cell => false,
        }
    }

    /// Whether a piece is the bracket that stands below what it closes.
    fn closes_lines(&self, piece: &Piece<'t>) -> bool {
        matches!(piece.gap, Gap::Close(group) if self.all.groups[group].broken > Broken::Flat)
    }

    /// What stands in a gap on one line.
    fn blanks(&self, piece: &Piece<'t>) -> &'static str {
        let kind = |group: usize| self.all.groups[group].kind;
        match piece.gap {
            Gap::Glue | Gap::Soft { blank: false, .. } => "",
            Gap::Blank | Gap::Soft { .. } => " ",
            Gap::Cell => "  ",
            Gap::Open(0) => "",
            Gap::Close(group) if self.all.groups[group].bare => "",
            Gap::Open(group) | Gap::Close(group) => {
                if rules::holds_entries(kind(group)) || kind(group) == USE_LIST {
                    " "
                } else {
                    ""
                }
            }
            Gap::Between(group) => {
                if rules::holds_entries(kind(group)) {
                    "  "
                } else {
                    " "
                }
            }
        }
    }

    fn content(&mut self, piece: &Piece<'t>) {
        let at = self.offsets.len();
        let base = self.line().indent;
        let line = self.line();
        let offset = line.text.len();
        if line.text.is_empty() {
            (line.entry, line.table) = (piece.begins, piece.table);
            if let Some(entry) = piece.begins {
                self.entries.insert(entry, self.lines.len() - 1);
            }
        }
        let line = self.line();
        line.pieces.end = at + 1;
        if piece.cell && line.table.is_some() {
            line.cells.push(offset);
        }
        if let Some((column, entry)) = piece.column
            && line.entry == Some(entry)
        {
            line.column = Some((column, offset));
        }
        self.offsets.push(offset);
        self.began.push(self.lines.len() - 1);
        match &piece.content {
            Content::Plain(text) => self.plain(text, base),
            Content::Block(block) => {
                self.line().text.push_str(&block.open);
                let blanks = " ".repeat(base + STEP);
                let own = |text: &str| if text.is_empty() { String::new() } else { format!("{blanks}{text}") };
                for line in &block.lines {
                    self.inside_text(own(line), base);
                }
                self.inside_text(own(&block.close), base);
            }
        }
        let comma = match piece.suffix {
            Suffix::None => false,
            Suffix::Comma => true,
            Suffix::CommaIfBroken(group) => self.all.groups[group].broken > Broken::Flat,
        };
        let line = self.line();
        if comma {
            line.text.push(',');
        }
        if piece.ends.is_some() && piece.ends == line.entry {
            line.whole = true;
        } else if let Some(entry) = piece.ends {
            let bracket = matches!(piece.content, Content::Block(_)) || self.closes_lines(piece);
            if let Some(first) = self.entries.get(&entry) {
                self.lines[*first].goes_on = !bracket;
            }
        }
    }

    /// A text on one line may have holes of several.
    fn plain(&mut self, text: &str, base: usize) {
        for (i, line) in text.split('\n').enumerate() {
            match i {
                0 => self.line().text.push_str(line.strip_suffix('\r').unwrap_or(line)),
                _ => self.inside_text(line.strip_suffix('\r').unwrap_or(line).to_owned(), base),
            }
        }
    }

    fn inside_text(&mut self, text: String, indent: usize) {
        let at = self.offsets.len();
        self.lines.push(Line { indent, text, inside_text: true, pieces: at..at, ..Line::default() });
    }

    fn open_group(&mut self, piece: &Piece<'t>) {
        let Some(group) = piece.opens else { return };
        let outer = self.open.last().copied().unwrap_or(Open { indent: 0, close: 0 });
        let base = self.line().indent;
        let open = match self.all.groups[group].broken {
            Broken::Flat => outer,
            _ => Open { indent: base + STEP, close: base },
        };
        self.open.push(open);
    }
}
