//! Work on several threads, results in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// Does jobs `0..jobs` on up to `threads` threads and hands each result to `each`, in the order of the jobs, as soon
/// as those before it are there. `each` runs on the caller's thread.
///
/// A worker waits when it is far ahead, so that a large lab is not in memory at once.
pub(crate) fn in_order<T: Send>(
    threads: usize,
    jobs: usize,
    work: impl Fn(usize) -> T + Sync,
    mut each: impl FnMut(usize, T),
) {
    let threads = threads.min(jobs);
    if threads <= 1 {
        (0..jobs).for_each(|job| each(job, work(job)));
        return;
    }
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::sync_channel(threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                loop {
                    let job = next.fetch_add(1, Ordering::Relaxed);
                    // The receiver is gone only when `each` panicked; then there is nothing left to do.
                    if job >= jobs || sender.send((job, work(job))).is_err() {
                        break;
                    }
                }
            });
        }
        // The workers' copies end with them, and with the last of them the loop below.
        drop(sender);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (job, result) in receiver {
            early.insert(job, result);
            while let Some(result) = early.remove(&due) {
                each(due, result);
                due += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_come_in_order_whatever_the_threads() {
        for threads in [0, 1, 2, 7] {
            for jobs in [0, 1, 2, 100] {
                let mut seen = Vec::new();
                let work = |job: usize| {
                    if job.is_multiple_of(3) {
                        std::thread::yield_now();
                    }
                    job * 2
                };
                in_order(threads, jobs, work, |job, result| seen.push((job, result)));
                assert_eq!(seen, (0..jobs).map(|job| (job, job * 2)).collect::<Vec<_>>());
            }
        }
    }
}
