//! The columns added to a posting.
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
//! | `evidence` | only if asked for: the keywords that moved the decision most |

use super::records::quote;
use crate::model::Model;
use crate::scorer::{Prediction, Scorer};

/// A probability of 1 as it is printed: in ten-thousandths.
const ONE: u16 = 10_000;

/// Writes the added columns. One serves all threads.
#[derive(Debug, Clone)]
pub struct Added {
    names: Vec<String>,
    roles: Vec<String>,
    delimiter: u8,
    evidence: Option<usize>,
}

/// A worker's memory for [`Added::write`].
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    printed: Vec<u16>,
    text: Vec<u8>,
}

impl Added {
    /// For the roles of `model`; names start with `prefix`, and `evidence` is the number of keywords, if any.
    #[must_use]
    pub fn new(model: &Model, delimiter: u8, prefix: &str, evidence: Option<usize>) -> Self {
        let probabilities = model.roles().iter().map(|role| role.column.as_str());
        let names =
            ["role", "confidence"].into_iter().chain(probabilities).chain(["duties_role", "title_role", "in_scope", "review"]);
        let names = names.chain(evidence.map(|_| "evidence")).map(|name| format!("{prefix}{name}")).collect();
        Self { names, roles: model.roles().iter().map(|role| role.name.clone()).collect(), delimiter, evidence }
    }

    /// The columns' names in order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Appends the names, each with a delimiter before it unless `first`.
    pub fn write_names(&self, mut first: bool, out: &mut Vec<u8>) {
        for name in &self.names {
            if !std::mem::take(&mut first) {
                out.push(self.delimiter);
            }
            quote(name.as_bytes(), self.delimiter, out);
        }
    }

    /// Appends what `scorer` said last, without a delimiter before the first value.
    pub fn write(&self, scorer: &Scorer<'_>, scratch: &mut Scratch, out: &mut Vec<u8>) {
        let Scratch { printed, text } = scratch;
        let prediction = scorer.prediction();
        round(&prediction.probabilities, printed);
        self.text(self.roles[prediction.role.index()].as_bytes(), out);
        out.push(self.delimiter);
        number(printed[prediction.role.index()], out);
        for value in printed.iter() {
            out.push(self.delimiter);
            number(*value, out);
        }
        out.push(self.delimiter);
        if let Some(role) = prediction.duties_role {
            self.text(self.roles[role.index()].as_bytes(), out);
        }
        out.push(self.delimiter);
        text.clear();
        self.title(prediction, text);
        self.text(text, out);
        out.push(self.delimiter);
        number(ten_thousandths(prediction.in_scope), out);
        out.push(self.delimiter);
        text.clear();
        join(prediction.review.reasons().into_iter().filter(|(_, holds)| *holds).map(|(reason, _)| reason), b";", text);
        self.text(text, out);
        if let Some(keywords) = self.evidence {
            out.push(self.delimiter);
            text.clear();
            scorer.evidence(keywords, text);
            self.text(text, out);
        }
    }

    fn title(&self, prediction: &Prediction, out: &mut Vec<u8>) {
        if prediction.title.is_deputy() && prediction.title.any() {
            out.extend_from_slice(b"deputy ");
        }
        join(prediction.title.roles().iter().map(|role| self.roles[role.index()].as_str()), b"+", out);
    }

    /// Appends a text, quoted where it must be, and never one that a spreadsheet takes for a formula.
    fn text(&self, text: &[u8], out: &mut Vec<u8>) {
        match text.first() {
            Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r') => quote(&[b"'", text].concat(), self.delimiter, out),
            _ => quote(text, self.delimiter, out),
        }
    }
}

fn join<'a>(parts: impl Iterator<Item = &'a str>, between: &[u8], out: &mut Vec<u8>) {
    for (i, part) in parts.enumerate() {
        if i > 0 {
            out.extend_from_slice(between);
        }
        out.extend_from_slice(part.as_bytes());
    }
}

/// Rounds probabilities to ten-thousandths that sum to exactly 1, by the largest remainder; of equal ones the first gets
/// it. A higher probability is never printed as the lower one.
fn round(probabilities: &[f64], out: &mut Vec<u16>) {
    out.clear();
    out.extend(probabilities.iter().map(|p| (p * f64::from(ONE)) as u16));
    let remainder = |i: usize, printed: u16| probabilities[i] * f64::from(ONE) - f64::from(printed);
    for _ in out.iter().sum::<u16>()..ONE {
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
    (p * f64::from(ONE) + 0.5) as u16
}

/// Appends ten-thousandths as `0.1234`.
fn number(value: u16, out: &mut Vec<u8>) {
    let digit = |unit: u16| b'0' + u8::try_from(value / unit % 10).unwrap_or(0);
    out.extend_from_slice(&[digit(ONE), b'.', digit(1000), digit(100), digit(10), digit(1)]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_have_four_decimals() {
        for (value, printed) in [(0.0, "0.0000"), (1.0, "1.0000"), (0.00005, "0.0001"), (0.12344, "0.1234"), (0.99996, "1.0000")]
        {
            let mut out = Vec::new();
            number(ten_thousandths(value), &mut out);
            assert_eq!(out, printed.as_bytes());
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
