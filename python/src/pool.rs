//! Pools of threads that survive a fork of the process.
//!
//! The threads of a pool are not there after a fork (Python's `multiprocessing`, Spark's workers), and waiting for them
//! would never end. So every process makes its own.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

struct Owned {
    process: u32,
    threads: usize,
    pool: Arc<ThreadPool>,
}

/// Locked only while attached to Python, which forks under the same condition: never forked locked.
static POOLS: Mutex<Vec<Owned>> = Mutex::new(Vec::new());

/// This process's pool of `threads` threads; `None` for one a core.
///
/// # Errors
/// `ValueError` for no threads, `RuntimeError` if they cannot be had.
pub fn pool(_attached: Python<'_>, threads: Option<usize>) -> PyResult<Arc<ThreadPool>> {
    let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    if threads == 0 {
        return Err(PyValueError::new_err("threads: expected 1 or more, found 0"));
    }
    let process = std::process::id();
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if pools.iter().any(|owned| owned.process != process) {
        // Their threads are the parent's; to end them here would wait for what is not there.
        std::mem::forget(std::mem::take(&mut *pools));
    }
    if let Some(owned) = pools.iter().find(|owned| owned.threads == threads) {
        return Ok(owned.pool.clone());
    }
    let built = ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("classify-{i}")).build();
    let pool = Arc::new(built.map_err(|e| PyRuntimeError::new_err(format!("cannot start threads: {e}")))?);
    pools.push(Owned { process, threads, pool: pool.clone() });
    Ok(pool)
}
