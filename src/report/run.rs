//! The page of a run.

use super::comparison::Comparisons;
use super::drift::Drift;
use super::numbers::{count, list, part, percent, share, thousands};
use super::page::Shell;
use super::plot::{Px, colour, mark};
use super::review::{self, ReviewRow};
use super::{confidence, map, why};
use crate::batch::survey::{Findings, Sums};
use crate::batch::tally::Tally;
use crate::model::Model;
use askama::Template;

/// What was run, as far as its findings do not say.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// The inputs, by the names that messages give.
    pub files: Vec<String>,
    /// Where title and texts were read from.
    pub columns: String,
    /// The day of the run.
    pub date: String,
    /// The model: `built in`, or its file.
    pub model: String,
    /// Whether it is the one built in.
    pub built_in: bool,
}

/// The page of a run, at most some 2.5 MB long.
///
/// # Panics
/// Never: templates write to memory.
#[must_use]
pub fn run_page(model: &Model, tally: &Tally, findings: &Findings, run: &Run) -> String {
    Page::new(model, tally, findings, run).render().expect("memory can be written")
}

/// A class of rows: a role, or what is not in scope.
#[derive(Debug, Clone)]
pub(super) struct Class {
    pub name: String,
    /// Its style: `c0` to `c7`, or `out`.
    pub style: String,
    /// Its mark, drawn around 8, 8.
    pub mark: String,
    pub rows: u64,
    pub count: String,
}

