//! Threads that work on snapshots.

use crossbeam_channel::{Sender, unbounded};

/// Room for evaluations that are nested as deeply as the language allows. Pages that are never touched cost nothing.
const STACK: usize = 256 << 20;

/// Something to do.
type Job = Box<dyn FnOnce() + Send>;

/// Some threads that take jobs in the order in which they come.
pub(crate) struct Pool {
    jobs: Sender<Job>,
}

impl Pool {
    /// As many threads as can be had, up to `threads`.
    pub(crate) fn new(name: &str, threads: usize) -> Self {
        let (jobs, work) = unbounded::<Job>();
        for _ in 0..threads {
            let work = work.clone();
            let builder = std::thread::Builder::new().name(name.to_owned()).stack_size(STACK);
            // Without any thread nobody takes jobs: their askers are told that nobody answers.
            let _ = builder.spawn(move || work.into_iter().for_each(|job| job()));
        }
        Self { jobs }
    }

    /// Does `job` when a thread is free. It catches what panics in it.
    pub(crate) fn spawn(&self, job: impl FnOnce() + Send + 'static) {
        let _ = self.jobs.send(Box::new(job));
    }
}
