//! What a run has read and written so far, to be looked at from another thread while it goes on.

use super::digest::{Stored, Sum};
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Counts of a run.
#[derive(Debug, Default)]
pub struct Meter {
    bytes: AtomicU64,
    rows: AtomicU64,
    /// Of every input opened; `None` if nobody asked for digests.
    sums: Option<Mutex<Vec<(String, Sum)>>>,
}

impl Meter {
    /// One that takes digests of the inputs too.
    #[must_use]
    pub fn with_digests() -> Self {
        Self { sums: Some(Mutex::default()), ..Self::default() }
    }

    /// Bytes read of the inputs as they are stored, packed or not.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Rows read, whose output has been written.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    pub(super) fn set_rows(&self, rows: u64) {
        self.rows.store(rows, Ordering::Relaxed);
    }

    /// The inputs opened so far, as far as they have been read; empty if nobody asked for digests.
    #[must_use]
    pub fn inputs(&self) -> Vec<Stored> {
        let Some(sums) = &self.sums else { return Vec::new() };
        sums.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(name, sum)| sum.stored(name)).collect()
    }
}

/// An input whose bytes are counted. Inputs are read one after the other: what is read belongs to the one opened last.
pub(super) struct Metered {
    raw: Box<dyn Read + Send>,
    meter: Arc<Meter>,
}

impl Metered {
    /// The input called `name`.
    pub(super) fn new(name: &str, raw: Box<dyn Read + Send>, meter: Arc<Meter>) -> Self {
        if let Some(sums) = &meter.sums {
            sums.lock().unwrap_or_else(PoisonError::into_inner).push((name.into(), Sum::default()));
        }
        Self { raw, meter }
    }
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.raw.read(buffer)?;
        self.meter.bytes.fetch_add(read as u64, Ordering::Relaxed);
        if let Some(sums) = &self.meter.sums
            && let Some((_, sum)) = sums.lock().unwrap_or_else(PoisonError::into_inner).last_mut()
        {
            sum.add(&buffer[..read]);
        }
        Ok(read)
    }
}
