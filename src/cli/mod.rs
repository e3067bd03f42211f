//! The command line: arguments become plain options here, and results an exit status. One file a subcommand.

mod classify;
mod color;
mod completions;
mod evaluate;
mod explain;
mod keywords;
mod man;
mod manifest;
mod model;
mod progress;
mod report;
mod signals;
mod summary;
mod train;
mod values;
mod wrap;

use clap::{CommandFactory, Parser, Subcommand};
use classify_postings::text::harmless::harmless;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Tells CIO, CTO and IT Director job postings apart.
///
/// Reads tables of job postings, and writes them with the role of each, its probability, and a flag where a person
/// should look.
#[derive(Debug, Parser)]
#[command(
    name = "classify",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
#[command(after_help = "\
Examples:
  classify postings.csv                        the table, with our columns behind its own
  classify postings.csv --columns new -o roles.csv
  zcat export.csv.gz | classify --text body --on-error skip --rejects bad.csv > out.csv

Exit status: 0 done; 1 could not finish; 2 wrong use; 3 done, but rows were rejected.")]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    classify: classify::Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    Train(train::Args),
    Evaluate(evaluate::Args),
    Explain(explain::Args),
    Keywords(keywords::Args),
    Model(model::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// How a run ended that did end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// With everything done.
    Whole,
    /// With rows rejected.
    WithRejects,
    /// With help for one who asked for nothing.
    Helped,
}

impl From<Done> for ExitCode {
    fn from(done: Done) -> Self {
        match done {
            Done::Whole => Self::SUCCESS,
            Done::WithRejects => Self::from(3),
            Done::Helped => Self::from(2),
        }
    }
}

/// Does what the arguments say. Ends the process itself where they make no sense.
pub fn run() -> anyhow::Result<Done> {
    let cli = Cli::parse_from(join_explain(std::env::args_os()));
    signals::heed().map_err(classify_postings::Error::io("signals"))?;
    match cli.command {
        None => classify::run(&cli.classify),
        Some(Command::Train(args)) => train::run(&args),
        Some(Command::Evaluate(args)) => evaluate::run(&args),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Keywords(args)) => keywords::run(&args),
        Some(Command::Model(args)) => model::run(&args),
        Some(Command::Completions(args)) => completions::run(&args),
        Some(Command::Man(args)) => man::run(&args),
    }
}

/// Tells what went wrong, and how to exit.
pub fn fail(error: &anyhow::Error) -> ExitCode {
    let own = error.downcast_ref::<classify_postings::Error>();
    let closed = |cause: &std::io::Error| cause.kind() == std::io::ErrorKind::BrokenPipe;
    if own.is_some_and(classify_postings::Error::is_closed_pipe) || error.downcast_ref().is_some_and(closed) {
        return ExitCode::SUCCESS;
    }
    // The library's errors name their causes themselves.
    let message = own.map_or_else(|| format!("{error:#}"), ToString::to_string);
    tell(&format!("classify: {message}\n"));
    if own.is_some_and(classify_postings::Error::is_usage) { ExitCode::from(2) } else { ExitCode::FAILURE }
}

/// The model of a file, or the one built in.
fn load_model(path: Option<&std::path::Path>) -> Result<classify_postings::Model, classify_postings::Error> {
    path.map_or_else(|| Ok(classify_postings::Model::embedded()), classify_postings::Model::load)
}

/// Writes to standard error, the first word in bold on a terminal. What steers a terminal, and may come from a table's
/// header, does not reach it.
pub fn tell(text: &str) {
    let harmless = harmless(text);
    let (label, rest) = harmless.split_at(harmless.find(' ').unwrap_or(0));
    let bold = anstyle::Style::new().bold();
    // If it is gone, there is nobody to tell.
    let _ = anstream::stderr().write_all(format!("{bold}{label}{bold:#}{rest}").as_bytes());
}

/// Writes to standard error, in colour where that is wanted. What comes from elsewhere was made harmless before.
pub fn print(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// The colour of a role, by its place in the model; they come round again.
pub fn role_style(role: usize) -> anstyle::Style {
    use anstyle::AnsiColor::{Blue, Cyan, Green, Magenta, Red, Yellow};
    let colors = [Blue, Magenta, Green, Yellow, Cyan, Red];
    anstyle::Style::new().fg_color(Some(colors[role % colors.len()].into()))
}

/// The whole command, for help, completions and the man page.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Makes `--explain 3` one argument, so that `--explain postings.csv` can mean the default number of keywords.
fn join_explain(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::new();
    for arg in args {
        let number = arg.to_str().is_some_and(|a| !a.is_empty() && a.bytes().all(|b| b.is_ascii_digit()));
        match joined.last_mut() {
            Some(last) if number && last == "--explain" => {
                last.push("=");
                last.push(arg);
            }
            _ => joined.push(arg),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn explain_takes_a_number_only_if_there_is_one() {
        for (line, explain, files) in [
            ("--explain 3 a.csv", Some(3), 1),
            ("--explain a.csv", Some(5), 1),
            ("a.csv --explain", Some(5), 1),
            ("3", None, 1),
            ("--explain=7 3", Some(7), 1),
        ] {
            let args = std::iter::once("classify").chain(line.split(' ')).map(OsString::from);
            let cli = Cli::parse_from(join_explain(args));
            assert_eq!((cli.classify.explain, cli.classify.files.len()), (explain, files), "{line}");
        }
    }
}
