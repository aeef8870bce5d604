//! What the cursor stands in, told from the words before it: so it is known in any text, however broken.

use super::MARK;
use dlc_syntax::SyntaxKind::{self, *};
use dlc_syntax::words::STATEMENTS;
use dlc_syntax::{SyntaxNode, SyntaxToken};

/// What can be written at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Context {
    /// An item of the file.
    File,
    /// A part of a `use` line, which is this up to the cursor.
    Import(String),
    /// An entry of braces.
    Entry,
    /// A column of a table.
    Column,
    /// A kind of blocks.
    Kind,
    /// The label of a block of this kind that there is.
    Label(String),
    /// A value.
    Expr,
    /// A profile or a lab.
    Included,
    /// A type.
    Type,
    /// The code of a diagnostic.
    Code,
}

/// The cursor in a text.
#[derive(Debug, Clone)]
pub(super) struct Cursor {
    /// Where the word at the cursor begins, and where it ends.
    pub(super) start: usize,
    pub(super) end: usize,
    /// What can stand there.
    pub(super) context: Context,
    /// Whether that is a schema's braces.
    pub(super) in_schema: bool,
    /// Whether what follows on the line makes an entry of the word: ` = 4`, ` { }`.
    pub(super) is_followed: bool,
}

impl Cursor {
    /// The cursor at a byte; none inside comments, texts and literals.
    pub(super) fn at(tree: &SyntaxNode, text: &str, offset: usize) -> Option<Self> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let before = text.get(..offset)?;
        let start = before.len() - before.chars().rev().take_while(|c| is_word(*c)).count();
        let end = offset + text[offset..].chars().take_while(|c| is_word(*c)).count();
        if is_literal(&before[..start], &text[start..offset]) {
            return None;
        }
        let tokens = before_byte(tree, start);
        if is_in_text_or_comment(tree, start, &tokens) {
            return None;
        }
        let rest = text[end..].trim_start_matches([' ', '\t']);
        let is_followed = rest.starts_with(['=', '{', '.', '"']) && !rest.starts_with("==") || rest.starts_with("+=");
        let around = Around::of(&tokens);
        let context = context(&tokens, &around, text, start)?;
        Some(Self { start, end, context, in_schema: around.is_schema, is_followed })
    }

    /// The text with the word at the cursor.
    pub(super) fn draft(&self, text: &str) -> String {
        let entry = self.context == Context::Entry && !self.is_followed;
        let word = if entry { format!("{MARK} = none") } else { MARK.to_owned() };
        let blank = if text[self.end..].starts_with(|c: char| c.is_alphanumeric() || c == '"') { " " } else { "" };
        [&text[..self.start], &word, blank, &text[self.end..]].concat()
    }
}

/// Whether the cursor stands in a literal: a word that begins with a digit, and goes on over dots and colons.
fn is_literal(before: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.:/+".contains(c);
    let glued = before.len() - before.chars().rev().take_while(|c| is_part(*c)).count();
    // A range has words of its own on both sides.
    let glued = before.get(glued..).unwrap_or_default().rsplit("..").next().unwrap_or_default();
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    if glued.is_empty() { begins(word) } else { begins(glued) }
}

/// The words before a byte, without blanks and comments.
fn before_byte(tree: &SyntaxNode, byte: usize) -> Vec<SyntaxToken> {
    let tokens = tree.descendants_with_tokens().filter_map(|element| element.into_token());
    tokens
        .take_while(|token| usize::from(token.text_range().end()) <= byte)
        .filter(|token| !token.kind().is_trivia())
        .collect()
}

fn is_in_text_or_comment(tree: &SyntaxNode, byte: usize, before: &[SyntaxToken]) -> bool {
    let offset = crate::text::size(byte);
    if offset > tree.text_range().end() {
        return true;
    }
    let comment = |token: &SyntaxToken| {
        let ends_line = matches!(token.kind(), COMMENT | DOC | SHEBANG);
        ends_line && token.text_range().start() < offset && offset <= token.text_range().end()
    };
    if tree.token_at_offset(offset).any(|token| comment(&token)) {
        return true;
    }
    // Behind the quotes that open a text, or behind its characters, up to those that close it.
    before.last().is_some_and(|token| matches!(token.kind(), TEXT_OPEN | TEXT_CHARS | TEXT_ESCAPE | HOLE_CLOSE))
}

