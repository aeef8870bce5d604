//! Who is told what a build is doing: the benchmark's clock, for one. Nothing below the command line has a clock.

/// A part of the work, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Reading, parsing, checking and evaluating the lab, until the model is there.
    Evaluate,
    /// Loading targets, compiling those that were never compiled here.
    Load,
    /// Contributions, and what is computed from the merged model.
    Contribute,
    /// Targets render, and their artefacts are written.
    Render,
    /// Manifest, sums, the swap, and removing the old tree.
    Finish,
    /// The bundle.
    Bundle,
}

impl Phase {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Evaluate => "evaluate",
            Self::Load => "load",
            Self::Contribute => "contribute",
            Self::Render => "render",
            Self::Finish => "finish",
            Self::Bundle => "bundle",
        }
    }
}

/// Is told when a phase begins; the one before has ended then.
pub trait Progress: Sync {
    /// `phase` begins.
    fn begins(&self, phase: Phase);
}

/// Nobody.
pub struct Quiet;

impl Progress for Quiet {
    fn begins(&self, _: Phase) {}
}
