//! One walk over the tree.

use super::*;
use crate::rules;
use dlc_syntax::WalkEvent;

/// Cuts a file without syntax errors into pieces.
pub(crate) fn cut<'t>(root: &SyntaxNode, text: &'t str) -> Pieces<'t> {
    let mut cutter = Cutter { text, ..Cutter::default() };
    let mut walk = root.preorder_with_tokens();
    while let Some(event) = walk.next() {
        match event {
            WalkEvent::Enter(SyntaxElement::Node(node)) => {
                cutter.enter(&node);
                if node.kind() == TEXT {
                    walk.skip_subtree();
                }
            }
            WalkEvent::Enter(SyntaxElement::Token(token)) => cutter.token(&token),
            WalkEvent::Leave(SyntaxElement::Node(_)) => cutter.leave(),
            WalkEvent::Leave(SyntaxElement::Token(_)) => {}
        }
    }
    cutter.out.end = cutter.trivia;
    cutter.out
}

/// A node that is open.
#[derive(Debug)]
struct Frame {
    kind: SyntaxKind,
    /// The piece that begins it.
    first: usize,
    /// The group that it is.
    group: Option<usize>,
    /// The entry that it is.
    entry: Option<usize>,
    /// The choice of its gaps.
    choice: Option<usize>,
    /// How tightly its operator binds.
    power: u8,
    /// No line ends here that did not: it stands in a cell.
    frozen: bool,
}

#[derive(Debug, Default)]
struct Cutter<'t> {
    text: &'t str,
    out: Pieces<'t>,
    trivia: Trivia<'t>,
    stack: Vec<Frame>,
    /// The last token and its node.
    last: Option<(SyntaxKind, SyntaxKind)>,
    /// What the next piece begins.
    begins: Option<usize>,
    /// The gap of the next piece, if its place alone decides it.
    next_gap: Option<Gap>,
    next_cell: bool,
    next_table: Option<usize>,
    entries: usize,
    /// The entry whose column was met already.
    column_met: Option<usize>,
}

impl<'t> Cutter<'t> {
    fn top(&self) -> Option<&Frame> {
        self.stack.last()
    }

