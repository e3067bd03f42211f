//! `classify explain`: one posting's text with its keywords marked, and the sum that made the decision.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::color::Color;
use super::wrap::{WIDTH, shortened, wrap};
use super::{Done, role_style};
use anstyle::Style;
use anyhow::{Context, Result};
use classify_postings::model::explain::{Explanation, Mark, Share};
use classify_postings::text::harmless::harmless;
use classify_postings::text::markup::append_plain;
use classify_postings::{Model, Posting, RoleId};

/// One posting's text with its keywords marked, and the sum that made the decision
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The posting's text; - or nothing for standard input
    file: Option<PathBuf>,
    /// The posting's title
    #[arg(long, default_value = "")]
    title: String,
    /// How many keywords to list
    #[arg(short = 'n', long, default_value_t = 20)]
    number: usize,
    /// Print JSON, with every keyword
    #[arg(long)]
    json: bool,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// Use this model instead of the one built in
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

/// Explains one posting.
pub fn run(args: &Args) -> Result<Done> {
    let model = super::load_model(args.model.as_deref())?;
    let mut text = Vec::new();
    match args.file.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => text = std::fs::read(path).with_context(|| path.display().to_string())?,
        None => std::io::stdin().lock().read_to_end(&mut text).map(|_| ()).context("<stdin>")?,
    }
    let explanation = Explanation::new(&model, Posting { title: args.title.as_bytes(), texts: &[&text] });
    if args.json {
        let mut out = std::io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, &explanation.json(&model))?;
        writeln!(out)?;
        return Ok(Done::Whole);
    }
    let mut out = anstream::AutoStream::new(std::io::stdout(), args.color.into());
    let coloured = out.current_choice() != anstream::ColorChoice::Never;
    let mut marked = Vec::new();
    marked_text(&mut marked, &model, &explanation, &text, coloured)?;
    out.write_all(wrap(&String::from_utf8_lossy(&marked)).as_bytes())?;
    decision(&mut out, &model, &explanation)?;
    sum(&mut out, &model, &explanation, args.number)?;
    Ok(Done::Whole)
}

fn name(model: &Model, role: RoleId) -> &str {
    &model.roles()[role.index()].name
}

/// The colour of a role; none for what is no role's own.
fn style(model: &Model, role: &str) -> Style {
    model.roles().iter().position(|r| r.name == role).map_or(Style::new(), role_style)
}

/// The text, each keyword in its role's colour, bold when it weighs; in brackets where there is no colour.
fn marked_text(out: &mut impl Write, model: &Model, e: &Explanation, text: &[u8], coloured: bool) -> std::io::Result<()> {
    let mut marks: Vec<Mark> = e.marks.clone();
    marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
    let mut from = 0;
    for mark in marks {
        if mark.start < from {
            continue;
        }
        let Share { role, share, .. } = &e.shares[mark.share];
        write!(out, "{}", shown(&text[from..mark.start], from == 0))?;
        let mut style = style(model, role);
        if share.abs() >= STRONG {
            style = style.bold();
        }
        let word = shown(&text[mark.start..mark.end], true);
        if coloured {
            write!(out, "{style}{word}{style:#}")?;
        } else {
            write!(out, "[{word}]")?;
        }
        from = mark.end;
    }
    writeln!(out, "{}\n", shown(&text[from..], from == 0).trim_end())
}

/// From this share on a keyword is printed bold.
const STRONG: f64 = 0.1;

