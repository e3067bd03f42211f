//! The blocks of several inputs, one input after the other.

use super::Options;
use super::blocks::{Block, Blocks};
use super::columns::Header;
use super::format::Format;
use super::input::Input;
use super::lines;
use super::meter::Meter;
use super::problem::{Kind, Place, Problem};
use super::records::Record;
use super::rows::Job;
use crate::error::Error;
use encoding_rs::Encoding;
use std::sync::Arc;

/// Reads the inputs' blocks in order, and checks that their headers agree.
pub struct Supply {
    inputs: Vec<Input>,
    /// The input being read.
    input: usize,
    blocks: Blocks,
    /// The first block of the first input, until it is handed out.
    first: Option<Block>,
    format: Format,
    /// Whether a delimited table names its columns.
    named: bool,
    header: Header,
    size: usize,
    encoding: Option<&'static Encoding>,
    meter: Arc<Meter>,
}

impl Supply {
    /// Opens the first input, and also returns its first record, which is empty in JSON Lines. The format is told from the
    /// input if `options` have none.
    ///
    /// # Errors
    /// If the input cannot be read or has no first record.
    pub fn open(inputs: Vec<Input>, options: &Options) -> Result<(Self, Record), Error> {
        let Some(input) = inputs.first() else { return Err(Error::Usage("there is no input".into())) };
        let (size, encoding, named) = (options.block, options.encoding, options.headers);
        let (mut blocks, head) = input.open(size, encoding, &options.meter)?;
        let format = options.format.unwrap_or_else(|| Format::tell(input, &head));
        let mut block = Block::default();
        let (record, header) = begin(&mut blocks, &mut block, format, named)?;
        let meter = options.meter.clone();
        Ok((Self { inputs, input: 0, blocks, first: Some(block), format, named, header, size, encoding, meter }, record))
    }

    /// The format of all inputs.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
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
        if let Some(first) = self.first.take() {
            (job.first, job.input, job.block) = (true, 0, first);
            return Ok(true);
        }
        if self.blocks.next(&mut job.block, |bytes| self.format.boundary(bytes))? {
            (job.first, job.input) = (false, self.input);
            return Ok(true);
        }
        let Some(input) = self.inputs.get(self.input + 1) else { return Ok(false) };
        self.input += 1;
        self.blocks = input.open(self.size, self.encoding, &self.meter)?.0;
        let (_, header) = begin(&mut self.blocks, &mut job.block, self.format, self.named)?;
        if self.named && self.format != Format::JsonLines {
            self.agree(&header)?;
        }
        (job.first, job.input) = (true, self.input);
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

/// Reads an input's first block and its header, which is passed over. Also returns the header's record.
fn begin(blocks: &mut Blocks, block: &mut Block, format: Format, named: bool) -> Result<(Record, Header), Error> {
    let mut record = Record::default();
    // The block grows until it has a record, however many empty lines, or lines that are no JSON, come first.
    let suffices = |bytes: &[u8]| match format {
        Format::Delimited(_) => bytes.iter().any(|b| !matches!(b, b'\n' | b'\r')),
        Format::JsonLines => lines::header("", bytes).is_some(),
    };
    let any = blocks.next(block, |bytes| format.boundary(bytes).filter(|end| suffices(&bytes[..*end])))?;
    let header = match format {
        _ if !any => None,
        Format::JsonLines => lines::header(blocks.name(), &block.bytes()[block.start..]),
        Format::Delimited(delimiter) => {
            record.read(block.bytes(), block.start, delimiter).then(|| Header::new(blocks.name(), block.bytes(), &record, named))
        }
    };
    let Some(header) = header else {
        let (expected, found, hint) = match format {
            Format::JsonLines => ("JSON Lines", "no object", "every line is one object: {\"title\": …, \"description\": …}"),
            Format::Delimited(_) => (
                "a table with a header",
                "no line with anything on it",
                "the first line names the columns: title, description, …",
            ),
        };
        let file = blocks.name().into();
        return Err(Error::Table { file, expected: expected.into(), found: found.into(), hint: hint.into() });
    };
    if let Some(at) = record.open_quote() {
        let line = 1 + block.bytes()[..at].iter().filter(|b| **b == b'\n').count() as u64;
        let place = Place { file: blocks.name(), line, byte: block.byte + at as u64 };
        return Err(Problem { kind: Kind::OpenQuote, at, raw: record.range() }.error(place));
    }
    if named && format != Format::JsonLines {
        block.start = record.next();
    }
    Ok((record, header))
}
