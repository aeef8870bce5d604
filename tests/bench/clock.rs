//! A clock that the driver tells of its phases.

use dlc_driver::{Phase, Progress};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// When each phase began.
pub(crate) struct Clock {
    marks: Mutex<Vec<(Option<Phase>, Instant)>>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { marks: Mutex::new(vec![(None, Instant::now())]) }
    }

    /// The last phase has ended.
    pub(crate) fn stop(&self) {
        self.mark(None);
    }

    fn mark(&self, phase: Option<Phase>) {
        self.marks.lock().unwrap().push((phase, Instant::now()));
    }

    /// How long `phase` took.
    pub(crate) fn of(&self, phase: Phase) -> Duration {
        let marks = self.marks.lock().unwrap();
        marks.windows(2).filter(|pair| pair[0].0 == Some(phase)).map(|pair| pair[1].1 - pair[0].1).sum()
    }

    /// From start to stop.
    pub(crate) fn total(&self) -> Duration {
        let marks = self.marks.lock().unwrap();
        match (marks.first(), marks.last()) {
            (Some((_, first)), Some((_, last))) => *last - *first,
            _ => Duration::ZERO,
        }
    }
}

impl Progress for Clock {
    fn begins(&self, phase: Phase) {
        self.mark(Some(phase));
    }
}

/// The most memory that this process had, where the system says so.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib << 10)
}