fn decision(out: &mut impl Write, model: &Model, e: &Explanation) -> std::io::Result<()> {
    let p = &e.prediction;
    let bold = Style::new().bold();
    writeln!(out, "{bold}{}{bold:#}, confidence {:.3}; in scope {:.3}", name(model, p.role), p.confidence(), p.in_scope)?;
    for (role, (joined, duties)) in model.roles().iter().zip(p.probabilities.iter().zip(&p.duties)) {
        let style = style(model, &role.name);
        writeln!(out, "  {style}{:<14}{style:#} {joined:.3}   by the duties alone {duties:.3}", role.name)?;
    }
    let named: Vec<&str> = p.title.roles().iter().map(|role| name(model, role)).collect();
    writeln!(out, "  title names    {}", if named.is_empty() { "no role".into() } else { named.join(", ") })?;
    let reasons: Vec<&str> = p.review.reasons().into_iter().filter(|(_, so)| *so).map(|(reason, _)| reason).collect();
    writeln!(out, "  review         {}", if reasons.is_empty() { "not needed".into() } else { reasons.join("; ") })?;
    let axis = |value: f64, low: &str, high: &str| {
        let place = ((value + 1.0) / 2.0 * 20.0).round() as usize;
        format!("{low:>14} {}●{} {high:<9} {value:+.2}", "─".repeat(place.min(20)), "─".repeat(20 - place.min(20)))
    };
    writeln!(out, "  {}", axis(e.axes.strategy, "implementation", "strategy"))?;
    writeln!(out, "  {}\n", axis(e.axes.external, "internal", "external"))
}

/// Columns left for words beside number and bar.
const LABEL: usize = WIDTH - 36;

fn sum(out: &mut impl Write, model: &Model, e: &Explanation, number: usize) -> std::io::Result<()> {
    let dim = Style::new().dimmed();
    writeln!(out, "log-odds of {} against {}", name(model, e.prediction.role), name(model, e.runner_up))?;
    let widest = e.shares.first().map_or(1.0, |share| share.share.abs()).max(f64::MIN_POSITIVE);
    let bar = |share: f64| {
        let cells = ((share.abs() / widest * 12.0).round() as usize).min(12);
        if share < 0.0 {
            format!("{:>12}│{:12}", "█".repeat(cells), "")
        } else {
            format!("{:12}│{:<12}", "", "█".repeat(cells))
        }
    };
    for share in e.shares.iter().take(number) {
        let style = style(model, &share.role);
        let theme = if share.theme.is_empty() { share.ring } else { &share.theme };
        let (term, about) = (format!("{} ×{}", share.term, share.count), format!("({theme})"));
        let (term, left) = (shortened(&term, LABEL), LABEL.saturating_sub(term.chars().count() + 1));
        let about = if left > 8 { format!(" {dim}{}{dim:#}", shortened(&about, left)) } else { String::new() };
        writeln!(out, "  {:+7.3} {style}{}{style:#} {term}{about}", share.share, bar(share.share))?;
    }
    let rest: f64 = e.shares.iter().skip(number).map(|share| share.share).sum();
    if e.shares.len() > number {
        writeln!(out, "  {rest:+7.3} {:25} {} more keywords", "", e.shares.len() - number)?;
    }
    writeln!(out, "  {:+7.3} {:25} bias", e.bias, "")?;
    writeln!(out, "  {:+7.3} {:25} title", e.title, "")?;
    writeln!(out, "  ───────")?;
    writeln!(
        out,
        "  {:+7.3} {:25} = ln({:.4} / {:.4})",
        e.sum(),
        "",
        e.prediction.confidence(),
        e.prediction.probabilities[e.runner_up.index()]
    )?;
    writeln!(out, "\nby theme")?;
    for theme in e.themes.iter().take(8) {
        let label = if theme.theme.is_empty() { "learned terms" } else { &theme.theme };
        let style = model.table().themes.iter().find(|t| t.name == theme.theme).map_or(Style::new(), |t| style(model, &t.role));
        writeln!(out, "  {:+7.3} {style}{}{style:#} {}", theme.share, bar(theme.share), shortened(label, LABEL))?;
    }
    Ok(())
}

/// A piece of the posting's text as it is shown: without its markup, and the empty lines that markup leaves.
fn shown(piece: &[u8], first: bool) -> String {
    let mut plain = Vec::new();
    append_plain(piece, &mut plain);
    let text = printable(&plain);
    if plain == piece {
        return text;
    }
    let mut lines = String::new();
    for (i, line) in text.split('\n').enumerate() {
        let empty = line.trim().is_empty() && (i > 0 || first);
        if i > 0 && !lines.ends_with('\n') && !(first && lines.is_empty()) {
            lines.push('\n');
        }
        lines.push_str(if empty { "" } else { line });
    }
    lines
}

fn printable(bytes: &[u8]) -> String {
    harmless(&String::from_utf8_lossy(bytes))
}
