//! Where the batch's bytes go.

use crate::error::Error;
use std::io::Write;

/// Where bytes go, with the name that messages give.
pub struct Sink<'w> {
    name: String,
    writer: &'w mut dyn Write,
}

impl<'w> Sink<'w> {
    /// Onto `writer`.
    pub fn new(name: impl Into<String>, writer: &'w mut dyn Write) -> Self {
        Self { name: name.into(), writer }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.writer.write_all(bytes).map_err(Error::io(&*self.name))
    }
}
