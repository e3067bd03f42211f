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
mod decoder;
pub mod digest;
pub mod format;
pub mod input;
pub mod legacy;
pub mod lines;
pub mod meter;
pub mod output;
pub mod packed;
pub mod pipeline;
pub mod problem;
pub mod records;
pub mod rows;
mod sink;
pub mod supply;
pub mod survey;
pub mod tally;
pub mod temporary;

use crate::error::Error;
use crate::model::Model;
use columns::{Columns, Header, Wanted};
use encoding_rs::Encoding;
use format::Format;
use input::Input;
use lines::Lines;
use meter::Meter;
use output::Added;
use problem::{OnError, Place, REJECTS_HEADER};
use rows::{Job, Kept, Rows};
pub use sink::Sink;
use std::io::Write;
use std::sync::Arc;
use supply::Supply;
use survey::Survey;
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
    /// How rows stand in the inputs, and in the output; `None` to tell it from the first input's name and first line.
    pub format: Option<Format>,
    /// Whether the first line names the columns.
    pub headers: bool,
    /// Of the inputs. `None` for UTF-8, or UTF-16 with its mark at the start; cells that are neither are read as
    /// Windows-1252. What is not UTF-8 as a whole is written as UTF-8.
    pub encoding: Option<&'static Encoding>,
    /// Threads that read and classify; the caller's writes.
    pub threads: usize,
    /// Bytes of a block.
    pub block: usize,
    /// What counts the work while it goes on, and takes digests if they are wanted.
    pub meter: Arc<Meter>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            wanted: Wanted::default(),
            keep: Keep::default(),
            prefix: String::new(),
            evidence: None,
            on_error: OnError::default(),
            format: None,
            headers: true,
            encoding: None,
            threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            block: 256 * 1024,
            meter: Arc::default(),
        }
    }
}

/// Tables about to be classified: the first one is open, and its columns are known.
pub struct Batch<'m> {
    model: &'m Model,
    names: Vec<String>,
    supply: Supply,
    work: Work,
    kept: Kept,
    added: Vec<String>,
    columns: Columns,
    on_error: OnError,
    head: Vec<u8>,
    threads: usize,
    meter: Arc<Meter>,
    survey: Option<&'m Survey<'m>>,
}

impl<'m> Batch<'m> {
    /// Opens the first input and finds its columns. Nothing has been written when it fails.
    ///
    /// # Errors
    /// If the first input cannot be read, or lacks a column that is needed.
    pub fn open(model: &'m Model, inputs: Vec<Input>, options: &Options) -> Result<Self, Error> {
        let unfit = |d: &u8| !d.is_ascii() || matches!(d, b'"' | b'\n' | b'\r');
        if let Some(Format::Delimited(delimiter)) = options.format.filter(|f| matches!(f, Format::Delimited(d) if unfit(d))) {
            return Err(Error::Usage(format!("`{}` cannot be a delimiter", delimiter.escape_ascii())));
        }
        let names = inputs.iter().map(Input::name).collect();
        let (supply, record) = Supply::open(inputs, options)?;
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
        let added = Added::new(model, supply.format(), &options.prefix, options.evidence);
        let (on_error, names_added) = (options.on_error, added.names().to_vec());
        let mut head = Vec::new();
        let work = match supply.format() {
            Format::JsonLines => Work::Lines(Lines::new(header, &columns, &kept, added, on_error)),
            Format::Delimited(delimiter) => {
                let bytes = supply.first_bytes();
                let own_end = &bytes[record.line_end()];
                let line_end = if own_end.is_empty() { b"\n" } else { own_end }.to_vec();
                let (fields, columns, kept) = (record.fields(), columns.clone(), kept.clone());
                let rows = Rows { delimiter, fields, columns, kept, added, on_error, line_end };
                if options.headers {
                    rows.write_header(bytes, &record, &mut head);
                }
                Work::Rows(rows)
            }
        };
        let (threads, meter) = (options.threads.max(1), options.meter.clone());
        Ok(Self { model, names, supply, work, kept, added: names_added, columns, on_error, head, threads, meter, survey: None })
    }