/// What is open around the cursor.
#[derive(Default)]
struct Around {
    /// The bracket that is open, if any: its number among the words.
    open: Option<usize>,
    kind: Option<SyntaxKind>,
    is_table: bool,
    is_schema: bool,
    is_use: bool,
}

impl Around {
    fn of(tokens: &[SyntaxToken]) -> Self {
        let mut depth = 0_usize;
        for (number, token) in tokens.iter().enumerate().rev() {
            match token.kind() {
                CLOSE_BRACE | CLOSE_BRACKET | CLOSE_PAREN | HOLE_CLOSE => depth += 1,
                OPEN_BRACE | OPEN_BRACKET | OPEN_PAREN | HOLE_OPEN if depth == 0 => {
                    return Self::opened(tokens, number, token.kind());
                }
                OPEN_BRACE | OPEN_BRACKET | OPEN_PAREN | HOLE_OPEN => depth -= 1,
                _ => {}
            }
        }
        Self::default()
    }

    fn opened(tokens: &[SyntaxToken], number: usize, kind: SyntaxKind) -> Self {
        let word = |back: usize| number.checked_sub(back).and_then(|i| tokens.get(i)).map_or("", |t| t.text());
        let head = head_of(tokens, number);
        Self {
            open: Some(number),
            kind: Some(kind),
            is_table: kind == OPEN_BRACE && (word(1) == "table" || word(2) == "table"),
            is_schema: kind == OPEN_BRACE && head == Some("schema"),
            is_use: kind == OPEN_BRACE && head == Some("use"),
        }
    }
}

/// The first word of the line on which a word stands.
fn head_of(tokens: &[SyntaxToken], number: usize) -> Option<&str> {
    let mut first = number;
    while first > 0 && !newline_between(&tokens[first - 1], &tokens[first]) {
        first -= 1;
    }
    tokens.get(first).map(|token| token.text())
}

fn newline_between(a: &SyntaxToken, b: &SyntaxToken) -> bool {
    let mut next = a.next_token();
    while let Some(token) = next {
        if token == *b {
            return false;
        }
        if token.kind() == NEWLINE {
            return true;
        }
        next = token.next_token();
    }
    false
}

fn context(tokens: &[SyntaxToken], around: &Around, text: &str, start: usize) -> Option<Context> {
    let last = tokens.last();
    let same_line = last.is_some_and(|token| !text[usize::from(token.text_range().end())..start].contains('\n'));
    let line: &[SyntaxToken] = if same_line { line_of(tokens) } else { &[] };
    if around.is_use || line.first().is_some_and(|token| token.text() == "use") {
        let from = if around.is_use { line_of(&tokens[..=around.open?]).first() } else { line.first() };
        return Some(Context::Import(text[usize::from(from?.text_range().start())..start].to_owned()));
    }
    match around.kind {
        Some(OPEN_BRACE) if around.is_table => Some(in_table(tokens, around, text, start)),
        Some(OPEN_BRACE) => Some(in_braces(tokens, around, line)),
        Some(OPEN_PAREN) if is_params(tokens, around.open?) => {
            Some(if last?.kind() == COLON { Context::Type } else { return None })
        }
        Some(_) => Some(Context::Expr),
        None => Some(in_braces(tokens, around, line)),
    }
}

/// The words of the line that the last word is on.
fn line_of(tokens: &[SyntaxToken]) -> &[SyntaxToken] {
    let mut first = tokens.len();
    while first > 0 && (first == tokens.len() || !newline_between(&tokens[first - 1], &tokens[first])) {
        first -= 1;
    }
    &tokens[first..]
}

/// Whether a parenthesis opens the parameters of a function or a profile.
fn is_params(tokens: &[SyntaxToken], open: usize) -> bool {
    open >= 2 && matches!(tokens[open - 2].text(), "fn" | "profile")
}

