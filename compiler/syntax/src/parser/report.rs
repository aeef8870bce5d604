//! What the parser says, and how often: one mistake, one message.

use super::{MAX_ERRORS, Parser};
use crate::SyntaxKind::*;
use crate::lexer::Token;
use dlc_base::{Diagnostic, TextRange, TextSize};

impl Parser<'_> {
    /// An error of structure: only the first of an entry is told.
    pub(super) fn error_with(&mut self, error: Diagnostic<TextRange>) {
        // What is missing at the end is missing because a brace was not closed, and that is told.
        let cut_off = self.braces > 0 && self.at(END) && self.limit == self.toks.len();
        if !cut_off && !std::mem::replace(&mut self.quiet, true) {
            self.report(error);
        }
    }

    /// An error that leaves the structure as it is: each is told, if the structure is sound.
    pub(super) fn error_inside(&mut self, error: Diagnostic<TextRange>) {
        if !self.quiet {
            self.report(error);
        }
    }

    pub(super) fn error(&mut self, message: impl Into<String>) {
        self.error_at(self.range(), message);
    }

    pub(super) fn error_at(&mut self, range: TextRange, message: impl Into<String>) {
        self.error_with(Diagnostic::error("syntax-error", range, message));
    }

    pub(super) fn error_hint(&mut self, range: TextRange, message: impl Into<String>, hint: impl Into<String>) {
        self.error_with(Diagnostic::error("syntax-error", range, message).hint(hint));
    }

    /// The next token in words.
    pub(super) fn found(&self) -> String {
        match self.tok(0) {
            None if self.pos >= self.toks.len() => "the end of the file".into(),
            None if self.pos >= self.limit => "the end of the line".into(),
            None => format!("`{}` at the beginning of a line", self.toks_text(self.pos)),
            Some(tok) if matches!(tok.kind, TEXT_OPEN | TEXT_TAG) => "a text".into(),
            Some(_) => format!("`{}`", shortened(self.word())),
        }
    }

    /// The line of a place, counted from 1.
    pub(super) fn line_of(&self, range: TextRange) -> u32 {
        self.lines.line_col(range.start()).line + 1
    }

    pub(super) fn expected(&mut self, what: &str) {
        // What stands there may be nothing that the grammar sees: `&&`.
        self.trivia_on_line();
        if self.pos > self.entry_start && self.tok(0).is_some_and(|t| t.first) {
            // What stands on the next line is not to blame.
            let message = format!("expected {what} after `{}`", shortened(&self.text[self.last_range()]));
            return self.error_at(self.last_range(), message);
        }
        let message = format!("expected {what}, found {}", self.found());
        self.error(message);
    }

    /// Tells an error, whatever was told before.
    pub(super) fn report(&mut self, error: Diagnostic<TextRange>) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        } else {
            self.unreported += 1;
        }
    }

    pub(super) fn report_unknown(&mut self, token: Token) {
        let start = TextSize::try_from(self.offset).unwrap_or_default();
        let range = TextRange::at(start, token.len.into());
        let text = &self.text[range];
        let error = |message: String, hint: &str| {
            let error = Diagnostic::error("unknown-character", range, message);
            if hint.is_empty() { error } else { error.hint(hint) }
        };
        let shown = shortened(text);
        let inside = text.get(1..text.len() - 1).filter(|inside| !inside.is_empty());
        let error = match text.chars().next().unwrap_or(' ') {
            '\'' if inside.is_some_and(|word| crate::literal::read(word).is_ok()) => {
                let word = inside.unwrap_or_default();
                error(format!("{shown} is no text"), &format!("write `{word}`")).fix(range, word)
            }
            '\'' if inside.is_some_and(|word| !word.contains(['"', '\\'])) => {
                let quoted = format!("\"{}\"", inside.unwrap_or_default());
                error(format!("{shown} is no text"), &format!("write `{quoted}`")).fix(range, quoted)
            }
            '#' => error("`#` begins no comment".into(), "comments begin with `//`"),
            '\'' | '`' | '\u{201c}' | '\u{201d}' | '\u{201e}' => {
                error(format!("{shown} is no text"), "a text stands in `\"…\"`")
            }
            ';' => error("`;` means nothing".into(), "nothing separates entries"),
            '/' => error("there is no `/`".into(), "division is `div`, a comment begins with `//`"),
            '%' => error("there is no `%`".into(), "the remainder is `mod`"),
            '&' => error(format!("there is no `{shown}`"), "both conditions: `and`"),
            '!' => error("there is no `!`".into(), "the opposite is `not`"),
            '$' => error("there is no `$`".into(), "a value goes into a text as `\\(name)`"),
            '\\' => error("`\\` stands outside a text".into(), ""),
            c if c.is_control() => {
                error(format!("the control character U+{:04X} stands outside a text", u32::from(c)), "")
            }
            _ => error(
                format!("`{shown}` means nothing here"),
                "a name has letters a to z, digits, `_` and `-`; anything else stands in a text",
            ),
        };
        self.error_with(error);
    }

    /// The brace at `open`, which `head` stands before, has no partner. Told once; the brace that really lacks it may be
    /// an inner one.
    pub(super) fn report_unclosed(&mut self, open: TextRange, head: TextRange) {
        if std::mem::replace(&mut self.unclosed, true) {
            return;
        }
        let suspect = self.suspect.take().filter(|(range, _)| range.start() > open.start());
        let (open, head) = suspect.unwrap_or((open, head));
        let line = self.line_of(open);
        let message = match self.text[head].trim_end() {
            "" => format!("`{{` in line {line} is never closed"),
            head => format!("`{{` of `{}`, line {line}, is never closed", shortened(head)),
        };
        self.report(Diagnostic::error("unclosed-brace", open, message));
        self.quiet = true;
    }

    pub(super) fn report_unclosed_bracket(&mut self, open: TextRange) {
        if self.unclosed {
            return;
        }
        let bracket = &self.text[open];
        let message = format!("`{bracket}` is never closed");
        self.error_with(Diagnostic::error("unclosed-bracket", open, message));
    }
}

/// A piece of text for a message: one line, not too long.
pub(super) fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
