//! `--manifest`: what made an output, enough to make it again and to prove that it was so.

use classify_postings::batch::atomic::AtomicFile;
use classify_postings::batch::digest::Stored;
use classify_postings::batch::format::Format;
use classify_postings::batch::tally::Tally;
use classify_postings::batch::{Batch, Keep, Options};
use classify_postings::{Error, Model};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::SystemTime;

/// A record of one run.
#[derive(Debug, Serialize)]
pub struct Manifest {
    tool: String,
    version: &'static str,
    /// As they were given, the program's name left out.
    arguments: Vec<String>,
    directory: Option<String>,
    started: String,
    finished: String,
    model: ModelRecord,
    options: OptionsRecord,
    columns: ColumnsRecord,
    inputs: Vec<Stored>,
    output: Option<Stored>,
    rejects: Option<Stored>,
    rows: RowsRecord,
    roles: BTreeMap<String, u64>,
    review: BTreeMap<&'static str, u64>,
}

#[derive(Debug, Serialize)]
struct ModelRecord {
    /// `None` for the one built in.
    file: Option<String>,
    digest: String,
    /// What the model file says of itself.
    about: Vec<(String, String)>,
    min_confidence: f64,
}

/// The options as they were used, given or not.
#[derive(Debug, Serialize)]
struct OptionsRecord {
    format: &'static str,
    delimiter: Option<char>,
    /// `None` if it was told from the content.
    encoding: Option<&'static str>,
    headers: bool,
    columns: String,
    prefix: String,
    explain: Option<usize>,
    on_error: String,
    threads: usize,
}

#[derive(Debug, Serialize)]
struct ColumnsRecord {
    id: Option<String>,
    title: Option<String>,
    text: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RowsRecord {
    read: u64,
    classified: u64,
    rejected: u64,
    rejected_by_kind: BTreeMap<&'static str, u64>,
    not_utf8: u64,
}

fn time(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}

impl Manifest {
    /// Of a run that is about to begin.
    pub fn new(started: SystemTime, model: &Model, file: Option<&Path>, batch: &Batch<'_>, options: &Options) -> Self {
        let (header, columns) = (batch.header(), batch.columns());
        let name = |column: usize| header.names[column].clone();
        let (format, delimiter) = match batch.format() {
            Format::Delimited(delimiter) => ("delimited", Some(char::from(delimiter))),
            Format::JsonLines => ("jsonl", None),
        };
        Self {
            tool: env!("CARGO_PKG_NAME").into(),
            version: env!("CARGO_PKG_VERSION"),
            arguments: std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect(),
            directory: std::env::current_dir().ok().map(|folder| folder.display().to_string()),
            started: time(started),
            finished: String::new(),
            model: ModelRecord {
                file: file.map(|path| path.display().to_string()),
                digest: model.digest().into(),
                about: model.table().about.clone(),
                min_confidence: model.rule().min_confidence,
            },
            options: OptionsRecord {
                format,
                delimiter,
                encoding: options.encoding.map(encoding_rs::Encoding::name),
                headers: options.headers,
                columns: match &options.keep {
                    Keep::All => "all".into(),
                    Keep::Id => "new".into(),
                    Keep::Only(names) => names.join(","),
                },
                prefix: options.prefix.clone(),
                explain: options.evidence,
                on_error: format!("{:?}", options.on_error).to_lowercase(),
                threads: options.threads,
            },
            columns: ColumnsRecord {
                id: columns.id.map(name),
                title: columns.title.map(name),
                text: columns.texts.iter().map(|column| name(*column)).collect(),
            },
            inputs: Vec::new(),
            output: None,
            rejects: None,
            rows: RowsRecord { read: 0, classified: 0, rejected: 0, rejected_by_kind: BTreeMap::new(), not_utf8: 0 },
            roles: BTreeMap::new(),
            review: BTreeMap::new(),
        }
    }

    /// Takes what the run counted.
    pub fn count(&mut self, model: &Model, tally: &Tally) {
        self.rows = RowsRecord {
            read: tally.read(),
            classified: tally.written,
            rejected: tally.rejects(),
            rejected_by_kind: tally.rejected.clone(),
            not_utf8: tally.not_utf8,
        };
        self.roles = model.roles().iter().map(|role| role.name.clone()).zip(tally.roles.iter().copied()).collect();
        self.review = tally.reasons().into_iter().chain([("flagged", tally.flagged)]).collect();
    }

    /// Takes the files that were read and written.
    pub fn files(&mut self, inputs: Vec<Stored>, output: Option<Stored>, rejects: Option<Stored>) {
        (self.inputs, self.output, self.rejects) = (inputs, output, rejects);
    }

    /// Writes it to `path`, which is replaced only once it is whole.
    pub fn write(mut self, path: &Path) -> Result<(), Error> {
        self.finished = time(SystemTime::now());
        let name = path.display().to_string();
        let mut file = AtomicFile::create(path)?;
        let text = serde_json::to_string_pretty(&self).map_err(|e| Error::io(&*name)(e.into()))?;
        writeln!(file, "{text}").map_err(Error::io(name))?;
        file.commit()
    }
}