    fn slice(&self, range: dlc_base::TextRange) -> &'t str {
        &self.text[range]
    }

    fn enter(&mut self, node: &SyntaxNode) {
        let kind = node.kind();
        let parent = self.top().map_or(FILE, |f| f.kind);
        let mut frozen = self.top().is_some_and(|f| f.frozen);
        let mut entry = None;
        if rules::holds_entries(parent) && !self.stack.is_empty() {
            entry = Some(self.entries);
            self.entries += 1;
            self.begins = self.begins.or(entry);
            let group = self.top().and_then(|f| f.group).unwrap_or(0);
            self.next_gap = Some(self.first_or_between(group));
            if parent == ROWS {
                self.next_table = Some(group);
            }
        }
        if matches!(parent, ROW | HEADER) {
            frozen = kind != BODY;
            if frozen && node.prev_sibling().is_some() {
                (self.next_gap, self.next_cell) = (Some(Gap::Cell), true);
            }
        }
        if kind == CLAUSE {
            let group = self.top().and_then(|f| f.group).unwrap_or(0);
            self.next_gap = Some(Gap::Between(group));
        }
        let group = (self.stack.is_empty() || rules::is_group(kind)).then(|| self.group(node));
        let depth = self.stack.len();
        let (choice, power) = self.choice(node, frozen);
        let first = self.out.pieces.len();
        self.stack.push(Frame { kind, first, group, entry, choice, power, frozen });
        if kind == TEXT {
            self.text(node);
        } else if let Some(group) = group
            && !frozen
            && self.may_break(node)
        {
            let piece = self.out.pieces.len();
            self.out.places.push(Place { piece, depth, what: Breakable::Group(group) });
        }
    }

    /// The file, or a pair of brackets.
    fn group(&mut self, node: &SyntaxNode) -> usize {
        let kind = node.kind();
        let lines = match kind {
            FILE | ROWS => true,
            BODY | SCHEMA_BODY => self.slice(node.text_range()).contains('\n'),
            _ => false,
        };
        let broken = if lines { Broken::Each } else { Broken::Flat };
        let bare = kind == BODY
            && node.first_child().is_none()
            && node.parent().is_some_and(|p| p.kind() == RECORD && p.first_child().as_ref() == Some(node));
        self.out.groups.push(Group { kind, broken, bare });
        self.out.groups.len() - 1
    }

    /// Whether breaking a group makes its lines shorter.
    fn may_break(&self, node: &SyntaxNode) -> bool {
        match node.kind() {
            // What holds one element gains nothing; its element may be broken instead.
            LIST | ARGS | PARAMS => node.children().nth(1).is_some(),
            PAREN | ROWS | FILE => false,
            _ => node.first_child().is_some(),
        }
    }

    /// The choice that the gaps of a node belong to, and how tightly it binds.
    fn choice(&mut self, node: &SyntaxNode, frozen: bool) -> (Option<usize>, u8) {
        let must_fit = match node.kind() {
            BINARY => {
                let operator =
                    node.children_with_tokens().find_map(|e| e.into_token().filter(|t| !t.kind().is_trivia()));
                let power = operator.map_or(0, |t| rules::power(t.kind()));
                if let Some(outer) = self.top().filter(|f| f.kind == BINARY && f.power == power) {
                    return (outer.choice, power);
                }
                return (Some(self.new_choice(false)).filter(|_| !frozen && rules::is_chain(power)), power);
            }
            SET | SET_KEY | LET | FN | TYPE_DEF => true,
            FIELD => !node.children_with_tokens().any(|e| e.kind() == COLON),
            IF if self.top().is_some_and(|f| f.kind == IF) => return (self.top().and_then(|f| f.choice), 0),
            IF | CHECK | HINT | WHERE_TYPE | UNION_TYPE | INCLUDE | ALLOW => false,
            _ => return (None, 0),
        };
        (Some(self.new_choice(must_fit)).filter(|_| !frozen), 0)
    }

    fn new_choice(&mut self, must_fit: bool) -> usize {
        self.out.choices.push(Choice { broken: false, depth: self.stack.len(), must_fit });
        self.out.choices.len() - 1
    }

    fn leave(&mut self) {
        let Some(frame) = self.stack.pop() else { return };
        if let (Some(entry), Some(piece)) = (frame.entry, self.out.pieces.last_mut()) {
            piece.ends = Some(entry);
        }
    }

    /// The gap before an entry, or an element behind its bracket.
    fn first_or_between(&self, group: usize) -> Gap {
        let opened = self.out.pieces.last().is_none_or(|p| p.opens == Some(group));
        if opened { Gap::Open(group) } else { Gap::Between(group) }
    }

    fn token(&mut self, token: &SyntaxToken) {
        let kind = token.kind();
        if kind.is_trivia() {
            return self.trivia.push(kind, self.slice(token.text_range()));
        }
        let node = self.top().map_or(FILE, |f| f.kind);
        if kind == COMMA {
            return self.comma(token, node);
        }
        let gap = self.gap(kind, node, Some(token));
        let content = Content::Plain(self.slice(token.text_range()));
        self.piece(content, gap);
        self.last = Some((kind, node));
        self.next_gap = self.behind_sign(token, node);
        let frame_group = self.top().and_then(|f| f.group);
        let column = self.column(kind, node);
        if let Some(piece) = self.out.pieces.last_mut() {
            if matches!(kind, OPEN_BRACE | OPEN_BRACKET | OPEN_PAREN) {
                piece.opens = frame_group;
            }
            piece.column = column;
        }
    }

    fn text(&mut self, node: &SyntaxNode) {
        let gap = self.gap(TEXT_OPEN, TEXT, None);
        let content = match texts::block(node) {
            Some(block) => Content::Block(block),
            None => Content::Plain(self.slice(node.text_range())),
        };
        self.piece(content, gap);
        self.last = Some((TEXT_CLOSE, TEXT));
    }

    fn piece(&mut self, content: Content<'t>, gap: Gap) {
        let trivia = std::mem::take(&mut self.trivia);
        if let Gap::Open(group) | Gap::Between(group) | Gap::Close(group) = gap
            && trivia.any_newline
            && self.out.groups[group].broken == Broken::Flat
        {
            self.out.groups[group].broken = Broken::Kept;
        }
        if let Gap::Soft { choice: Some(choice), .. } = gap {
            let (depth, piece) = (self.out.choices[choice].depth, self.out.pieces.len());
            self.out.places.push(Place { piece, depth, what: Breakable::Choice(choice) });
        }
        self.out.pieces.push(Piece {
            content,
            gap,
            trivia,
            suffix: Suffix::None,
            opens: None,
            begins: self.begins.take(),
            ends: None,
            column: None,
            cell: std::mem::take(&mut self.next_cell),
            table: self.next_table.take(),
        });
    }

    /// A comma belongs to what stands before it. Between entries it says nothing, with few exceptions.
    fn comma(&mut self, token: &SyntaxToken, node: SyntaxKind) {
        let keep = match node {
            BODY | SCHEMA_BODY => tells_apart(token),
            LIST | ARGS | PARAMS | USE_LIST | COMPREHENSION => {
                let group = self.top().and_then(|f| f.group).unwrap_or(0);
                let more = node_after(token).is_some();
                if more {
                    self.next_gap = Some(Gap::Between(group));
                }
                more
            }
            INCLUDE => {
                self.next_gap = Some(soft(self.top().and_then(|f| f.choice)));
                true
            }
            _ => true,
        };
        if keep && let Some(piece) = self.out.pieces.last_mut() {
            piece.suffix = Suffix::Comma;
        }
        self.last = Some((COMMA, node));
    }

    /// The column that a token stands in: the first sign of its entry.
    fn column(&mut self, kind: SyntaxKind, node: SyntaxKind) -> Option<(Column, usize)> {
        let column = rules::column(kind, node)?;
        let depth = if node == SCHEMA_BODY { 2 } else { 1 };
        let entry = self.stack.iter().rev().nth(depth - 1)?.entry?;
        (self.column_met.replace(entry) != Some(entry)).then_some((column, entry))
    }

    /// The gap behind the sign of an entry.
    fn behind_sign(&self, token: &SyntaxToken, node: SyntaxKind) -> Option<Gap> {
        let sign = matches!(token.kind(), EQ | PLUS_EQ | COLON_EQ)
            && matches!(node, SET | SET_KEY | LET | FN | TYPE_DEF | FIELD);
        sign.then(|| {
            let choice = self.top().and_then(|f| f.choice).filter(|c| self.out.choices[*c].must_fit);
            soft(choice.filter(|_| node_after(token).is_some_and(|v| !breaks_inside(&v, node))))
        })
    }

    fn gap(&mut self, kind: SyntaxKind, node: SyntaxKind, token: Option<&SyntaxToken>) -> Gap {
        let given = self.next_gap.take();
        let group = self.top().and_then(|f| f.group);
        if let Some(group) = group
            && matches!(kind, CLOSE_BRACE | CLOSE_BRACKET | CLOSE_PAREN)
        {
            if matches!(node, LIST | ARGS | PARAMS | USE_LIST)
                && let Some(last) = self.out.pieces.last_mut()
                && last.opens != Some(group)
            {
                last.suffix = Suffix::CommaIfBroken(group);
            }
            return Gap::Close(group);
        }
        if let Some(given) = given {
            return given;
        }
        if let Some(opened) = self.out.pieces.last().and_then(|p| p.opens) {
            return Gap::Open(opened);
        }
        let Some(last) = self.last else { return Gap::Open(0) };
        match self.soft(kind, node, last, token) {
            Some(gap) => gap,
            None if rules::glued(last, (kind, node)) => Gap::Glue,
            None => Gap::Blank,
        }
    }

    /// A gap where the author may end the line.
    fn soft(
        &self,
        kind: SyntaxKind,
        node: SyntaxKind,
        last: (SyntaxKind, SyntaxKind),
        token: Option<&SyntaxToken>,
    ) -> Option<Gap> {
        let own = self.top().and_then(|f| f.choice);
        match (kind, node) {
            (DOT, MEMBER) => Some(Gap::Soft { blank: false, levels: 1, anchor: None, choice: None }),
            (DOT_DOT, _) => None,
            (MINUS, BINARY) => Some(soft(None)),
            (_, BINARY) | (BAR, UNION_TYPE) | (COLON, CHECK | WHERE_TYPE | ALLOW) => Some(soft(own)),
            (THEN_KW | ELSE_KW, IF) => {
                let chain = self.stack.iter().rev().take_while(|f| f.kind == IF);
                let anchor = chain.last().map(|f| f.first);
                // In `else if`, a condition and its value share a line.
                let alone = token.and_then(|t| t.parent()).is_some_and(|n| !in_else_chain(&n));
                Some(Gap::Soft { blank: true, levels: 1, anchor, choice: own.filter(|_| alone || kind == ELSE_KW) })
            }
            (IDENT, HINT) => Some(Gap::Soft { blank: true, levels: 2, anchor: None, choice: own }),
            (IF_KW, CLAUSE) | (IDENT, WHERE_TYPE) => Some(soft(None)),
            (EQ | COLON_EQ, FIELD) => {
                let movable = token.and_then(node_after).is_some_and(|v| !breaks_inside(&v, node));
                Some(soft(own.filter(|c| movable && !self.out.choices[*c].must_fit)))
            }
            _ if last.1 == BINARY && last.0 != DOT_DOT => {
                let choice = self.stack.iter().rev().find(|f| f.kind == BINARY).and_then(|f| f.choice);
                Some(soft(choice.filter(|_| last.0 == MINUS)))
            }
            _ => None,
        }
    }
}

/// One blank, or the end of a line.
fn soft(choice: Option<usize>) -> Gap {
    Gap::Soft { blank: true, levels: 1, anchor: None, choice }
}

/// Whether an `if` is one of several with `else` between them.
fn in_else_chain(node: &SyntaxNode) -> bool {
    node.parent().is_some_and(|p| p.kind() == IF) || node.last_child().is_some_and(|c| c.kind() == IF)
}
