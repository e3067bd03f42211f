//! `classify FILE...`: the main job.

use super::Done;
use super::color::Color;
use super::manifest::Manifest;
use super::progress::{self, Progress, When};
use super::report::{Page, today};
use super::summary::{self, Summary};
use super::values::{delimiter, encoding, probability};
use anyhow::Result;
use clap::ValueEnum;
use classify_postings::batch::atomic::same_file;
use classify_postings::batch::columns::Wanted;
use classify_postings::batch::digest::{Sum, Summed};
use classify_postings::batch::format::Format;
use classify_postings::batch::input::Input;
use classify_postings::batch::meter::Meter;
use classify_postings::batch::packed::PackedFile;
use classify_postings::batch::survey::Survey;
use classify_postings::batch::{Batch, Keep, Options, Sink, problem};
use classify_postings::report::{self, Run, run_page};
use classify_postings::{Error, Model};
use encoding_rs::Encoding;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// Arguments of the main job.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tables of postings, with one header each; - or none for standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Where to write, packed if it ends in .gz or .zst
    ///
    /// The file is written beside its place and put there only when it is whole: a run that fails or is killed leaves what
    /// was there before. Without it the table goes to standard output, its cells byte for byte as they stood, on a terminal
    /// too.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The column of the id, by name or number [found by name]
    #[arg(long, value_name = "COL")]
    id: Option<String>,
    /// The column of the title [found by name]
    #[arg(long, value_name = "COL")]
    title: Option<String>,
    /// A column of the description, more than once if need be [found by name]
    ///
    /// Tags and entities of HTML are read as what they say.
    #[arg(long, value_name = "COL")]
    text: Vec<String>,
    /// The input's columns to keep: all, new (the id alone), or a,b,c
    ///
    /// `new` keeps the id, or the number of the row where there is none.
    #[arg(long, value_name = "WHICH", default_value = "all", hide_default_value = true)]
    columns: String,
    /// Add the N keywords that moved the decision most (5 unless N says)
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "5")]
    pub explain: Option<usize>,
    /// Ask for review below this confidence [the model's]
    #[arg(long, hide_short_help = true, value_name = "P", value_parser = probability)]
    min_confidence: Option<f64>,
    /// What to do with a row that cannot be read [fail, skip with --rejects]
    ///
    /// `fail` stops with file, line, byte and reason; `skip` leaves it out, counts it, and is meant by --rejects alone.
    #[arg(long, value_name = "fail|skip", hide_possible_values = true)]
    on_error: Option<OnError>,
    /// Where to write rows that cannot be read, with the reason
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// One character, or tab [told from the name and the first line]
    #[arg(short, long, hide_short_help = true, value_name = "CHAR", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// The inputs' encoding, by its usual name [UTF-8 or UTF-16, told from the first bytes; Windows-1252 where it is not UTF-8]
    #[arg(long, hide_short_help = true, value_name = "NAME", value_parser = encoding)]
    encoding: Option<&'static Encoding>,
    /// The first line is a row; columns are called by their numbers
    #[arg(long, hide_short_help = true)]
    no_headers: bool,
    /// The kind of table [told from the name and the first line]
    #[arg(long, hide_short_help = true, value_name = "csv|tsv|jsonl", hide_possible_values = true)]
    format: Option<FormatName>,
    /// Threads [as many as there are cores]
    #[arg(short = 'j', long, hide_short_help = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// A model of your own [the one built in]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Write a page to look at: roles, confidence, the map, what decided, rows worth a look, drift
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// Record files with digests, model, options and counts, as JSON
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Show how far the run is on standard error: auto (a bar on a terminal), never, or json (a line a second)
    #[arg(
        long,
        hide_short_help = true,
        value_name = "HOW",
        default_value = "auto",
        hide_possible_values = true,
        hide_default_value = true
    )]
    progress: When,
    /// When to colour messages: auto, always, never
    #[arg(
        long,
        hide_short_help = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        hide_default_value = true
    )]
    color: Color,
    /// Put in front of the names of the columns added
    #[arg(long, hide_short_help = true, value_name = "TEXT", default_value = "", hide_default_value = true)]
    prefix: String,
    /// No summary and no notes
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OnError {
    Fail,
    Skip,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    Csv,
    Tsv,
    Jsonl,
}

impl Args {
    fn options(&self) -> Options {
        let mut options = Options {
            wanted: Wanted { id: self.id.clone(), title: self.title.clone(), texts: self.text.clone() },
            keep: match &*self.columns {
                "all" => Keep::All,
                "new" => Keep::Id,
                some => Keep::Only(some.split(',').map(str::to_owned).collect()),
            },
            prefix: self.prefix.clone(),
            evidence: self.explain,
            on_error: match self.on_error {
                Some(OnError::Skip) => problem::OnError::Skip,
                None if self.rejects.is_some() => problem::OnError::Skip,
                Some(OnError::Fail) | None => problem::OnError::Fail,
            },
            format: self.format(),
            headers: !self.no_headers,
            encoding: self.encoding,
            ..Options::default()
        };
        if let Some(threads) = self.threads {
            options.threads = threads.into();
        }
        options
    }

    /// The format asked for. A CSV's delimiter is told from its header unless it is given.
    fn format(&self) -> Option<Format> {
        match (self.delimiter, self.format) {
            (Some(delimiter), _) => Some(Format::Delimited(delimiter)),
            (None, Some(FormatName::Tsv)) => Some(Format::Delimited(b'\t')),
            (None, Some(FormatName::Jsonl)) => Some(Format::JsonLines),
            (None, Some(FormatName::Csv) | None) => None,
        }
    }

