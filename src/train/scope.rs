//! The second linear model: is the posting for one of the model's roles at all?
//!
//! | quantity | formula |
//! | --- | --- |
//! | feature of a term | (1 + ln tf) · idf / max(words, 40)^¾, so that density counts, not only mix |
//! | background evidence lr | ln share of role postings with the term − ln share of any real postings with it, within ±4 |
//! | weight | own weight + κ · lr; own weights and κ are fitted together |
//! | score | slope · (Σ weight · feature + bias − the quantile of left-out role postings that may be sent to review) |
//!
//! The authored negatives cover few trades. What tells unseen trades apart is the background: how many of many real
//! postings of all trades use a term (`data/background.tsv`). It is honest where a keyword means one thing wherever it
//! stands, so surfaces that one posting in twenty uses are keywords of their own, and the words of neighbouring jobs and
//! other trades are keywords too. Learned terms are left out: for this question they are the authors' style, not
//! evidence.

use std::collections::HashMap;

use super::design::{Candidate, Chosen, TermCounts, round};
use super::fit::{Rows, fit};
use crate::features::{Vector, density};
use crate::model::table::Ring;
use crate::text::vocabulary::TermId;

/// Weight of Σ weight² / 2 against the summed log loss.
const PENALTY: f64 = 2.0;
/// Scale of the column of background evidence: how cheap κ is.
const BACKGROUND_SCALE: f64 = 0.15;
/// The bound of the background evidence, in log-odds.
const EVIDENCE_BOUND: f64 = 4.0;
/// The share of left-out role postings below the threshold.
const MISSED: f64 = 0.06;

/// In how many real postings of all trades each keyword occurs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Background {
    /// The number of postings counted; 0 for no background.
    pub postings: usize,
    /// By keyword: the postings that use it.
    pub users: HashMap<String, usize>,
}

impl Background {
    /// Reads the table: a keyword and a number a line, the first line `postings` and how many were counted.
    ///
    /// # Errors
    /// The first line that does not fit.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut all = Self::default();
        for (line, row) in (1..).zip(text.lines()) {
            let (keyword, count) =
                row.split_once('\t').ok_or(format!("background, line {line}: expected a keyword, a tab and a number"))?;
            let count = count.parse().map_err(|e| format!("background, line {line}: {e}"))?;
            if line == 1 {
                all.postings = count;
            } else {
                all.users.insert(keyword.to_owned(), count);
            }
        }
        Ok(all)
    }

    /// The share of the postings that use a keyword; 0 where it was not counted.
    #[must_use]
    pub fn share(&self, keyword: &str) -> f64 {
        self.users.get(keyword).map_or(0.0, |users| *users as f64 / self.postings.max(1) as f64)
    }
}

/// A posting to learn the scope from.
#[derive(Debug, Clone, Copy)]
pub struct ScopeRow<'a> {
    /// Its terms.
    pub counts: &'a TermCounts,
    /// Its words.
    pub words: usize,
    /// Whether it is for one of the roles.
    pub inside: bool,
    /// A posting of a neighbouring job weighs as much in all as one of other trades.
    pub neighbour: bool,
}

/// A fitted scope: its bias and a weight a chosen term.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Log-odds of a posting without any term.
    pub bias: f64,
    /// By chosen term.
    pub weights: Vec<f64>,
}

