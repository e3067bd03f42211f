//! The recipe for the duties: which rows, which terms, how heavy a penalty, which temperature.

use rayon::prelude::*;

use super::corpus::Labelled;
use super::design::{Chosen, Design, TermCounts, round};
use super::fit::{Rows, fit};
use super::select::{Example, Selection, select};
use crate::features::Vector;
use crate::model::linear::{Linear, softmax};
use crate::model::table::Ring;
use crate::text::vocabulary::TermId;

/// The numbers of the recipe. They were chosen by leaving worlds and voices out of the training set, never on test sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recipe {
    /// Weight of Σ weight² / 2 against the summed log loss.
    pub penalty: f64,
    /// What the features of keywords are multiplied by while fitting, against 1 for learned terms.
    pub keyword_scale: f64,
    /// Which learned terms stay.
    pub selection: Selection,
    /// The steadiness at which a learned term's scale is 1; it grows in proportion, up to 1.5.
    pub full_steadiness: f64,
    /// How much a term's scale shrinks for being common in real postings of all trades.
    pub contamination: f64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            penalty: 1.0 / 60.0,
            keyword_scale: 0.7,
            selection: Selection::default(),
            full_steadiness: 5.0,
            contamination: 0.3,
        }
    }
}

/// The part of the corpus that trains the duties: postings of the model's roles.
#[derive(Debug, Clone)]
pub struct DutiesRow {
    /// The posting's place in the corpus.
    pub posting: usize,
    /// Its role's number.
    pub role: usize,
    /// The number of its world.
    pub world: usize,
    /// The number of its voice.
    pub voice: usize,
}

/// The rows of the model's roles, with worlds and voices numbered in alphabetical order.
#[must_use]
pub fn duties_rows(corpus: &[Labelled]) -> Vec<DutiesRow> {
    let number = |name: fn(&Labelled) -> &String| {
        let mut names: Vec<&String> = corpus.iter().filter(|p| p.role.is_some()).map(name).collect();
        names.sort();
        names.dedup();
        move |posting: &Labelled| names.binary_search(&name(posting)).unwrap_or(0)
    };
    let (world, voice) = (number(|p| &p.world), number(|p| &p.voice));
    let rows = corpus.iter().enumerate().filter_map(|(posting, labelled)| {
        let role = labelled.role?.index();
        Some(DutiesRow { posting, role, world: world(labelled), voice: voice(labelled) })
    });
    rows.collect()
}

/// A fitted model of the duties, in the numbering of its choice of terms.
#[derive(Debug, Clone)]
pub struct Duties {
    /// The terms chosen.
    pub chosen: Chosen,
    /// Their weights.
    pub linear: Linear,
}

impl Duties {
    /// Chooses terms and fits weights on `rows`.
    ///
    /// # Errors
    /// When a role has no rows or the solver does not converge.
    pub fn train(design: &Design, rows: &[&DutiesRow], roles: usize, recipe: &Recipe) -> Result<Self, String> {
        let counts: Vec<&TermCounts> = rows.iter().map(|row| &design.counts[row.posting]).collect();
        let examples: Vec<Example<'_>> =
            rows.iter().map(|row| Example { counts: &design.counts[row.posting], role: row.role, world: row.world }).collect();
        let selected = select(&design.candidates, &examples, roles, recipe.selection);
        let chosen = Chosen::new(selected.iter().map(|(term, _)| *term).collect(), design.candidates.len(), &counts);
        let vectors: Vec<Vector> = counts.iter().map(|counts| chosen.vector(counts)).collect();
        let mut users = vec![0.0; selected.len()];
        for (term, _) in vectors.iter().flatten() {
            users[term.index()] += 1.0;
        }
        let scale: Vec<f64> = selected
            .iter()
            .zip(&users)
            .map(|((term, steady), users)| {
                let learned = design.candidates[term.index()].ring == Ring::Learned;
                let ring = if learned { (steady / recipe.full_steadiness).min(1.5) } else { recipe.keyword_scale };
                let own = f64::max(*users, 1.0) / rows.len() as f64;
                ring * own / (own + recipe.contamination * design.background[term.index()])
            })
            .collect();
        let labels: Vec<usize> = rows.iter().map(|row| row.role).collect();
        let vectors: Vec<&Vector> = vectors.iter().collect();
        let linear =
            fit(Rows { vectors: &vectors, labels: &labels, classes: roles, scale: &scale, biased: false }, recipe.penalty)?;
        Ok(Self { chosen, linear: rounded(&linear) })
    }

