//! Sizes and SHA-256 digests of files, taken while they are read and written.

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Write};

/// A file as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stored {
    /// Its name as it was given, or `<stdin>`, `<stdout>`.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its digest, in hexadecimal.
    pub sha256: String,
}

/// The size and digest of the bytes so far.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    bytes: u64,
    digest: Sha256,
}

impl Sum {
    /// Adds bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.digest.update(bytes);
    }

    /// Of the file called `name`.
    #[must_use]
    pub fn stored(&self, name: &str) -> Stored {
        let sha256 = self.digest.clone().finalize().iter().fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        Stored { name: name.into(), bytes: self.bytes, sha256 }
    }
}

/// A writer that sums up what is written, if it has a sum.
#[derive(Debug)]
pub struct Summed<W> {
    writer: W,
    sum: Option<Sum>,
}

impl<W> Summed<W> {
    /// Onto `writer`.
    pub fn new(writer: W, sum: Option<Sum>) -> Self {
        Self { writer, sum }
    }

    /// The writer and the sum.
    pub fn into_parts(self) -> (W, Option<Sum>) {
        (self.writer, self.sum)
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        if let Some(sum) = &mut self.sum {
            sum.add(&bytes[..written]);
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
