//! `classify evaluate`: a model's figures on labelled postings.

use std::io::Write;
use std::path::PathBuf;

use super::Done;
use super::report::{Page, today};
use anyhow::{Result, anyhow};
use classify_postings::report::{Set, evaluation_page};
use classify_postings::train::corpus;
use classify_postings::train::evaluate::{Evaluation, evaluate};
use classify_postings::train::figures::Figures;

/// Accuracy, calibration and review figures on labelled postings
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Labelled postings: CSV with the columns label and description, and if there is, title
    #[arg(required = true, value_name = "LABELLED")]
    files: Vec<PathBuf>,
    /// Use this model instead of the one built in
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Print JSON instead of tables
    #[arg(long)]
    json: bool,
    /// Write a page to look at: confusion, reliability, risk by coverage, set by set
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
}

/// Measures and prints.
pub fn run(args: &Args) -> Result<Done> {
    let model = super::load_model(args.model.as_deref())?;
    let page = args.report.as_deref().map(Page::create).transpose()?;
    let (mut postings, mut sets) = (Vec::new(), Vec::new());
    for path in &args.files {
        let set = corpus::read(path, model.roles()).map_err(|e| anyhow!(e))?;
        if page.is_some() {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            sets.push(Set { name, rows: set.len(), evaluation: evaluate(&model, &set) });
        }
        postings.extend(set);
    }
    let evaluation = evaluate(&model, &postings);
    if let Some(page) = page {
        let name = args.model.as_ref().map_or("built in".into(), |path| path.display().to_string());
        let all = Set { name: "all".into(), rows: postings.len(), evaluation: evaluation.clone() };
        page.write(&evaluation_page(&model, &name, &today(), &all, &sets))?;
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &evaluation)?;
        writeln!(out)?;
    } else {
        print(&mut out, &evaluation, postings.len())?;
    }
    Ok(Done::Whole)
}

fn print(out: &mut impl Write, e: &Evaluation, rows: usize) -> std::io::Result<()> {
    writeln!(out, "{rows} postings, {} of them of the model's roles\n", e.duties.rows)?;
    if e.duties.rows > 0 {
        figures(out, "duties alone", &e.duties)?;
        figures(out, "title and duties", &e.joined)?;
        writeln!(out, "confidence of the duties  rows  mean confidence  right")?;
        for bin in e.duties.reliability.iter().filter(|bin| bin.rows > 0) {
            writeln!(out, "  {:.1} to {:.1} {:>18} {:>16.3} {:>6.3}", bin.from, bin.to, bin.rows, bin.confidence, bin.accuracy)?;
        }
        let percent = |share: f64| 100.0 * share;
        writeln!(
            out,
            "\nflagged for review {:.1}%, right among the others {:.1}%",
            percent(e.flagged),
            percent(e.unflagged_accuracy)
        )?;
        writeln!(out, "in scope {:.1}%", percent(e.in_scope))?;
    }
    for scope in &e.scope {
        let auc = scope.auc.map_or(String::new(), |auc| format!(", ROC AUC of in_scope {auc:.4}"));
        writeln!(out, "{} ({} rows): {:.1}% pass as in scope{auc}", scope.label, scope.rows, 100.0 * scope.pass)?;
    }
    if !e.confident_mistakes.is_empty() {
        writeln!(out, "\nwrong by the duties with a confidence of 0.9 or more")?;
        for (id, label, answer, confidence) in &e.confident_mistakes {
            writeln!(out, "  {id}: {label} taken for {answer}, {confidence:.3}")?;
        }
    }
    Ok(())
}

fn figures(out: &mut impl Write, name: &str, f: &Figures) -> std::io::Result<()> {
    writeln!(
        out,
        "{name}: macro-F1 {:.3}, accuracy {:.3}, log loss {:.3}, Brier {:.3}, calibration error {:.3}",
        f.macro_f1, f.accuracy, f.log_loss, f.brier, f.calibration_error
    )?;
    let width = f.roles.iter().map(|r| r.role.len()).max().unwrap_or(0).max(5);
    write!(out, "  {:width$}  rows  precision  recall     F1  | called", "role")?;
    for role in &f.roles {
        write!(out, "  {}", role.role)?;
    }
    writeln!(out)?;
    for (role, row) in f.roles.iter().zip(&f.confusion) {
        write!(
            out,
            "  {:width$} {:>5} {:>10.3} {:>7.3} {:>6.3}  |       ",
            role.role, role.rows, role.precision, role.recall, role.f1
        )?;
        for (cell, called) in row.iter().zip(&f.roles) {
            write!(out, "  {:>w$}", cell, w = called.role.len())?;
        }
        writeln!(out)?;
    }
    writeln!(out)
}
