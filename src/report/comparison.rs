//! How the page shows drift.

use super::drift::{Comparison, Drift, MIN_ROWS, Verdict};
use super::numbers::{count, list, percent, thousands};
use super::plot::Px;
use crate::model::reference::Figure;

/// A file's postings beside the training postings.
pub struct Comparisons {
    pub sentence: String,
    pub rows: String,
    pub training_rows: String,
    pub cards: Vec<Card>,
    pub shifts: Vec<Shifts>,
}

/// Terms with their shares of the training postings and of the file's.
pub struct Shifts {
    pub name: &'static str,
    pub lines: Vec<[String; 3]>,
}

/// One figure.
pub struct Card {
    pub name: &'static str,
    pub verdict: &'static str,
    pub style: &'static str,
    pub psi: String,
    pub chance: String,
    pub bins: Vec<Bin>,
}

/// One bin of a figure; widths are of 100.
pub struct Bin {
    pub name: String,
    pub expected: String,
    pub found: String,
    pub expected_width: Px,
    pub found_width: Px,
}

impl Comparisons {
    /// Of a run with the model built in, or another.
    pub fn new(drift: &Drift, built_in: bool) -> Self {
        let enough = drift.rows >= MIN_ROWS;
        let lines = [("More frequent here", &drift.more), ("Less frequent here", &drift.less)];
        let shifts = lines.map(|(name, shifts)| {
            let line = |shift: &super::drift::Shift| [shift.term.clone(), percent(shift.expected), percent(shift.found)];
            Shifts { name, lines: shifts.iter().map(line).collect() }
        });
        Self {
            sentence: sentence(drift, built_in),
            rows: thousands(drift.rows),
            training_rows: thousands(drift.training_rows),
            cards: drift.comparisons.iter().map(|comparison| card(comparison, enough)).collect(),
            shifts: shifts.into_iter().filter(|shifts| !shifts.lines.is_empty()).collect(),
        }
    }
}

fn card(comparison: &Comparison, enough: bool) -> Card {
    let Comparison { figure, psi, chance, verdict, bins } = comparison;
    let most = bins.iter().flat_map(|(_, expected, found)| [*expected, *found]).fold(1e-9, f64::max);
    let width = |share: f64| Px(100.0 * share / most);
    let bin = |(name, expected, found): &(String, f64, f64)| Bin {
        name: name.clone(),
        expected: percent(*expected),
        found: percent(*found),
        expected_width: width(*expected),
        found_width: width(*found),
    };
    Card {
        name: figure_name(*figure),
        verdict: if enough { verdict.words() } else { "too few rows" },
        style: if enough && *verdict == Verdict::FarOff { "far" } else { "near" },
        psi: format!("{psi:.2}"),
        chance: format!("{chance:.2}"),
        bins: bins.iter().map(bin).collect(),
    }
}

fn figure_name(figure: Figure) -> &'static str {
    match figure {
        Figure::Confidence => "Confidence by the duties",
        Figure::Words => "Length in words",
        Figure::Known => "Known terms per 100 words",
    }
}

/// Whether to trust what the model says of this file, in plain words.
fn sentence(drift: &Drift, built_in: bool) -> String {
    let differing: Vec<String> =
        drift.comparisons.iter().filter(|c| c.verdict > Verdict::Alike).map(|c| figure_name(c.figure).to_lowercase()).collect();
    let verdict = match drift.verdict() {
        None if drift.comparisons.is_empty() => {
            return "The model file holds no reference figures, so drift cannot be told. Models that `classify train` writes hold them.".into();
        }
        None => format!(
            "{} for these roles: too few to tell drift from chance. Look at the rows themselves.",
            count(drift.rows, "posting")
        ),
        Some(Verdict::Alike) => "The postings for these roles look like those that the model learned from: its probabilities may be taken as they were measured.".into(),
        Some(Verdict::Differs) => format!(
            "The postings for these roles differ somewhat from those that the model learned from, in {}. Trust the order of the rows; before quoting shares, check fifty rows by hand.",
            list(&differing)
        ),
        Some(Verdict::FarOff) => format!(
            "The postings for these roles are of another kind than those that the model learned from, in {}. Read the decisions row by row, with their reasons; do not quote probabilities or shares before some rows are labelled by hand and `classify evaluate` has measured them.",
            list(&differing)
        ),
    };
    if !built_in {
        return verdict;
    }
    format!(
        "{verdict} The reference is {} written for this project, not taken from life: real files nearly always differ in length and in how dense their keywords are.",
        count(drift.training_rows, "posting")
    )
}