impl Scope {
    /// Fits on `rows`, with the terms that the duties chose.
    ///
    /// # Errors
    /// When the solver does not converge, or one of the two sides has no rows.
    pub fn train(
        rows: &[ScopeRow<'_>],
        chosen: &Chosen,
        candidates: &[Candidate],
        background: &Background,
    ) -> Result<Self, String> {
        let terms = chosen.candidates.len();
        let count = |keep: fn(&ScopeRow<'_>) -> bool| rows.iter().filter(|row| keep(row)).count();
        let (inside, neighbours, others) =
            (count(|r| r.inside), count(|r| !r.inside && r.neighbour), count(|r| !r.inside && !r.neighbour));
        if inside == 0 || neighbours + others == 0 {
            return Err("in_scope needs postings of the roles and postings of other jobs".into());
        }
        // Evidence of the background, one number a term.
        let mut users = vec![0usize; terms];
        let learned = |term: TermId| candidates[chosen.candidates[term.index()].index()].ring == Ring::Learned;
        let of_keywords =
            |row: &ScopeRow<'_>| -> Vector { features(row, chosen).into_iter().filter(|(term, _)| !learned(*term)).collect() };
        let vectors: Vec<Vector> = rows.iter().map(of_keywords).collect();
        for (row, vector) in rows.iter().zip(&vectors) {
            if row.inside {
                vector.iter().for_each(|(term, _)| users[term.index()] += 1);
            }
        }
        let names = chosen.candidates.iter().map(|id| &candidates[id.index()]);
        let evidence: Vec<f64> = names
            .zip(&users)
            .map(|(candidate, users)| {
                let Some(real) = background.users.get(&candidate.name).filter(|_| candidate.ring != Ring::Learned) else {
                    return 0.0;
                };
                let share = |n: usize, all: usize, prior: f64| libm::log((n as f64 + prior) / (all as f64 + 2.0 * prior));
                (share(*users, inside, 0.5) - share(*real, background.postings, 5.0)).clamp(-EVIDENCE_BOUND, EVIDENCE_BOUND)
            })
            .collect();
        // Rows of the smaller sides are repeated, so that both sides and both kinds of other jobs weigh about the same.
        let sides = usize::from(neighbours > 0) + usize::from(others > 0);
        let repeat = |row: &ScopeRow<'_>| match (row.inside, row.neighbour) {
            (true, _) => 1,
            (false, true) => (inside as f64 / sides as f64 / neighbours as f64).round().max(1.0) as usize,
            (false, false) => (inside as f64 / sides as f64 / others as f64).round().max(1.0) as usize,
        };
        let mean_square = vectors.iter().flatten().map(|(_, value)| value * value).sum::<f64>() / rows.len() as f64;
        let unit = 1.0 / mean_square.sqrt().max(f64::MIN_POSITIVE);
        let background_term = TermId(u32::try_from(terms).map_err(|e| e.to_string())?);
        let with_background: Vec<Vector> = vectors
            .iter()
            .map(|vector| {
                let sum: f64 = vector.iter().map(|(term, value)| value * unit * evidence[term.index()]).sum();
                let mut vector: Vector = vector.iter().map(|(term, value)| (*term, value * unit)).collect();
                vector.push((background_term, sum));
                vector
            })
            .collect();
        let (mut fit_vectors, mut labels) = (Vec::new(), Vec::new());
        for (row, vector) in rows.iter().zip(&with_background) {
            for _ in 0..repeat(row) {
                fit_vectors.push(vector);
                labels.push(usize::from(row.inside));
            }
        }
        let mut scale = vec![1.0; terms];
        scale.push(BACKGROUND_SCALE);
        // Two classes with one penalty each are one weight with half of it.
        let linear =
            fit(Rows { vectors: &fit_vectors, labels: &labels, classes: 2, scale: &scale, biased: true }, 2.0 * PENALTY)?;
        let weight = |term: TermId| linear.weights(term)[1] - linear.weights(term)[0];
        let kappa = weight(background_term);
        let weights = (0..).map(TermId).zip(&evidence).map(|(term, lr)| (weight(term) + kappa * lr) * unit).collect();
        Ok(Self { bias: linear.bias()[1] - linear.bias()[0], weights })
    }

    /// The score of a posting, in log-odds.
    #[must_use]
    pub fn score(&self, row: &ScopeRow<'_>, chosen: &Chosen) -> f64 {
        self.bias + features(row, chosen).iter().map(|(term, value)| self.weights[term.index()] * value).sum::<f64>()
    }

    /// Moves the threshold to 0 and stretches the scores to probabilities, by rows that the fit did not see.
    #[must_use]
    pub fn calibrated(&self, held_out: &[(bool, f64)]) -> Self {
        let (mut inside, outside): (Vec<(bool, f64)>, Vec<_>) = held_out.iter().partition(|(inside, _)| *inside);
        inside.sort_by(|a, b| a.1.total_cmp(&b.1));
        let threshold = inside.get((inside.len() as f64 * MISSED) as usize).map_or(0.0, |(_, score)| *score);
        let loss = |log_slope: f64| {
            let slope = libm::exp(log_slope);
            let side = |rows: &[(bool, f64)], sign: f64| -> f64 {
                rows.iter().map(|(_, score)| libm::log1p(libm::exp(-sign * slope * (score - threshold)))).sum::<f64>()
                    / rows.len().max(1) as f64
            };
            side(&inside, 1.0) + side(&outside, -1.0)
        };
        let slope = libm::exp(super::recipe::golden_section(loss, -2.0, 2.0));
        Self {
            bias: round(slope * (self.bias - threshold)),
            weights: self.weights.iter().map(|weight| round(slope * weight)).collect(),
        }
    }
}

/// The features of a posting for the question of scope.
fn features(row: &ScopeRow<'_>, chosen: &Chosen) -> Vector {
    let (mut vector, length) = chosen.weighed(row.counts);
    let factor = length * density(row.words);
    vector.iter_mut().for_each(|(_, value)| *value *= factor);
    vector
}
