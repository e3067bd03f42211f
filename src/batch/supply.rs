//! The blocks of several inputs, one input after the other.

use super::blocks::{Block, Blocks};
use super::columns::Header;
use super::input::{Input, sniff_delimiter};
use super::problem::{Kind, Place, Problem};
use super::records::{Record, last_boundary};
use super::rows::Job;
use crate::error::Error;

/// Reads the inputs' blocks in order, and checks that their headers agree.
pub struct Supply {
    inputs: Vec<Input>,
    /// The input being read.
    input: usize,
    blocks: Blocks,
    /// The first block of the first input, until it is handed out.
    first: Option<Block>,
    delimiter: u8,
    header: Header,
    size: usize,
}

impl Supply {
    /// Opens the first input, and also returns its first record. `delimiter` is told from the input if it is `None`.
    ///
    /// # Errors
    /// If the input cannot be read or has no first record.
    pub fn open(inputs: Vec<Input>, delimiter: Option<u8>, named: bool, size: usize) -> Result<(Self, Record), Error> {
        let Some(input) = inputs.first() else { return Err(Error::Usage("there is no input".into())) };
        let (mut blocks, head) = input.open(size)?;
        let delimiter = delimiter.or_else(|| input.delimiter_by_name()).unwrap_or_else(|| sniff_delimiter(&head));
        let mut block = Block::default();
        let record = first_record(&mut blocks, &mut block, delimiter)?;
        let header = Header::new(blocks.name(), block.bytes(), &record, named);
        Ok((Self { inputs, input: 0, blocks, first: Some(block), delimiter, header, size }, record))
    }

    /// The delimiter of all inputs.
    #[must_use]
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The header of all inputs.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The first input's first bytes, header and all; empty once they are handed out.
    #[must_use]
    pub fn first_bytes(&self) -> &[u8] {
        self.first.as_ref().map_or(b"", Block::bytes)
    }

    /// Reads the next block into `job`; `false` if nothing is left.
    ///
    /// # Errors
    /// If an input cannot be read, or its header is not the first one's.
    pub fn next(&mut self, job: &mut Job<'_>) -> Result<bool, Error> {
        let block = &mut job.block;
        job.first = true;
        if let Some(first) = self.first.take() {
            job.input = 0;
            *block = first;
            if self.header.named {
                skip_header(block, self.delimiter);
            }
            return Ok(true);
        }
        if self.blocks.next(block, |bytes| last_boundary(bytes, self.delimiter))? {
            (job.first, job.input) = (false, self.input);
            return Ok(true);
        }
        let Some(input) = self.inputs.get(self.input + 1) else { return Ok(false) };
        self.input += 1;
        job.input = self.input;
        self.blocks = input.open(self.size)?.0;
        let record = first_record(&mut self.blocks, block, self.delimiter)?;
        if self.header.named {
            self.agree(&Header::new(self.blocks.name(), block.bytes(), &record, true))?;
            block.start = record.next();
        }
        Ok(true)
    }

    fn agree(&self, other: &Header) -> Result<(), Error> {
        let (mine, theirs) = (&self.header.names, &other.names);
        if mine == theirs {
            return Ok(());
        }
        let differing = (0..).find(|i| mine.get(*i) != theirs.get(*i)).unwrap_or(0);
        let show = |names: &[String]| names.get(differing).map_or("none".into(), |name| format!("`{name}`"));
        Err(Error::Table {
            file: other.file.clone(),
            expected: format!("the header of {}, with {} as column {}", self.header.file, show(mine), differing + 1),
            found: show(theirs),
            hint: "files of one run need the same columns in the same order".into(),
        })
    }
}

fn skip_header(block: &mut Block, delimiter: u8) {
    let mut record = Record::default();
    if record.read(block.bytes(), block.start, delimiter) {
        block.start = record.next();
    }
}

/// Reads an input's first block, and finds its first record.
fn first_record(blocks: &mut Blocks, block: &mut Block, delimiter: u8) -> Result<Record, Error> {
    let mut record = Record::default();
    // However many empty lines come first, the block grows until it has a record.
    let boundary =
        |bytes: &[u8]| last_boundary(bytes, delimiter).filter(|end| bytes[..*end].iter().any(|b| !matches!(b, b'\n' | b'\r')));
    if !blocks.next(block, boundary)? || !record.read(block.bytes(), block.start, delimiter) {
        return Err(Error::Table {
            file: blocks.name().into(),
            expected: "a table with a header".into(),
            found: "no line with anything on it".into(),
            hint: "the first line names the columns: title, description, …".into(),
        });
    }
    if let Some(at) = record.open_quote() {
        let line = 1 + block.bytes()[..at].iter().filter(|b| **b == b'\n').count() as u64;
        let place = Place { file: blocks.name(), line, byte: block.byte + at as u64 };
        return Err(Problem { kind: Kind::OpenQuote, at, raw: record.range() }.error(place));
    }
    Ok(record)
}
