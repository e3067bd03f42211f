//! Blocks of whole records, in memory that is used again and again.

use crate::error::Error;
use std::io::{ErrorKind, Read};

/// The mark of UTF-8 at the start of a file.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// No record may be longer: 1 GiB. A quote that nothing closes must not fill the memory of the machine.
const LONGEST: usize = 1 << 30;

/// Whole records of one input.
#[derive(Debug, Default)]
pub struct Block {
    bytes: Vec<u8>,
    end: usize,
    /// Where the first record starts in it.
    pub start: usize,
    /// Where the block starts in its input.
    pub byte: u64,
    /// Whether the input ends with it: its last record may lack its line end.
    pub last: bool,
}

impl Block {
    /// All its bytes. Records start at [`Block::start`].
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.end]
    }
}

/// Cuts one input into blocks. A block grows only for a record that is longer.
pub struct Blocks {
    name: String,
    input: Box<dyn Read + Send>,
    /// Read, but not yet part of a block.
    rest: Vec<u8>,
    size: usize,
    byte: u64,
    done: bool,
}

impl Blocks {
    /// Of `input`, in blocks of about `size` bytes.
    #[must_use]
    pub fn new(name: String, input: Box<dyn Read + Send>, size: usize) -> Self {
        Self { name, input, rest: Vec::new(), size: size.max(BOM.len() + 1), byte: 0, done: false }
    }

    /// The input's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the next block; `false` if nothing is left. `boundary` finds the end of the last whole record in bytes that
    /// start with a record.
    ///
    /// # Errors
    /// [`Error::Io`] if reading fails, and [`Error::Table`] if a record is longer than 1 GiB.
    pub fn next(&mut self, block: &mut Block, boundary: impl Fn(&[u8]) -> Option<usize>) -> Result<bool, Error> {
        if self.done {
            return Ok(false);
        }
        (block.start, block.byte) = (0, self.byte);
        let mut filled = self.rest.len();
        let mut room = self.size.max(filled);
        make_room(&mut block.bytes, room);
        block.bytes[..filled].copy_from_slice(&self.rest);
        self.rest.clear();
        self.rest.shrink_to(4 * self.size);
        loop {
            let full = self.fill(&mut block.bytes[..room], &mut filled)?;
            if self.byte == 0 && block.bytes[..filled].starts_with(BOM) {
                block.start = BOM.len();
            }
            if !full {
                (self.done, block.last, block.end) = (true, true, filled);
                return Ok(filled > block.start);
            }
            if let Some(end) = boundary(&block.bytes[block.start..filled]) {
                block.end = block.start + end;
                block.last = false;
                self.rest.extend_from_slice(&block.bytes[block.end..filled]);
                self.byte += block.end as u64;
                return Ok(true);
            }
            if room >= LONGEST {
                return Err(Error::Table {
                    file: self.name.clone(),
                    expected: "records of at most 1 GiB".into(),
                    found: format!("a longer one at byte {}", self.byte + block.start as u64),
                    hint: "look for a quote there that nothing closes".into(),
                });
            }
            room = room.saturating_mul(2);
            block.bytes.resize(room, 0);
        }
    }

    /// Fills `bytes` from `filled` on; `false` if the input ends before they are full.
    fn fill(&mut self, bytes: &mut [u8], filled: &mut usize) -> Result<bool, Error> {
        while *filled < bytes.len() {
            match self.input.read(&mut bytes[*filled..]) {
                Ok(0) => return Ok(false),
                Ok(read) => *filled += read,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(Error::io(&*self.name)(e)),
            }
        }
        Ok(true)
    }
}

/// Makes `bytes` at least `room` long, and gives back what a single long record made it grow to.
fn make_room(bytes: &mut Vec<u8>, room: usize) {
    if bytes.len() < room {
        bytes.resize(room, 0);
    } else if bytes.len() / 4 > room {
        bytes.truncate(room);
        bytes.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_whole_records_and_together_the_input() {
        let text = "one\ntwo\nthree three three three\n\nfour";
        for size in 1..50 {
            let mut blocks = Blocks::new("test".into(), Box::new(text.as_bytes()), size);
            let (mut block, mut all) = (Block::default(), Vec::new());
            while blocks.next(&mut block, |bytes| super::super::records::last_boundary(bytes, b',')).unwrap() {
                assert_eq!(block.byte, all.len() as u64);
                assert!(block.last || block.bytes().ends_with(b"\n"));
                all.extend_from_slice(block.bytes());
            }
            assert_eq!(all, text.as_bytes(), "blocks of {size}");
        }
    }
}
