//! Workers and a writer: jobs done in parallel, written in order, in constant memory.
//!
//! ```text
//!        ┌──────────────── free jobs ────────────────┐
//!        ▼                                           │
//!     rayon's workers: read in turn, work ──► writer, in order
//! ```
//!
//! There are as many jobs as the caller makes, and each goes round and round with its memory. Whoever has nothing to do
//! reads next, so that what was read is still near the processor that works on it. A worker that runs ahead waits for a free
//! job: that is all the back-pressure there is.

use crate::error::Error;
use rayon::ThreadPoolBuilder;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
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
/// If `read` or `work` does, or if there are no jobs.
pub fn run<J: Send>(
    threads: usize,
    jobs: Vec<J>,
    read: impl FnMut(&mut J) -> Result<bool, Error> + Send,
    work: impl Fn(&mut J) + Sync,
    mut write: impl FnMut(&mut J) -> Result<(), Error>,
) -> Result<(), Error> {
    assert!(!jobs.is_empty(), "a pipeline without jobs would wait for ever");
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(|e| Error::Threads(e.to_string()))?;
    let slots = jobs.len();
    let (free, next_free) = channel();
    let (arrive, arrivals) = channel();
    jobs.into_iter().for_each(|job| free.send(job).expect("the receiver is alive"));
    let (feed, work) = (&Mutex::new(Feed { free: next_free, read, ticket: 0, over: false }), &work);

    pool.in_place_scope(|scope| {
        for _ in 0..threads {
            let arrive = arrive.clone();
            scope.spawn(move |_| serve(feed, work, &arrive));
        }
        drop(arrive);
        drain(slots, &arrivals, free, &mut write)
    })
}

/// Where the workers get their jobs from, one after the other.
struct Feed<J, R> {
    free: Receiver<J>,
    read: R,
    /// How many jobs there were.
    ticket: usize,
    over: bool,
}

impl<J, R: FnMut(&mut J) -> Result<bool, Error>> Feed<J, R> {
    /// Waits for a free job and fills it, with its number. `None` once nothing is left or the writer has gone.
    fn next(&mut self) -> Option<(usize, Result<J, Error>)> {
        if self.over {
            return None;
        }
        let mut job = self.free.recv().ok()?;
        let filled = (self.read)(&mut job);
        self.over = !matches!(filled, Ok(true));
        self.ticket += 1;
        match filled {
            Ok(true) => Some((self.ticket - 1, Ok(job))),
            Ok(false) => None,
            Err(error) => Some((self.ticket - 1, Err(error))),
        }
    }
}

/// A worker: reads a job, does it and hands it to the writer, until there are no more.
fn serve<J>(
    feed: &Mutex<Feed<J, impl FnMut(&mut J) -> Result<bool, Error>>>,
    work: &impl Fn(&mut J),
    arrive: &Sender<(usize, Arrival<J>)>,
) {
    loop {
        // A feed whose reading panicked is of no use any more, and the panic is on its way.
        let Some((ticket, job)) = feed.lock().ok().and_then(|mut feed| feed.next()) else { return };
        let arrival = match job {
            Err(error) => Arrival::ReadFailed(error),
            Ok(mut job) => match catch_unwind(AssertUnwindSafe(|| work(&mut job))) {
                Ok(()) => Arrival::Done(job),
                Err(panic) => Arrival::Panicked(panic),
            },
        };
        // The writer may have gone with an earlier error, which then is the one to tell.
        if arrive.send((ticket, arrival)).is_err() {
            return;
        }
    }
}

/// The writer: takes jobs in any order, writes them in the order of their tickets and sets them free. It owns `free`, so
/// that the workers hear of its end.
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
                    // The workers are gone once everything is read.
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

    #[test]
    #[should_panic(expected = "torn")]
    fn a_read_that_panics_does_not_hang_the_rest() {
        let mut next = 0;
        let read = |job: &mut usize| {
            next += 1;
            *job = next;
            assert!(next < 7, "torn");
            Ok(true)
        };
        let _ = run(2, vec![0; 3], read, |_| {}, |_| Ok(()));
    }
}