    /// Has `survey` look at every row.
    pub fn watch(&mut self, survey: &'m Survey<'m>) {
        self.survey = Some(survey);
    }

    /// The header of the inputs.
    #[must_use]
    pub fn header(&self) -> &Header {
        self.supply.header()
    }

    /// The format of the inputs, and of the output.
    #[must_use]
    pub fn format(&self) -> Format {
        self.supply.format()
    }

    /// Where id, title and texts stand.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The columns of the output that bear the name of another one.
    #[must_use]
    pub fn clashes(&self) -> Vec<&str> {
        let names = &self.header().names;
        let kept = |name: &String| match &self.kept {
            Kept::All => names.contains(name),
            Kept::Fields(columns) => columns.iter().any(|column| names[*column] == *name),
            Kept::Number => name == "row",
        };
        self.added.iter().filter(|name| self.header().named && kept(name)).map(String::as_str).collect()
    }

    /// Classifies everything, onto `out`; rows that cannot be read go to `rejects`. Names are for messages.
    ///
    /// # Errors
    /// The first in the order of the rows. What comes before it has been written.
    pub fn run(self, out: &mut Sink<'_>, mut rejects: Option<&mut Sink<'_>>) -> Result<Tally, Error> {
        let Self { model, names, mut supply, work, kept, on_error, head, threads, meter, survey, .. } = self;
        let format = supply.format();
        let jobs = (0..2 * threads + 2).map(|_| Job::new(model, survey)).collect();
        let (mut total, mut line, mut scratch) = (Tally::new(model), 1, Vec::new());
        out.write(&head)?;
        if let Some(rejects) = &mut rejects {
            rejects.write(REJECTS_HEADER)?;
        }
        let write = |job: &mut Job<'_>| {
            if job.first {
                line = 1;
            }
            if kept == Kept::Number {
                number(job, total.read(), format, &mut scratch);
                out.write(&scratch)?;
            } else {
                out.write(&job.output)?;
            }
            for problem in &job.problems {
                let bytes = job.block.bytes();
                let place = Place {
                    file: &names[job.input],
                    line: line + work.lines(&bytes[..problem.at]),
                    byte: job.block.byte + problem.at as u64,
                };
                if on_error == OnError::Fail {
                    return Err(problem.error(place));
                }
                if let Some(rejects) = &mut rejects {
                    scratch.clear();
                    problem.write(place, &bytes[problem.raw.clone()], &mut scratch);
                    rejects.write(&scratch)?;
                }
            }
            line += job.lines;
            if let Some(survey) = survey {
                survey.take(&mut job.found, total.read(), job.input);
            }
            total.take(&mut job.tally);
            meter.set_rows(total.read());
            Ok(())
        };
        pipeline::run(threads, jobs, |job| supply.next(job), |job| work.work(job), write)?;
        Ok(total)
    }
}

/// Puts the rows of `job` with their numbers, the first being `before` + 1, into `out`.
fn number(job: &Job<'_>, before: u64, format: Format, out: &mut Vec<u8>) {
    let (start_of_row, delimiter) = match format {
        Format::Delimited(delimiter) => ("", delimiter),
        Format::JsonLines => ("{\"row\":", b','),
    };
    out.clear();
    let mut start = 0;
    for (row, end) in &job.numbers {
        // Writing to a Vec cannot fail.
        let _ = write!(out, "{start_of_row}{}", before + row + 1);
        out.push(delimiter);
        out.extend_from_slice(&job.output[start..*end]);
        start = *end;
    }
}

/// The work on a block, by the format of the inputs.
enum Work {
    Rows(Rows),
    Lines(Lines),
}

impl Work {
    fn work(&self, job: &mut Job<'_>) {
        match self {
            Self::Rows(rows) => rows.work(job),
            Self::Lines(lines) => lines.work(job),
        }
    }

    /// The number of line ends in `bytes`.
    fn lines(&self, bytes: &[u8]) -> u64 {
        match self {
            Self::Rows(rows) => rows.lines(bytes),
            Self::Lines(_) => memchr::memchr_iter(b'\n', bytes).count() as u64,
        }
    }
}
