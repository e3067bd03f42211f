//! How a file differs from what the model was trained on.
//!
//! The population stability index of a figure compares its spread over the file with that over the training postings:
//! Σ (found − expected) · ln(found / expected) over the bins of a [`Reference`]. By custom, below 0.1 nothing has changed
//! and from 0.25 on much has. Chance alone gives about (bins − 1) · (1 / rows + 1 / training rows), which is granted.

use super::numbers::part;
use crate::batch::survey::Sums;
use crate::model::Model;
use crate::model::reference::{Figure, Reference};

/// With fewer rows in scope nothing is said.
pub const MIN_ROWS: u64 = 50;

/// What a comparison says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// No more than chance and 0.1.
    Alike,
    /// In between.
    Differs,
    /// More than chance and 0.25.
    FarOff,
}

impl Verdict {
    fn of(psi: f64, chance: f64) -> Self {
        match psi - chance {
            rest if rest < 0.1 => Self::Alike,
            rest if rest < 0.25 => Self::Differs,
            _ => Self::FarOff,
        }
    }

    /// In a word or two.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Alike => "alike",
            Self::Differs => "differs somewhat",
            Self::FarOff => "differs much",
        }
    }
}

/// One figure compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Which figure.
    pub figure: Figure,
    /// The population stability index.
    pub psi: f64,
    /// What chance alone would give, about.
    pub chance: f64,
    /// What it says.
    pub verdict: Verdict,
    /// For each bin its name, the share of the training postings and the share of the file's.
    pub bins: Vec<(String, f64, f64)>,
}

/// A term whose share of the postings differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// The term's name.
    pub term: String,
    /// Share of the training postings.
    pub expected: f64,
    /// Share of the file's.
    pub found: f64,
}

/// All comparisons of a file's postings in scope.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drift {
    /// The rows compared.
    pub rows: u64,
    /// The training postings; 0 if the model does not say.
    pub training_rows: u64,
    /// A line a figure.
    pub comparisons: Vec<Comparison>,
    /// Terms more frequent here than in training, the most telling first.
    pub more: Vec<Shift>,
    /// Terms less frequent here.
    pub less: Vec<Shift>,
}

impl Drift {
    /// Of a run's sums.
    #[must_use]
    pub fn new(model: &Model, sums: &Sums) -> Self {
        let references = &model.table().references;
        let rows = sums.figures.first().map_or(0, |counts| counts.iter().sum());
        let training_rows = references.iter().find(|r| r.figure == Figure::Words).map_or(0, Reference::rows);
        let comparisons = references.iter().zip(&sums.figures).map(|(reference, found)| compare(reference, found));
        let (mut more, mut less) = shifts(model, sums, rows, training_rows);
        more.truncate(8);
        less.truncate(8);
        Self { rows, training_rows, comparisons: comparisons.collect(), more, less }
    }

    /// The worst of the comparisons; `None` where nothing can be told.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        if self.rows < MIN_ROWS { None } else { self.comparisons.iter().map(|c| c.verdict).max() }
    }
}

/// The population stability index of two histograms; every bin counts half a row more than it has.
#[must_use]
pub fn psi(expected: &[u64], found: &[u64]) -> f64 {
    let share = |counts: &[u64], i: usize| {
        let all = counts.iter().sum::<u64>() as f64 + 0.5 * counts.len() as f64;
        (counts[i] as f64 + 0.5) / all
    };
    (0..expected.len())
        .map(|i| {
            let (e, f) = (share(expected, i), share(found, i));
            (f - e) * libm::log(f / e)
        })
        .sum()
}

fn compare(reference: &Reference, found: &[u64]) -> Comparison {
    let rows: u64 = found.iter().sum();
    let psi = psi(&reference.counts, found);
    let chance = reference.edges.len() as f64 * (1.0 / rows.max(1) as f64 + 1.0 / reference.rows() as f64);
    let edge = |i: usize| match reference.figure {
        Figure::Confidence => format!("{:.4}", reference.edges[i]),
        Figure::Words => format!("{:.0}", reference.edges[i]),
        Figure::Known => format!("{:.1}", reference.edges[i]),
    };
    let last = reference.edges.len();
    let name = |i: usize| match i {
        _ if last == 0 => "all".to_owned(),
        0 => format!("below {}", edge(0)),
        i if i == last => format!("{} and more", edge(i - 1)),
        i => format!("{} to {}", edge(i - 1), edge(i)),
    };
    let bins = (0..=last).map(|i| (name(i), part(reference.counts[i], reference.rows()), part(found[i], rows)));
    Comparison { figure: reference.figure, psi, chance, verdict: Verdict::of(psi, chance), bins: bins.collect() }
}

/// Terms whose share differs, those that tell most first: more frequent ones, and less frequent ones. The training share
/// follows from the idf.
fn shifts(model: &Model, sums: &Sums, rows: u64, training_rows: u64) -> (Vec<Shift>, Vec<Shift>) {
    if rows == 0 || training_rows == 0 {
        return Default::default();
    }
    let (n, m) = (training_rows as f64, rows as f64);
    let telling = |shift: &Shift| {
        let smooth = |share: f64, rows: f64| (share * rows + 0.5) / (rows + 1.0);
        let (e, f) = (smooth(shift.expected, n), smooth(shift.found, m));
        ((f - e) * libm::log(f / e) * 1e9) as u64
    };
    let mut all: Vec<Shift> = Vec::new();
    for (i, term) in model.terms().iter().enumerate() {
        let expected = (((1.0 + n) / libm::exp(term.idf - 1.0) - 1.0) / n).clamp(0.0, 1.0);
        let occurs: u64 = sums.terms.iter().map(|terms| terms[i].rows).sum();
        all.push(Shift { term: term.name.clone(), expected, found: part(occurs, rows) });
    }
    all.sort_by_key(|shift| std::cmp::Reverse(telling(shift)));
    all.into_iter().filter(|shift| telling(shift) > 0).partition(|shift| shift.found > shift.expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_nothing_for_the_same_and_grows_with_the_difference() {
        assert_eq!(psi(&[10, 20, 30], &[10, 20, 30]), 0.0);
        let (near, far) = (psi(&[100, 100], &[90, 110]), psi(&[100, 100], &[10, 190]));
        assert!(0.0 < near && near < 0.02 && 1.0 < far, "{near} {far}");
        // By hand: shares (100.5, 100.5) / 201 and (10.5, 190.5) / 201.
        let by_hand = (10.5 - 100.5) / 201.0 * (10.5f64 / 100.5).ln() + (190.5 - 100.5) / 201.0 * (190.5f64 / 100.5).ln();
        assert!((far - by_hand).abs() < 1e-12);
    }

    #[test]
    fn chance_is_granted() {
        assert_eq!(Verdict::of(0.2, 0.15), Verdict::Alike);
        assert_eq!(Verdict::of(0.2, 0.0), Verdict::Differs);
        assert_eq!(Verdict::of(0.5, 0.1), Verdict::FarOff);
    }
}