#[derive(Template)]
#[template(path = "run.html")]
struct Page {
    shell: Shell,
    title: String,
    lead: String,
    facts: Vec<(&'static str, String)>,
    tiles: Vec<Tile>,
    classes: Vec<Class>,
    roles: Vec<RoleBar>,
    confidence: confidence::Histogram,
    map: map::Map,
    why: Vec<why::RoleWhy>,
    titles: Titles,
    reasons: Vec<(&'static str, String)>,
    rows: Vec<ReviewRow>,
    flagged: u64,
    drift: Comparisons,
}

struct Tile {
    label: &'static str,
    value: String,
    note: String,
}

struct RoleBar {
    name: String,
    style: String,
    inside: Px,
    outside: Px,
    inside_rows: String,
    outside_rows: String,
    rows: String,
    share: String,
}

/// What titles say against what the duties say.
struct Titles {
    columns: Vec<String>,
    lines: Vec<(String, Vec<Cell>)>,
    disagree: u64,
}

struct Cell {
    rows: u64,
    text: String,
    /// From 0 to 6: how deep its ground is.
    depth: usize,
    agrees: bool,
    /// Whether title and duties name different roles.
    differs: bool,
}

impl Page {
    fn new(model: &Model, tally: &Tally, findings: &Findings, run: &Run) -> Self {
        let Findings { rows, sums, .. } = findings;
        let names: Vec<String> = model.roles().iter().map(|role| role.name.clone()).collect();
        let classes = classes(&names, sums);
        let outside: u64 = sums.outside.iter().sum();
        let inside = tally.written - outside;
        let drift = Drift::new(model, sums);
        let told: Vec<String> =
            names.iter().zip(&classes).map(|(name, class)| format!("{name} {}", thousands(class.rows))).collect();
        let lead = format!(
            "Of {}, {} {} for a job of these roles: {}. {} should be looked at by a person.",
            count(tally.written, "posting"),
            thousands(inside),
            if inside == 1 { "is" } else { "are" },
            list(&told),
            share(tally.flagged, tally.written),
        );
        Self {
            shell: Shell::new(),
            title: format!("{}?", either(&names)),
            lead,
            facts: facts(model, tally, run),
            tiles: tiles(tally, inside, &drift),
            roles: role_bars(&classes, tally, sums),
            confidence: confidence::Histogram::new(sums, &classes, model.rule().min_confidence),
            map: map::Map::new(model, findings, &classes),
            why: why::roles(model, sums),
            titles: titles(&names, sums),
            reasons: tally.reasons().into_iter().map(|(reason, n)| (reason, thousands(n))).collect(),
            rows: review::rows(model, rows, &run.files),
            flagged: tally.flagged,
            drift: Comparisons::new(&drift, run.built_in),
            classes,
        }
    }
}

impl Page {
    /// The first of the listed rows whose title and duties name different roles.
    fn mistitled(&self) -> impl Iterator<Item = &ReviewRow> {
        self.rows.iter().filter(|row| row.mistitled).take(8)
    }
}

/// `a, b or c`.
fn either(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => names.concat(),
    }
}

fn classes(names: &[String], sums: &Sums) -> Vec<Class> {
    let class = |(i, name): (usize, &String)| Class {
        name: name.clone(),
        style: format!("c{}", colour(i)),
        mark: mark(i, Px(8.0), Px(8.0), 5.0),
        rows: sums.rows(i),
        count: thousands(sums.rows(i)),
    };
    let out = Class {
        name: "not IT leadership".into(),
        style: "out".into(),
        mark: mark(0, Px(8.0), Px(8.0), 4.0),
        rows: sums.rows(names.len()),
        count: thousands(sums.rows(names.len())),
    };
    names.iter().enumerate().map(class).chain([out]).collect()
}

fn facts(model: &Model, tally: &Tally, run: &Run) -> Vec<(&'static str, String)> {
    let digest = model.digest();
    let mut facts = vec![
        (if run.files.len() == 1 { "File" } else { "Files" }, files(&run.files)),
        (
            "Rows",
            format!(
                "{} read, {} classified, {} rejected",
                thousands(tally.read()),
                thousands(tally.written),
                thousands(tally.rejects())
            ),
        ),
        ("Read", run.columns.clone()),
        ("Model", run.model.clone()),
    ];
    if let Some(date) = model.table().about("date") {
        facts.push(("Model of", date.to_owned()));
    }
    facts.push(("Model digest", if digest.is_empty() { "none".into() } else { digest.to_owned() }));
    facts.push(("Date", run.date.clone()));
    facts
}

/// The first names of a list of files, and how many more there are.
fn files(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let more = names.len().saturating_sub(SHOWN);
    let shown = names.iter().take(SHOWN).map(|name| crate::text::harmless::harmless(name)).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

fn tiles(tally: &Tally, inside: u64, drift: &Drift) -> Vec<Tile> {
    let tile = |label, value, note| Tile { label, value, note };
    let (value, note) = match drift.verdict() {
        Some(verdict) => (verdict.words().to_owned(), "compared with the training postings".to_owned()),
        None if drift.comparisons.is_empty() => ("not told".into(), "the model holds no reference figures".into()),
        None => ("too few rows".into(), "to compare with the training postings".into()),
    };
    vec![
        tile("Postings", thousands(tally.written), format!("{} rejected as unreadable", thousands(tally.rejects()))),
        tile("IT leadership", thousands(inside), format!("{} of the postings", percent(part(inside, tally.written)))),
        tile(
            "To be looked at",
            thousands(tally.flagged),
            format!("{} of the postings", percent(part(tally.flagged, tally.written))),
        ),
        tile("This file", value, note),
    ]
}

fn role_bars(classes: &[Class], tally: &Tally, sums: &Sums) -> Vec<RoleBar> {
    let most = tally.roles.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = |rows: u64| Px(100.0 * rows as f64 / most);
    let roles = classes.iter().zip(tally.roles.iter().zip(&sums.outside));
    roles
        .map(|(class, (rows, outside))| RoleBar {
            name: class.name.clone(),
            style: class.style.clone(),
            inside: width(rows - outside),
            outside: width(*outside),
            inside_rows: thousands(rows - outside),
            outside_rows: thousands(*outside),
            rows: thousands(*rows),
            share: percent(part(*rows, tally.written)),
        })
        .collect()
}

fn titles(names: &[String], sums: &Sums) -> Titles {
    let k = names.len();
    let columns = names.iter().cloned().chain(["no keyword".to_owned()]).collect();
    let says = names.iter().cloned().chain(["several roles", "a deputy", "no role"].map(str::to_owned));
    let most = sums.titles.iter().flatten().copied().max().unwrap_or(0).max(1) as f64;
    let mut disagree = 0;
    let lines = says.zip(&sums.titles).enumerate().filter(|(i, (_, cells))| *i < k || cells.iter().any(|rows| *rows > 0));
    let lines = lines
        .map(|(i, (name, cells))| {
            let cell = |(j, rows): (usize, &u64)| Cell {
                rows: *rows,
                text: thousands(*rows),
                depth: if *rows == 0 { 0 } else { 1 + (5.0 * (*rows as f64 / most).sqrt()) as usize },
                agrees: i == j && i < k,
                differs: i < k && j < k && i != j,
            };
            let cells: Vec<Cell> = cells.iter().enumerate().map(cell).collect();
            disagree += cells.iter().filter(|cell| cell.differs).map(|cell| cell.rows).sum::<u64>();
            (name, cells)
        })
        .collect();
    Titles { columns, lines, disagree }
}
