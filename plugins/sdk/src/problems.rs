//! Finding every mistake of a machine, not the first only.

use crate::{Diagnostic, Rendered, Severity};

/// What was found wrong while an answer was made.
#[derive(Debug, Default)]
pub struct Problems {
    found: Vec<Diagnostic>,
}

impl Problems {
    /// One more.
    pub fn push(&mut self, problem: Diagnostic) {
        self.found.push(problem);
    }

    /// What `result` holds; its mistake is kept for the answer.
    pub fn keep<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|problem| self.push(problem)).ok()
    }

    /// The answer: `rendered` with the warnings beside it, or everything that was found if there is an error in it.
    ///
    /// # Errors
    /// Something was wrong.
    pub fn answer(self, mut rendered: Rendered) -> Result<Rendered, Vec<Diagnostic>> {
        if self.found.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(self.found);
        }
        rendered.diagnostics.extend(self.found);
        Ok(rendered)
    }
}

impl Extend<Diagnostic> for Problems {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, problems: I) {
        self.found.extend(problems);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::InputPath;

    fn problem(severity: Severity) -> Diagnostic {
        Diagnostic { severity, ..Diagnostic::error("odd", InputPath::field("name"), "this is odd") }
    }

    #[test]
    fn a_warning_stands_beside_the_result() {
        let mut problems = Problems::default();
        problems.push(problem(Severity::Warning));
        let rendered = problems.answer(Rendered::default()).expect("a warning is no error");
        assert_eq!(rendered.diagnostics, [problem(Severity::Warning)]);
    }

    #[test]
    fn an_error_takes_the_place_of_the_result_and_the_warnings_go_with_it() {
        let mut problems = Problems::default();
        problems.push(problem(Severity::Warning));
        assert_eq!(problems.keep::<()>(Err(problem(Severity::Error))), None);
        assert_eq!(problems.keep(Ok(1)), Some(1));
        let found = problems.answer(Rendered::default()).expect_err("an error was found");
        assert_eq!(found, [problem(Severity::Warning), problem(Severity::Error)]);
    }
}
