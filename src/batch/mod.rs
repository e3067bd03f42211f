//! Whole tables: read in blocks, classified in parallel, written in order.
//!
//! ```text
//! input ── blocks ── records ── rows (scorer, output) ── one writer
//! opened   whole     ranges     in parallel, on rayon    in order
//! unpacked records
//! ```
//!
//! Output is the same, byte for byte, whatever the number of threads and the size of the blocks. Memory is the same
//! whatever the size of the input: two jobs a thread and two more, each with one block and its output.

pub mod atomic;
pub mod blocks;
pub mod columns;
pub mod input;
pub mod output;
pub mod packed;
pub mod pipeline;
pub mod problem;
pub mod records;
pub mod rows;
pub mod supply;
pub mod tally;

use crate::error::Error;
use crate::model::Model;
use columns::{Columns, Header, Wanted};
use input::Input;
use output::Added;
use problem::{OnError, Place, REJECTS_HEADER};
use rows::{Job, Kept, Rows};
use std::io::Write;
use supply::Supply;
use tally::Tally;

/// Which of the input's columns the output has, in front of the added ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Keep {
    /// All of them, byte for byte.
    #[default]
    All,
    /// The id; where there is none, the number of the row, from 1 over all inputs, as `row`.
    Id,
    /// These, by name or number.
    Only(Vec<String>),
}

/// How to classify tables.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where id, title and texts stand.
    pub wanted: Wanted,
    /// What the output has of the input.
    pub keep: Keep,
    /// In front of the added columns' names.
    pub prefix: String,
    /// How many keywords to give as evidence; `None` for no such column.
    pub evidence: Option<usize>,
    /// What to do with rows that cannot be read.
    pub on_error: OnError,
    /// Between fields; `None` to tell it from the input's name and first line.
    pub delimiter: Option<u8>,
    /// Whether the first line names the columns.
    pub headers: bool,
    /// Threads that classify; one more reads, and the caller's writes.
    pub threads: usize,
    /// Bytes of a block.
    pub block: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            wanted: Wanted::default(),
            keep: Keep::default(),
            prefix: String::new(),
            evidence: None,
            on_error: OnError::default(),
            delimiter: None,
            headers: true,
            threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            block: 256 * 1024,
        }
    }
}

/// Tables about to be classified: the first one is open, and its columns are known.
pub struct Batch<'m> {
    model: &'m Model,
    names: Vec<String>,
    supply: Supply,
    rows: Rows,
    head: Vec<u8>,
    threads: usize,
}

impl<'m> Batch<'m> {
    /// Opens the first input and finds its columns. Nothing has been written when it fails.
    ///
    /// # Errors
    /// If the first input cannot be read, or lacks a column that is needed.
    pub fn open(model: &'m Model, inputs: Vec<Input>, options: &Options) -> Result<Self, Error> {
        if let Some(delimiter) = options.delimiter.filter(|d| !d.is_ascii() || matches!(d, b'"' | b'\n' | b'\r')) {
            return Err(Error::Usage(format!("`{}` cannot be a delimiter", delimiter.escape_ascii())));
        }
        let names = inputs.iter().map(Input::name).collect();
        let (supply, record) = Supply::open(inputs, options.delimiter, options.headers, options.block)?;
        let header = supply.header();
        let columns = header.columns(&options.wanted)?;
        let kept = match (&options.keep, columns.id) {
            (Keep::All, _) => Kept::All,
            (Keep::Id, Some(id)) => Kept::Fields(vec![id]),
            (Keep::Id, None) => Kept::Number,
            (Keep::Only(names), _) => {
                Kept::Fields(names.iter().map(|name| header.find(name, "--columns")).collect::<Result<_, _>>()?)
            }
        };
        let bytes = supply.first_bytes();
        let line_end = match &bytes[record.line_end()] {
            b"" => b"\n",
            own => own,
        };
        let rows = Rows {
            delimiter: supply.delimiter(),
            fields: record.fields(),
            columns,
            kept,
            added: Added::new(model, supply.delimiter(), &options.prefix, options.evidence),
            on_error: options.on_error,
            line_end: line_end.to_vec(),
        };
        let mut head = Vec::new();
        if options.headers {
            rows.write_header(bytes, &record, &mut head);
        }
        Ok(Self { model, names, supply, rows, head, threads: options.threads.max(1) })
    }

    /// The header of the inputs.
    #[must_use]
    pub fn header(&self) -> &Header {
        self.supply.header()
    }

    /// Where id, title and texts stand.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        &self.rows.columns
    }

    /// The columns of the output that bear the name of another one.
    #[must_use]
    pub fn clashes(&self) -> Vec<&str> {
        let names = &self.header().names;
        let kept = |name: &String| match &self.rows.kept {
            Kept::All => names.contains(name),
            Kept::Fields(columns) => columns.iter().any(|column| names[*column] == *name),
            Kept::Number => name == "row",
        };
        self.rows.added.names().iter().filter(|name| self.header().named && kept(name)).map(String::as_str).collect()
    }

    /// Classifies everything, onto `out`; rows that cannot be read go to `rejects`. Names are for messages.
    ///
    /// # Errors
    /// The first in the order of the rows. What comes before it has been written.
    pub fn run(self, out: &mut Sink<'_>, mut rejects: Option<&mut Sink<'_>>) -> Result<Tally, Error> {
        let Self { model, names, mut supply, rows, head, threads } = self;
        let jobs = (0..2 * threads + 2).map(|_| Job::new(model)).collect();
        let (mut total, mut line, mut scratch) = (Tally::new(model), 1, Vec::new());
        out.write(&head)?;
        if let Some(rejects) = &mut rejects {
            rejects.write(REJECTS_HEADER)?;
        }
        let write = |job: &mut Job<'_>| {
            if job.first {
                line = 1;
            }
            if rows.kept == Kept::Number {
                number(job, total.read(), rows.delimiter, &mut scratch);
                out.write(&scratch)?;
            } else {
                out.write(&job.output)?;
            }
            for problem in &job.problems {
                let bytes = job.block.bytes();
                let place = Place {
                    file: &names[job.input],
                    line: line + rows.lines(&bytes[..problem.at]),
                    byte: job.block.byte + problem.at as u64,
                };
                if rows.on_error == OnError::Fail {
                    return Err(problem.error(place));
                }
                if let Some(rejects) = &mut rejects {
                    scratch.clear();
                    problem.write(place, &bytes[problem.raw.clone()], &mut scratch);
                    rejects.write(&scratch)?;
                }
            }
            line += job.lines;
            total.take(&mut job.tally);
            Ok(())
        };
        pipeline::run(threads, jobs, |job| supply.next(job), |job| rows.work(job), write)?;
        Ok(total)
    }
}

/// Puts the rows of `job` with their numbers, the first being `before` + 1, into `out`.
fn number(job: &Job<'_>, before: u64, delimiter: u8, out: &mut Vec<u8>) {
    out.clear();
    let mut start = 0;
    for (row, end) in &job.numbers {
        // Writing to a Vec cannot fail.
        let _ = write!(out, "{}", before + row + 1);
        out.push(delimiter);
        out.extend_from_slice(&job.output[start..*end]);
        start = *end;
    }
}

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

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.writer.write_all(bytes).map_err(Error::io(&*self.name))
    }
}
