//! A prediction in the words and figures of the output's columns, rounded as they are printed.
//!
//! | column | |
//! | --- | --- |
//! | `role` | the most probable role |
//! | `confidence` | its probability, as printed in its own column |
//! | `p_…` | one a role; what is printed sums to exactly 1.0000 |
//! | `duties_role` | the role by the description alone; empty if it has no known keyword |
//! | `title_role` | the roles that the title names, joined by `+`; `deputy CIO` if it is a deputy's; empty if none |
//! | `in_scope` | the probability that the posting is for one of the roles at all |
//! | `review` | why a person should look, joined by `;`; empty if there is no reason |
//!
//! ```
//! use classify_postings::{Answer, Model, Posting, Scorer};
//!
//! let model = Model::embedded();
//! let (mut scorer, mut answer) = (Scorer::new(&model), Answer::default());
//! answer.set(&model, scorer.predict(Posting { title: b"Deputy CIO", texts: &[b"Keeps the IT budget."] }));
//! assert_eq!(answer.title_role, "deputy CIO");
//! assert_eq!(answer.probabilities.iter().sum::<u16>(), Answer::ONE);
//! ```

use crate::model::Model;
use crate::scorer::Prediction;

/// The values of the columns for one posting. Fill it again for the next: it keeps its memory.
///
/// Probabilities are in ten-thousandths; [`Answer::probability`] makes them fractions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer<'m> {
    /// The most probable role.
    pub role: &'m str,
    /// Its probability.
    pub confidence: u16,
    /// A probability for each role. They sum to [`Answer::ONE`].
    pub probabilities: Vec<u16>,
    /// The most probable role by the duties alone; empty where no known keyword occurs.
    pub duties_role: &'m str,
    /// The roles that the title names, joined by `+`, behind `deputy` if it is a deputy's; empty if none.
    pub title_role: String,
    /// The probability that the posting is for one of the roles at all.
    pub in_scope: u16,
    /// The reasons for a person to look, joined by `;`; empty if there is none.
    pub review: String,
}

impl<'m> Answer<'m> {
    /// A probability of 1, in ten-thousandths.
    pub const ONE: u16 = 10_000;

    /// The names of the columns, in order.
    pub fn columns(model: &Model) -> impl Iterator<Item = &str> {
        let probabilities = model.roles().iter().map(|role| role.column.as_str());
        ["role", "confidence"].into_iter().chain(probabilities).chain(["duties_role", "title_role", "in_scope", "review"])
    }

    /// Ten-thousandths as a fraction: the number nearest to what is printed.
    #[must_use]
    pub fn probability(ten_thousandths: u16) -> f64 {
        f64::from(ten_thousandths) / f64::from(Self::ONE)
    }

    /// Takes the values of a prediction made with `model`.
    pub fn set(&mut self, model: &'m Model, prediction: &Prediction) {
        let name = |role: crate::RoleId| model.roles()[role.index()].name.as_str();
        round(&prediction.probabilities, &mut self.probabilities);
        self.role = name(prediction.role);
        self.confidence = self.probabilities[prediction.role.index()];
        self.duties_role = prediction.duties_role.map_or("", name);
        self.in_scope = ten_thousandths(prediction.in_scope);
        self.title_role.clear();
        if prediction.title.is_deputy() && prediction.title.any() {
            self.title_role.push_str("deputy ");
        }
        join(prediction.title.roles().iter().map(name), "+", &mut self.title_role);
        self.review.clear();
        let reasons = prediction.review.reasons().into_iter().filter(|(_, holds)| *holds);
        join(reasons.map(|(reason, _)| reason), ";", &mut self.review);
    }
}

fn join<'a>(parts: impl Iterator<Item = &'a str>, between: &str, out: &mut String) {
    for (i, part) in parts.enumerate() {
        if i > 0 {
            out.push_str(between);
        }
        out.push_str(part);
    }
}

/// Rounds probabilities to ten-thousandths that sum to exactly 1, by the largest remainder; of equal ones the first gets
/// it. A higher probability is never printed as the lower one.
fn round(probabilities: &[f64], out: &mut Vec<u16>) {
    out.clear();
    out.extend(probabilities.iter().map(|p| (p * f64::from(Answer::ONE)) as u16));
    let remainder = |i: usize, printed: u16| probabilities[i] * f64::from(Answer::ONE) - f64::from(printed);
    for _ in out.iter().sum::<u16>()..Answer::ONE {
        let mut best = 0;
        for i in 1..out.len() {
            if remainder(i, out[i]) > remainder(best, out[best]) {
                best = i;
            }
        }
        out[best] += 1;
    }
}

fn ten_thousandths(p: f64) -> u16 {
    (p * f64::from(Answer::ONE) + 0.5) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_probability_is_rounded_to_the_nearest() {
        for (value, printed) in [(0.0, 0), (1.0, 10_000), (0.00005, 1), (0.12344, 1234), (0.99996, 10_000)] {
            assert_eq!(ten_thousandths(value), printed);
        }
    }

    #[test]
    fn remainders_go_to_the_largest() {
        for (probabilities, printed) in [
            (&[1.0 / 3.0; 3][..], &[3334, 3333, 3333][..]),
            (&[0.99996, 0.00004, 0.0], &[10000, 0, 0]),
            (&[0.5, 0.25006, 0.24994], &[5000, 2501, 2499]),
            (&[1.0], &[10000]),
        ] {
            let mut out = Vec::new();
            round(probabilities, &mut out);
            assert_eq!(out, printed);
        }
    }

    proptest! {
        #[test]
        fn printed_probabilities_sum_to_one_and_keep_their_order(scores in proptest::collection::vec(0.0f64..1.0, 1..64)) {
            let sum: f64 = scores.iter().sum::<f64>().max(1e-9);
            let mut p: Vec<f64> = scores.iter().map(|s| s / sum).collect();
            p.sort_by(f64::total_cmp);
            let total: f64 = p.iter().sum();
            prop_assume!((total - 1.0).abs() < 1e-9);
            let mut out = Vec::new();
            round(&p, &mut out);
            prop_assert_eq!(out.iter().map(|v| u32::from(*v)).sum::<u32>(), 10_000);
            prop_assert!(out.is_sorted());
        }
    }
}