/// A table's header is its first line, and `(` would be open in a cell with an expression.
fn in_table(tokens: &[SyntaxToken], around: &Around, text: &str, start: usize) -> Context {
    let open = around.open.unwrap_or_default();
    let from = tokens.get(open + 1).map_or(start, |token| token.text_range().start().into());
    let is_header = !text[from.min(start)..start].contains('\n');
    if is_header { Context::Column } else { Context::Expr }
}

/// Between the braces of a block, a record, a profile, a schema or a test, or at the level of the file.
fn in_braces(tokens: &[SyntaxToken], around: &Around, line: &[SyntaxToken]) -> Context {
    let entry = if around.kind.is_none() { Context::File } else { Context::Entry };
    // What stands on the line since the entry began.
    let since = match around.open {
        Some(open) => {
            let from = tokens.len() - line.len();
            if open >= from { &tokens[open + 1..] } else { line }
        }
        None => line,
    };
    let Some(last) = since.last() else { return entry };
    let before = |back: usize| since.len().checked_sub(back).and_then(|i| since.get(i)).map_or("", |t| t.text());
    match last.kind() {
        DOT => after_dot(since, entry),
        COLON => after_colon(since, around),
        CLOSE_BRACE | CLOSE_BRACKET | CLOSE_PAREN | WORD | TEXT_CLOSE | TRUE_KW | FALSE_KW | NONE_KW => entry,
        IDENT => match (last.text(), before(2)) {
            (_, "=" | "+=" | ":=" | "." | "==" | "!=" | "," | "in" | "for") => entry,
            ("include", _) => Context::Included,
            ("allow", _) | ("error" | "warning", "expect") => Context::Code,
            ("table" | "drop" | "given", _) => Context::Kind,
            ("when" | "check" | "warn" | "expect", _) => Context::Expr,
            (kind, "drop" | "given") => Context::Label(kind.to_owned()),
            ("target", _) => Context::Label("target".to_owned()),
            (word, _) if STATEMENTS.contains(&word) => Context::Label(String::new()),
            _ if since.len() == 1 || is_entry_end(since) => Context::Label(String::new()),
            _ => entry,
        },
        FOR_KW if since.first().is_some_and(|token| token.text() == "profile") => Context::Kind,
        FOR_KW => Context::Label(String::new()),
        COMMA if since.iter().any(|token| token.text() == "include") => Context::Included,
        _ => Context::Expr,
    }
}

/// Whether the word before the last one ends an entry, so that the last one begins another.
fn is_entry_end(since: &[SyntaxToken]) -> bool {
    let before = since.len().checked_sub(2).and_then(|i| since.get(i));
    before.is_some_and(|token| matches!(token.kind(), CLOSE_BRACE | WORD | TEXT_CLOSE | CLOSE_BRACKET | CLOSE_PAREN))
}

/// Behind `a.b.`: a path of fields where an entry begins, otherwise a value.
fn after_dot(since: &[SyntaxToken], entry: Context) -> Context {
    let mut first = since.len();
    let is_chain = |token: &SyntaxToken| matches!(token.kind(), DOT | IDENT);
    while first > 0 && is_chain(&since[first - 1]) {
        first -= 1;
        // Two names beside each other are of two entries.
        if first > 0 && since[first].kind() == IDENT && since[first - 1].kind() == IDENT {
            break;
        }
    }
    let before = first.checked_sub(1).and_then(|i| since.get(i));
    match before.map(|token| (token.kind(), token.text())) {
        None => entry,
        Some((CLOSE_BRACE | WORD | TEXT_CLOSE | TRUE_KW | FALSE_KW | NONE_KW, _)) => entry,
        Some((_, "include")) => Context::Included,
        Some((COMMA, _)) if since.iter().any(|token| token.text() == "include") => Context::Included,
        _ => Context::Expr,
    }
}

/// Behind a `:`: a type in schemas and declarations, a code in checks.
fn after_colon(since: &[SyntaxToken], around: &Around) -> Context {
    match since.first().map(|token| token.text()) {
        Some("check" | "warn") => Context::Code,
        Some("allow") => Context::Label(String::new()),
        Some("let") => Context::Type,
        _ if around.is_schema => Context::Type,
        _ => Context::Expr,
    }
}