    /// The scores of a posting, before the temperature.
    #[must_use]
    pub fn scores(&self, counts: &TermCounts) -> Vec<f64> {
        let mut scores = vec![0.0; self.linear.classes()];
        self.linear.scores(&self.chosen.vector(counts), &mut scores);
        scores
    }
}

/// The counts of two postings read one after the other.
fn sum(a: &TermCounts, b: &TermCounts) -> TermCounts {
    let mut all: std::collections::BTreeMap<TermId, u32> = a.iter().copied().collect();
    for (term, count) in b {
        *all.entry(*term).or_default() += count;
    }
    all.into_iter().collect()
}

fn rounded(linear: &Linear) -> Linear {
    let all = |values: &[f64]| values.iter().copied().map(round).collect::<Vec<_>>();
    Linear::new(all(linear.bias()), all(linear.all_weights()))
}

/// Scores of rows that the fit did not see, with their roles.
pub type HeldOut = Vec<(usize, Vec<f64>)>;

/// A posting as it stands.
#[must_use]
pub fn as_it_stands(design: &Design, row: &DutiesRow) -> TermCounts {
    design.counts[row.posting].clone()
}

/// A posting with the words of another job's posting behind it: authored postings keep to the point, real ones do not.
#[must_use]
pub fn beside_the_point(design: &Design, row: &DutiesRow) -> TermCounts {
    match design.others.len() {
        0 => as_it_stands(design, row),
        others => sum(&design.counts[row.posting], &design.counts[design.others[7 * row.posting % others]]),
    }
}

/// Trains on the rows that `train` holds of and scores those that `test` holds of.
///
/// # Errors
/// As [`Duties::train`].
pub fn split(
    design: &Design,
    rows: &[DutiesRow],
    roles: usize,
    recipe: &Recipe,
    train: impl Fn(&DutiesRow) -> bool,
    test: impl Fn(&DutiesRow) -> bool,
    view: impl Fn(&Design, &DutiesRow) -> TermCounts,
) -> Result<HeldOut, String> {
    let seen: Vec<&DutiesRow> = rows.iter().filter(|row| train(row)).collect();
    let duties = Duties::train(design, &seen, roles, recipe)?;
    Ok(rows.iter().filter(|row| test(row)).map(|row| (row.role, duties.scores(&view(design, row)))).collect())
}

/// Leaves out one group of rows after the other, and scores it by what the others teach.
///
/// # Errors
/// As [`Duties::train`].
pub fn leave_one_out(
    design: &Design,
    rows: &[DutiesRow],
    roles: usize,
    recipe: &Recipe,
    group: impl Fn(&DutiesRow) -> usize + Sync,
    view: impl Fn(&Design, &DutiesRow) -> TermCounts + Sync,
) -> Result<Vec<HeldOut>, String> {
    let groups = rows.iter().map(&group).max().map_or(0, |last| last + 1);
    (0..groups)
        .into_par_iter()
        .map(|out| split(design, rows, roles, recipe, |row| group(row) != out, |row| group(row) == out, &view))
        .collect()
}

/// The temperature that minimises the log loss of held-out scores, between 1/16 and 16.
#[must_use]
pub fn fit_temperature(held_out: &[(usize, Vec<f64>)]) -> f64 {
    let loss = |log_temperature: f64| -> f64 {
        let temperature = libm::exp(log_temperature);
        let row = |(role, scores): &(usize, Vec<f64>)| {
            let mut p: Vec<f64> = scores.iter().map(|s| s / temperature).collect();
            softmax(&mut p);
            -libm::log(p[*role].max(1e-15))
        };
        held_out.iter().map(row).sum()
    };
    round(libm::exp(golden_section(loss, -libm::log(16.0), libm::log(16.0))))
}

/// The place of the minimum of a function with one valley, by golden section search, to a millionth of the interval.
pub(super) fn golden_section(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    for _ in 0..30 {
        let (a, b) = (high - ratio * (high - low), low + ratio * (high - low));
        if f(a) < f(b) { high = b } else { low = a }
    }
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temperature_brings_confidence_to_the_share_of_right_answers() {
        // Scores say 95%, truth is 80%: T = ln(19) / ln(4).
        let rows: HeldOut = (0..100).map(|i| (usize::from(i % 5 == 0), vec![19.0_f64.ln(), 0.0])).collect();
        assert!((fit_temperature(&rows) - 19.0_f64.ln() / 4.0_f64.ln()).abs() < 1e-3);
    }
}
