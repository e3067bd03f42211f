//! Reader, workers and writer: jobs done in parallel, written in order, in constant memory.
//!
//! ```text
//!        ┌──────────────── free jobs ────────────────┐
//!        ▼                                           │
//!     reader ──► rayon's workers ──► in any order ──► writer, in order
//! ```
//!
//! There are as many jobs as the caller makes, and each goes round and round with its memory. A reader that runs ahead
//! waits for a free one: that is all the back-pressure there is.

use crate::error::Error;
use rayon::ThreadPoolBuilder;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};

/// What arrives at the writer.
enum Arrival<J> {
    Done(J),
    ReadFailed(Error),
    Panicked(Box<dyn Any + Send>),
}

/// Runs every job that `read` fills through `work`, on `threads` threads, and hands them to `write` in the order of
/// reading. `read` returns `false` when there is nothing left. A `read` that filled nothing is not worked on.
///
/// The first error in that order stops everything and is returned; what was read before it has been written by then.
///
/// # Errors
/// Those of `read` and `write`, and [`Error::Threads`] if the threads cannot be had.
///
/// # Panics
/// If `work` does, or if there are no jobs.
pub fn run<J: Send>(
    threads: usize,
    jobs: Vec<J>,
    mut read: impl FnMut(&mut J) -> Result<bool, Error> + Send,
    work: impl Fn(&mut J) + Sync,
    mut write: impl FnMut(&mut J) -> Result<(), Error>,
) -> Result<(), Error> {
    assert!(!jobs.is_empty(), "a pipeline without jobs would wait for ever");
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(|e| Error::Threads(e.to_string()))?;
    let (work, slots) = (&work, jobs.len());
    let (free, next_free) = channel();
    let (arrive, arrivals) = channel();
    jobs.into_iter().for_each(|job| free.send(job).expect("the receiver is alive"));

    pool.in_place_scope(|scope| {
        std::thread::scope(|threads| {
            std::thread::Builder::new()
                .name("reader".into())
                .spawn_scoped(threads, move || feed(scope, &next_free, &arrive, &mut read, work))
                .map_err(|e| Error::Threads(e.to_string()))?;
            drain(slots, &arrivals, free, &mut write)
        })
    })
}

/// The reader: fills free jobs and hands them to the workers, until nothing is left or the writer has gone.
fn feed<'s, J: Send + 's>(
    scope: &rayon::Scope<'s>,
    free: &Receiver<J>,
    arrive: &Sender<(usize, Arrival<J>)>,
    read: &mut impl FnMut(&mut J) -> Result<bool, Error>,
    work: &'s (impl Fn(&mut J) + Sync),
) {
    for (ticket, mut job) in free.iter().enumerate() {
        match read(&mut job) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                // The writer may have gone with an earlier error, which then is the one to tell.
                let _ = arrive.send((ticket, Arrival::ReadFailed(error)));
                return;
            }
        }
        let arrive = arrive.clone();
        scope.spawn(move |_| {
            let arrival = match catch_unwind(AssertUnwindSafe(|| work(&mut job))) {
                Ok(()) => Arrival::Done(job),
                Err(panic) => Arrival::Panicked(panic),
            };
            let _ = arrive.send((ticket, arrival));
        });
    }
}

/// The writer: takes jobs in any order, writes them in the order of their tickets and sets them free. It owns `free`, so
/// that the reader hears of its end.
fn drain<J>(
    slots: usize,
    arrivals: &Receiver<(usize, Arrival<J>)>,
    free: Sender<J>,
    write: &mut impl FnMut(&mut J) -> Result<(), Error>,
) -> Result<(), Error> {
    // Tickets not yet written are fewer than the jobs, plus one for a failed read: they never share a place.
    let mut waiting: Vec<_> = (0..=slots).map(|_| None).collect();
    let mut turn = 0;
    for (ticket, arrival) in arrivals {
        waiting[ticket % (slots + 1)] = Some(arrival);
        while let Some(arrival) = waiting[turn % (slots + 1)].take() {
            match arrival {
                Arrival::Done(mut job) => {
                    write(&mut job)?;
                    // The reader is gone once everything is read.
                    let _ = free.send(job);
                }
                Arrival::ReadFailed(error) => return Err(error),
                Arrival::Panicked(panic) => resume_unwind(panic),
            }
            turn += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers 0..end through `work`, collected in the order of writing.
    fn numbers(
        threads: usize,
        jobs: usize,
        end: usize,
        fail: Option<usize>,
        stop: Option<usize>,
    ) -> (Vec<usize>, Option<String>) {
        let (mut next, mut written) = (0, Vec::new());
        let error = |what: &str| Error::Threads(what.into());
        let outcome = run(
            threads,
            vec![(0, 0); jobs],
            |job| {
                job.0 = next;
                next += 1;
                if fail == Some(job.0) { Err(error("read")) } else { Ok(job.0 < end) }
            },
            |job| {
                (0..job.0 % 7).for_each(|_| std::thread::yield_now());
                job.1 = job.0 * 2;
            },
            |job| {
                if stop == Some(job.0) {
                    return Err(error("write"));
                }
                written.push(job.1);
                Ok(())
            },
        );
        (written, outcome.err().map(|e| e.to_string()))
    }

    #[test]
    fn everything_is_written_once_and_in_order() {
        for threads in 1..4 {
            for jobs in 1..6 {
                let (written, error) = numbers(threads, jobs, 100, None, None);
                assert!(written.iter().copied().eq((0..100).map(|n| n * 2)) && error.is_none());
            }
        }
        assert_eq!(numbers(2, 2, 0, None, None), (vec![], None));
    }

    #[test]
    fn the_first_error_in_order_wins_and_what_came_before_is_written() {
        for threads in 1..4 {
            for jobs in 1..6 {
                let (written, error) = numbers(threads, jobs, 100, Some(20), None);
                assert!(written.len() == 20 && error.unwrap().ends_with("read"));
                let (written, error) = numbers(threads, jobs, usize::MAX, Some(20), Some(10));
                assert!(written.len() == 10 && error.unwrap().ends_with("write"));
            }
        }
    }

    #[test]
    #[should_panic(expected = "seven")]
    fn a_worker_that_panics_does_not_hang_the_rest() {
        let mut next = 0;
        let read = |job: &mut usize| {
            next += 1;
            *job = next;
            Ok(next < 100)
        };
        let _ = run(2, vec![0; 3], read, |job| assert!(*job != 7, "seven"), |_| Ok(()));
    }
}