    /// The files to read; `None` if there are none and nothing is piped in.
    fn inputs(&self) -> Option<Vec<Input>> {
        if self.files.is_empty() {
            return (!io::stdin().is_terminal()).then(|| vec![Input::Stdin]);
        }
        Some(self.files.iter().map(|file| Input::new(file)).collect())
    }

    /// The file to write; `None` for standard output.
    fn output(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// No file may be both read and written, or written twice.
    fn check_files(&self, inputs: &[Input]) -> Result<(), Error> {
        let written = [
            ("--output", self.output()),
            ("--rejects", self.rejects.as_deref()),
            ("--report", self.report.as_deref()),
            ("--manifest", self.manifest.as_deref()),
        ];
        for (option, path) in written {
            let Some(path) = path else { continue };
            let reads = |input: &Input| match input {
                Input::Stdin => same_file(path, Path::new("/dev/stdin")),
                Input::File(file) => same_file(path, file),
            };
            if inputs.iter().any(reads) {
                return Err(Error::Usage(format!("{option} {} is an input: choose another name", path.display())));
            }
        }
        for (i, (option, path)) in written.iter().enumerate() {
            let same =
                |(_, other): &&(&str, Option<&Path>)| matches!((path, other), (Some(a), Some(b)) if a == b || same_file(a, b));
            if let (Some(path), Some((other, _))) = (path, written[i + 1..].iter().find(same)) {
                return Err(Error::Usage(format!("{option} and {other} are both {}", path.display())));
            }
        }
        Ok(())
    }

    /// The model, which lives as long as the process: taking it apart would cost a short run a tenth of its time.
    fn load_model(&self) -> Result<&'static Model> {
        let mut model = super::load_model(self.model.as_deref())?;
        if let Some(p) = self.min_confidence {
            model.set_min_confidence(p);
        }
        Ok(Box::leak(Box::new(model)))
    }
}

/// Runs the main job.
pub fn run(args: &Args) -> Result<Done> {
    let (start, started) = (Instant::now(), SystemTime::now());
    anstream::ColorChoice::from(args.color).write_global();
    let Some(inputs) = args.inputs() else {
        eprintln!("{}", super::command().render_help());
        return Ok(Done::Helped);
    };
    args.check_files(&inputs)?;
    let model = args.load_model()?;
    let total = progress::total(&inputs);
    let mut options = args.options();
    if args.manifest.is_some() {
        options.meter = Arc::new(Meter::with_digests());
    }
    let meter = options.meter.clone();
    let files = inputs.iter().map(Input::name).collect();
    let survey = Survey::new(model, if args.report.is_some() { report::PLAN } else { summary::PLAN });
    let mut batch = Batch::open(model, inputs, &options)?;
    if args.report.is_some() || !args.quiet {
        batch.watch(&survey);
    }
    let mut manifest =
        args.manifest.as_deref().map(|path| (path, Manifest::new(started, model, args.model.as_deref(), &batch, &options)));
    let mut summary = Summary::new(&batch);
    if !args.quiet {
        summary.warn();
    }

    let page = args.report.as_deref().map(Page::create).transpose()?;
    let create = if manifest.is_some() { PackedFile::create_summed } else { PackedFile::create };
    let mut file = args.output().map(create).transpose()?;
    let mut stdout = Summed::new(io::stdout().lock(), manifest.is_some().then(Sum::default));
    let mut sink = match (&mut file, args.output()) {
        (Some(file), Some(path)) => Sink::new(path.display().to_string(), file),
        _ => Sink::new("<stdout>", &mut stdout),
    };
    let mut rejects = args.rejects.as_deref().map(create).transpose()?;
    let mut rejects_sink =
        args.rejects.as_deref().zip(rejects.as_mut()).map(|(path, file)| Sink::new(path.display().to_string(), file));

    let when = if args.quiet && args.progress == When::Auto { When::Never } else { args.progress };
    let progress = Progress::start(when, args.output().is_none(), meter.clone(), total);
    let tally = batch.run(&mut sink, rejects_sink.as_mut());
    drop(progress);
    let tally = tally?;
    stdout.flush().map_err(Error::io("<stdout>"))?;
    let rejects = rejects.map(PackedFile::commit).transpose()?.flatten();
    let written = file.map(PackedFile::commit).transpose()?.flatten();
    if let Some((path, mut manifest)) = manifest.take() {
        manifest.count(model, &tally);
        let written = written.or(stdout.into_parts().1.filter(|_| args.output().is_none()).map(|sum| sum.stored("<stdout>")));
        manifest.files(meter.inputs(), written, rejects);
        manifest.write(path)?;
    }
    let findings = survey.finish();
    if let Some(page) = page {
        let run = Run {
            files,
            columns: summary.columns().to_owned(),
            date: today(),
            model: args.model.as_ref().map_or("built in".into(), |path| path.display().to_string()),
            built_in: args.model.is_none(),
        };
        page.write(&run_page(model, &tally, &findings, &run))?;
    }
    let rejected = tally.rejects() > 0;
    summary.finish(tally, findings.rows, start.elapsed());
    if !args.quiet {
        summary.print(model);
    } else if rejected {
        summary.print_rows();
    }
    Ok(if rejected { Done::WithRejects } else { Done::Whole })
}
