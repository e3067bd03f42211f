//! The page of a model's figures on labelled postings.

use super::numbers::{count, percent, thousands};
use super::page::Shell;
use super::plot::{Px, Scale, Tick};
use crate::model::Model;
use crate::text::harmless::harmless;
use crate::train::evaluate::Evaluation;
use crate::train::figures::Figures;
use askama::Template;

/// A model's figures on one set of labelled postings.
#[derive(Debug, Clone)]
pub struct Set {
    /// What the set is called.
    pub name: String,
    /// Its postings, of whatever job.
    pub rows: usize,
    /// The figures.
    pub evaluation: Evaluation,
}

/// The page of a model's figures: on everything, and on each set.
///
/// # Panics
/// Never: templates write to memory.
#[must_use]
pub fn evaluation_page(model: &Model, name: &str, date: &str, all: &Set, sets: &[Set]) -> String {
    Page::new(model, name, date, all, sets).render().expect("memory can be written")
}

#[derive(Template)]
#[template(path = "evaluation.html")]
struct Page {
    shell: Shell,
    lead: String,
    facts: Vec<(&'static str, String)>,
    tiles: Vec<(&'static str, String, String)>,
    confusions: Vec<(&'static str, Confusion)>,
    plots: Vec<Plot>,
    sets: Vec<SetLine>,
    scope: Vec<(String, String, String, String)>,
    mistakes: Vec<(String, String, String, String)>,
}

struct Confusion {
    roles: Vec<String>,
    lines: Vec<(String, Vec<Cell>, String, String, String)>,
}

struct Cell {
    rows: String,
    depth: usize,
    agrees: bool,
    wrong: bool,
}

/// A drawing, 520 by 400.
struct Plot {
    id: &'static str,
    title: &'static str,
    text: &'static str,
    across: &'static str,
    up: &'static str,
    /// Whether the line of what would be ideal belongs in it.
    diagonal: bool,
    x: Vec<Tick>,
    y: Vec<Tick>,
    lines: Vec<Line>,
}

struct Line {
    name: &'static str,
    style: String,
    path: String,
    points: Vec<(Px, Px, Px, String)>,
}

struct SetLine {
    name: String,
    rows: String,
    of_roles: String,
    duties: String,
    joined: String,
    macro_f1: String,
    calibration: String,
    flagged: String,
    unflagged: String,
}

const LEFT: f64 = 60.0;
const RIGHT: f64 = 504.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 344.0;

impl Page {
    fn new(model: &Model, name: &str, date: &str, all: &Set, sets: &[Set]) -> Self {
        let e = &all.evaluation;
        let facts = vec![
            ("Sets", sets.iter().map(|set| harmless(&set.name)).collect::<Vec<_>>().join(", ")),
            (
                "Rows",
                format!(
                    "{}, {} of them of the model's roles",
                    count(all.rows as u64, "posting"),
                    thousands(e.duties.rows as u64)
                ),
            ),
            ("Model", harmless(name)),
            ("Model digest", model.digest().to_owned()),
            ("Date", date.to_owned()),
        ];
        let tiles = vec![
            ("Right, title and duties", percent(e.joined.accuracy), format!("of {}", count(e.joined.rows as u64, "posting"))),
            ("Right, duties alone", percent(e.duties.accuracy), format!("macro-F1 {:.3}", e.duties.macro_f1)),
            ("Calibration error", format!("{:.3}", e.joined.calibration_error), "mean gap of confidence and truth".into()),
            ("Flagged for review", percent(e.flagged), format!("{} right among the others", percent(e.unflagged_accuracy))),
        ];
        let lead = if e.joined.rows == 0 {
            "No posting bears the label of one of the model's roles.".to_owned()
        } else {
            format!(
                "Title and duties together are right in {} of {}; among those that are not flagged for review, {} are.",
                percent(e.joined.accuracy),
                count(e.joined.rows as u64, "posting"),
                percent(e.unflagged_accuracy)
            )
        };
        let scope = e.scope.iter().map(|scope| {
            let auc = scope.auc.map_or(String::new(), |auc| format!("{auc:.4}"));
            (harmless(&scope.label), thousands(scope.rows as u64), percent(scope.pass), auc)
        });
        let mistake = |(id, label, answer, confidence): &(String, String, String, f64)| {
            (harmless(id), harmless(label), answer.clone(), format!("{confidence:.3}"))
        };
        Self {
            shell: Shell::new(),
            lead,
            facts,
            tiles,
            confusions: vec![("Title and duties", confusion(&e.joined)), ("Duties alone", confusion(&e.duties))],
            plots: vec![reliability(e), risk(e)],
            sets: sets.iter().map(line).collect(),
            scope: scope.collect(),
            mistakes: e.confident_mistakes.iter().take(100).map(mistake).collect(),
        }
    }
}

fn confusion(figures: &Figures) -> Confusion {
    let most = figures.confusion.iter().flatten().copied().max().unwrap_or(0).max(1) as f64;
    let lines = figures.roles.iter().zip(&figures.confusion).enumerate().map(|(i, (role, cells))| {
        let cell = |(j, rows): (usize, &usize)| Cell {
            rows: thousands(*rows as u64),
            depth: if *rows == 0 { 0 } else { 1 + (5.0 * (*rows as f64 / most).sqrt()) as usize },
            agrees: i == j,
            wrong: i != j && *rows > 0,
        };
        let cells = cells.iter().enumerate().map(cell).collect();
        (role.role.clone(), cells, format!("{:.3}", role.precision), format!("{:.3}", role.recall), format!("{:.3}", role.f1))
    });
    Confusion { roles: figures.roles.iter().map(|role| role.role.clone()).collect(), lines: lines.collect() }
}

/// Both ways of answering, as lines of one drawing.
fn both(e: &Evaluation, points: impl Fn(&Figures) -> Vec<(Px, Px, Px, String)>) -> Vec<Line> {
    let ways = [("title and duties", &e.joined), ("duties alone", &e.duties)];
    let line = |(i, (name, figures)): (usize, (&'static str, &Figures))| {
        let points = points(figures);
        let path: Vec<String> =
            points.iter().enumerate().map(|(i, (x, y, ..))| format!("{}{x} {y}", if i == 0 { 'M' } else { 'L' })).collect();
        Line { name, style: format!("c{}", 3 + i), path: path.concat(), points }
    };
    ways.into_iter().enumerate().map(line).collect()
}

/// Share of right answers by confidence.
fn reliability(e: &Evaluation) -> Plot {
    let x = Scale { from: (0.0, 1.0), to: (LEFT, RIGHT) };
    let y = Scale { from: (0.0, 1.0), to: (BOTTOM, TOP) };
    let lines = both(e, |figures| {
        let bins = figures.reliability.iter().filter(|bin| bin.rows > 0);
        bins.map(|bin| {
            let radius = 3.0 + 9.0 * (bin.rows as f64 / figures.rows.max(1) as f64).sqrt();
            let tip = format!(
                "confidence {:.2}, right {} of {}",
                bin.confidence,
                percent(bin.accuracy),
                count(bin.rows as u64, "posting")
            );
            (x.at(bin.confidence), y.at(bin.accuracy), Px(radius), tip)
        })
        .collect()
    });
    let fifths =
        |scale: Scale| (0..=5).map(|i| f64::from(i) / 5.0).map(|v| Tick { at: scale.at(v), label: format!("{v:.1}") }).collect();
    Plot {
        id: "reliability",
        title: "Does 0.8 mean eight in ten?",
        text: "Of the postings at a confidence, the share that is right. On the dotted line confidence means what it says; below it the model is too sure. The larger the dot, the more postings.",
        across: "confidence",
        up: "right",
        diagonal: true,
        x: fifths(x),
        y: fifths(y),
        lines,
    }
}

/// Share of wrong answers among the surest rows.
fn risk(e: &Evaluation) -> Plot {
    let worst = e.joined.risk_coverage.iter().chain(&e.duties.risk_coverage).map(|r| r.risk).fold(0.0, f64::max);
    let top = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].into_iter().find(|top| *top >= worst).unwrap_or(1.0);
    let x = Scale { from: (0.0, 1.0), to: (LEFT, RIGHT) };
    let y = Scale { from: (0.0, top), to: (BOTTOM, TOP) };
    let lines = both(e, |figures| {
        let point = |r: &crate::train::figures::Risk| {
            let tip =
                format!("the surest {}: {} wrong, confidence {:.3} or more", percent(r.coverage), percent(r.risk), r.confidence);
            (x.at(r.coverage), y.at(r.risk), Px(3.5), tip)
        };
        figures.risk_coverage.iter().map(point).collect()
    });
    let across = (0..=5).map(|i| f64::from(i) / 5.0).map(|v| Tick { at: x.at(v), label: format!("{:.0}%", 100.0 * v) }).collect();
    let up = (0..=5).map(|i| top * f64::from(i) / 5.0).map(|v| Tick { at: y.at(v), label: percent(v) }).collect();
    Plot {
        id: "risk",
        title: "What if only the surest are kept?",
        text: "Sorted by confidence, the surest first: how many of those kept are wrong.",
        across: "share of postings kept",
        up: "wrong",
        diagonal: false,
        x: across,
        y: up,
        lines,
    }
}

fn line(set: &Set) -> SetLine {
    let e = &set.evaluation;
    let of = |text: String| if e.joined.rows == 0 { "–".to_owned() } else { text };
    SetLine {
        name: harmless(&set.name),
        rows: thousands(set.rows as u64),
        of_roles: thousands(e.joined.rows as u64),
        duties: of(percent(e.duties.accuracy)),
        joined: of(percent(e.joined.accuracy)),
        macro_f1: of(format!("{:.3}", e.joined.macro_f1)),
        calibration: of(format!("{:.3}", e.joined.calibration_error)),
        flagged: of(percent(e.flagged)),
        unflagged: of(percent(e.unflagged_accuracy)),
    }
}
