//! The work on one block: every row read, classified and written behind its own bytes.

use super::blocks::Block;
use super::columns::Columns;
use super::legacy::Legacy;
use super::output::{Added, Scratch};
use super::problem::{Kind, OnError, Problem};
use super::records::{Record, quote};
use super::survey::{Cells, Found, Survey};
use super::tally::Tally;
use crate::model::Model;
use crate::scorer::{Posting, Scorer};
use memchr::memchr_iter;

/// Which of the input's cells stand before the added ones, as they stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// The whole record.
    All,
    /// Some fields, by column from 0.
    Fields(Vec<usize>),
    /// None, but the number of the row, counted from 1 over all inputs.
    Number,
}

/// How rows become output. One serves all threads.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Between fields, in and out.
    pub delimiter: u8,
    /// The number of fields of every row.
    pub fields: usize,
    /// Where id, title and texts stand.
    pub columns: Columns,
    /// What of the input is kept.
    pub kept: Kept,
    /// What is added.
    pub added: Added,
    /// What to do with rows that cannot be read.
    pub on_error: OnError,
    /// The header's line end, for a last row that lacks its own.
    pub line_end: Vec<u8>,
}

/// One block on its way, with all the memory that the work on it takes.
#[derive(Debug)]
pub struct Job<'m> {
    /// Which input the block is of.
    pub input: usize,
    /// Whether it is that input's first block.
    pub first: bool,
    /// The rows to classify.
    pub block: Block,
    /// The rows classified; without their numbers if they are to have them.
    pub output: Vec<u8>,
    /// Of each row written: its number within the block, from 0, and where its output ends.
    pub numbers: Vec<(u64, usize)>,
    /// The rows that cannot be read.
    pub problems: Vec<Problem>,
    /// Line ends in the block.
    pub lines: u64,
    /// What was counted.
    pub tally: Tally,
    /// What a survey found in the block.
    pub found: Found,
    /// The run's survey, if it has one.
    pub(super) survey: Option<&'m Survey<'m>>,
    pub(super) scorer: Scorer<'m>,
    record: Record,
    pub(super) scratch: Scratch<'m>,
    legacy: Legacy,
}

impl<'m> Job<'m> {
    /// A job without a block.
    #[must_use]
    pub fn new(model: &'m Model, survey: Option<&'m Survey<'m>>) -> Self {
        Self {
            input: 0,
            first: true,
            block: Block::default(),
            output: Vec::new(),
            numbers: Vec::new(),
            problems: Vec::new(),
            lines: 0,
            tally: Tally::new(model),
            found: Found::default(),
            survey,
            scorer: Scorer::new(model),
            record: Record::default(),
            scratch: Scratch::default(),
            legacy: Legacy::default(),
        }
    }

    /// Forgets the output of the last block.
    pub(super) fn clear(&mut self) {
        self.output.clear();
        self.numbers.clear();
        self.problems.clear();
    }
}

impl Rows {
    /// Appends the header of the output; `bytes` and `record` are the header of the input.
    pub fn write_header(&self, bytes: &[u8], record: &Record, out: &mut Vec<u8>) {
        self.write_kept(bytes, record, out);
        if self.kept == Kept::Number {
            out.extend_from_slice(b"row");
            out.push(self.delimiter);
        }
        for (i, name) in self.added.names().iter().enumerate() {
            if i > 0 {
                out.push(self.delimiter);
            }
            quote(name.as_bytes(), self.delimiter, out);
        }
        out.extend_from_slice(&self.line_end);
    }

    /// Classifies every row of the job's block. With [`OnError::Fail`] it ends at the first that cannot be read.
    pub fn work(&self, job: &mut Job<'_>) {
        job.clear();
        let Job { block, output, numbers, problems, lines, tally, found, survey, scorer, record, scratch, legacy, .. } = job;
        let mut watch = survey.map(|survey| survey.watch(found));
        let bytes = block.bytes();
        *lines = self.lines(bytes);
        tally.bytes += bytes.len() as u64;
        // The title, then the texts.
        let mut cells: Vec<&[u8]> = Vec::with_capacity(1 + self.columns.texts.len());
        let (mut at, mut row) = (block.start, 0);
        while record.read(bytes, at, self.delimiter) {
            if let Some(problem) = self.problem(bytes, record) {
                at = if record.open_quote().is_some() { problem.raw.end } else { record.next() };
                tally.reject(problem.kind.name());
                problems.push(problem);
                if self.on_error == OnError::Fail {
                    return;
                }
            } else {
                at = record.next();
                cells.clear();
                cells.push(self.columns.title.map_or(&b""[..], |column| &bytes[record.field(column)]));
                cells.extend(self.columns.texts.iter().map(|column| &bytes[record.field(*column)]));
                let id = self.columns.id.map_or(&b""[..], |column| &bytes[record.field(column)]);
                let mut classify = |cells: &[&[u8]]| {
                    let (title, texts) = (cells[0], &cells[1..]);
                    tally.count(scorer.predict(Posting { title, texts }));
                    if let Some(watch) = &mut watch {
                        watch.row(row, scorer, Cells { id, title, texts, quoted: true });
                    }
                };
                if let Some(converted) = legacy.convert(&cells) {
                    classify(&converted.iter().map(Vec::as_slice).collect::<Vec<_>>());
                    tally.not_utf8 += 1;
                } else {
                    classify(&cells);
                }
                self.write_kept(bytes, record, output);
                self.added.write(scorer, scratch, output);
                let line_end = &bytes[record.line_end()];
                output.extend_from_slice(if line_end.is_empty() { &self.line_end } else { line_end });
                numbers.push((row, output.len()));
            }
            row += 1;
        }
    }

    /// The number of line ends in `bytes`: newlines, or carriage returns where the header's line ends with one alone.
    #[must_use]
    pub fn lines(&self, bytes: &[u8]) -> u64 {
        let byte = if self.line_end == b"\r" { b'\r' } else { b'\n' };
        memchr_iter(byte, bytes).count() as u64
    }

    /// Appends the kept cells, each with a delimiter behind it.
    fn write_kept(&self, bytes: &[u8], record: &Record, out: &mut Vec<u8>) {
        match &self.kept {
            Kept::All => {
                out.extend_from_slice(&bytes[record.range()]);
                out.push(self.delimiter);
            }
            Kept::Fields(columns) => {
                for column in columns {
                    out.extend_from_slice(&bytes[record.field(*column)]);
                    out.push(self.delimiter);
                }
            }
            Kept::Number => {}
        }
    }

    /// What keeps a record from being read. Of a record with an open quote only the line that the quote stands on is
    /// given up: the rest of the input has no other, so the rows below it can be read.
    fn problem(&self, bytes: &[u8], record: &Record) -> Option<Problem> {
        let range = record.range();
        if let Some(at) = record.open_quote() {
            let end = bytes[at..].iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(bytes.len(), |end| at + end);
            return Some(Problem { kind: Kind::OpenQuote, at, raw: range.start..end });
        }
        let (expected, found) = (self.fields, record.fields());
        (expected != found).then_some(Problem { kind: Kind::Fields { expected, found }, at: range.start, raw: range })
    }
}
