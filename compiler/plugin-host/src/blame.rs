//! Engine errors as diagnostics. Whatever goes wrong inside a component is the plugin's fault and is said so; no
//! address and nothing else that could change from run to run gets into a message.

use crate::limits::{Exceeded, MEMORY, TABLE_ELEMENTS};
use dlc_base::Diagnostic;
use wasmtime::{Error, Trap};

/// Who was called, for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    /// The plugin's name.
    pub(crate) plugin: &'a str,
    /// The function of the contract: `render-nodes`.
    pub(crate) function: &'static str,
    /// Names of the nodes in the call; empty for a call about the lab or about nothing.
    pub(crate) nodes: &'a [&'a str],
    /// Bytes of text that they bring.
    pub(crate) bytes: usize,
}

impl Call<'_> {
    fn diagnostic(&self, code: &'static str, what: impl std::fmt::Display) -> Diagnostic {
        let diagnostic = Diagnostic::placeless(code, format!("plugin `{}` {what} in `{}`", self.plugin, self.function));
        match self.nodes {
            [] => diagnostic,
            [only] => diagnostic.note(format!("it was called for node `{only}`")),
            [first, rest @ ..] => {
                let shown: String = rest.iter().take(4).map(|name| format!(", `{name}`")).collect();
                let more = match rest.len().saturating_sub(4) {
                    0 => String::new(),
                    n => format!(" and {n} more"),
                };
                diagnostic.note(format!("it was called for the nodes `{first}`{shown}{more}"))
            }
        }
    }

    /// The diagnostic for `error`. `exceeded` is the limit of the store that was hit, `fuel` the call's budget.
    pub(crate) fn blame(&self, error: &Error, exceeded: Option<Exceeded>, fuel: u64) -> Diagnostic {
        match exceeded {
            Some(Exceeded::Memory) => {
                let what = format!("took more than {} MiB of memory", MEMORY >> 20);
                return self.diagnostic("plugin-out-of-memory", what);
            }
            Some(Exceeded::Table) => {
                let what = format!("took more than {TABLE_ELEMENTS} table elements");
                return self.diagnostic("plugin-out-of-memory", what);
            }
            None => {}
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => self
                .diagnostic("plugin-out-of-fuel", "did not come to an end")
                .note(format!("it was stopped after {fuel} units of fuel, about one an instruction")),
            Some(trap) => {
                let diagnostic =
                    self.diagnostic("plugin-trap", format_args!("stopped with a fault ({})", describe(*trap)));
                match trap {
                    Trap::UnreachableCodeReached => diagnostic
                        .note("a panic or an abort of the plugin ends like this; its text does not leave the sandbox")
                        .hint("run the plugin's own tests natively to see the text"),
                    _ => diagnostic,
                }
            }
            None => self.malformed(error),
        }
    }

    /// Neither a trap nor a limit of ours: the engine did not accept what the guest returned.
    fn malformed(&self, error: &Error) -> Diagnostic {
        let causes: Vec<String> = error.chain().map(|cause| cause.to_string()).collect();
        if causes.iter().any(|cause| cause.contains("fuel allocated for hostcalls")) {
            return self.diagnostic("plugin-too-much-output", "returned more than the call allows");
        }
        let mut diagnostic = self.diagnostic("plugin-bad-answer", "returned something that cannot be read");
        // Backtraces carry offsets; the innermost cause is the fact.
        if let Some(cause) = causes.last().and_then(|cause| cause.lines().next()) {
            diagnostic = diagnostic.note(cause.to_owned());
        }
        diagnostic
    }

    /// A well-formed answer for node `name` that breaks a rule of the contract.
    pub(crate) fn bad_answer_for(&self, name: &str, what: impl std::fmt::Display) -> Diagnostic {
        Call { nodes: &[name], ..*self }.bad_answer(what)
    }

    /// A well-formed answer that breaks a rule of the contract.
    pub(crate) fn bad_answer(&self, what: impl std::fmt::Display) -> Diagnostic {
        self.diagnostic("plugin-bad-answer", what)
    }
}

/// The fault in words, without addresses.
fn describe(trap: Trap) -> &'static str {
    match trap {
        Trap::StackOverflow => "its calls were nested too deeply",
        Trap::MemoryOutOfBounds => "it read or wrote outside its memory, often after nesting too deeply",
        Trap::UnreachableCodeReached => "it gave up",
        Trap::IntegerDivisionByZero => "it divided by zero",
        Trap::IntegerOverflow => "a number did not fit",
        Trap::BadConversionToInteger => "a number was not an integer",
        Trap::TableOutOfBounds | Trap::IndirectCallToNull | Trap::BadSignature => {
            "it called a function that is not there"
        }
        Trap::AllocationTooLarge => "it asked for more memory than there can be",
        Trap::HeapMisaligned => "it used a misaligned address",
        Trap::CannotEnterComponent => "it was called after a fault",
        _ => "an instruction could not be carried out",
    }
}
