//! `--report FILE.html`: the page, written as every output is, beside its place and then put there.

use anyhow::Result;
use classify_postings::Error;
use classify_postings::batch::atomic::AtomicFile;
use classify_postings::report::numbers;
use std::io::Write;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// A page to be written at the end of a run.
pub struct Page<'a> {
    path: &'a Path,
    file: AtomicFile,
}

impl<'a> Page<'a> {
    /// Makes sure at the start that it can be.
    pub fn create(path: &'a Path) -> Result<Self, Error> {
        Ok(Self { path, file: AtomicFile::create(path)? })
    }

    /// Writes it.
    pub fn write(mut self, page: &str) -> Result<(), Error> {
        self.file.write_all(page.as_bytes()).map_err(Error::io(self.path.display().to_string()))?;
        self.file.commit()
    }
}

/// Today in UTC; the day that `SOURCE_DATE_EPOCH` says, for pages that are the same every day.
pub fn today() -> String {
    let set = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    numbers::date(set.unwrap_or_else(now))
}
