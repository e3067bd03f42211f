//! The linear model: a score is a bias plus one share a term, and nothing else.

use crate::text::vocabulary::TermId;

/// Weights of every term for every class, and a bias a class.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    bias: Vec<f64>,
    /// Term after term, each with one weight a class.
    weights: Vec<f64>,
}

impl Linear {
    /// From biases (one a class) and weights (term after term, one a class).
    ///
    /// # Panics
    /// If the weights are no whole number of rows.
    #[must_use]
    pub fn new(bias: Vec<f64>, weights: Vec<f64>) -> Self {
        assert!(!bias.is_empty() && weights.len().is_multiple_of(bias.len()), "a weight for every class of every term");
        Self { bias, weights }
    }

    /// The number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.bias.len()
    }

    /// The biases, one a class.
    #[must_use]
    pub fn bias(&self) -> &[f64] {
        &self.bias
    }

    /// The weights of one term, one a class.
    #[must_use]
    pub fn weights(&self, term: TermId) -> &[f64] {
        &self.weights[term.index() * self.classes()..][..self.classes()]
    }

    /// All weights: term after term, each with one weight a class.
    #[must_use]
    pub fn all_weights(&self) -> &[f64] {
        &self.weights
    }

    /// Writes bias + Σ weight · value into `scores` (one a class).
    pub fn scores(&self, vector: &[(TermId, f64)], scores: &mut [f64]) {
        // The same sums in the same order; a known number of classes lets them stay in registers.
        match scores.len() {
            1 => self.few_scores::<1>(vector, scores),
            3 => self.few_scores::<3>(vector, scores),
            _ => {
                scores.copy_from_slice(&self.bias);
                for &(term, value) in vector {
                    for (score, weight) in scores.iter_mut().zip(self.weights(term)) {
                        *score += weight * value;
                    }
                }
            }
        }
    }

    fn few_scores<const N: usize>(&self, vector: &[(TermId, f64)], scores: &mut [f64]) {
        let (weights, _) = self.weights.as_chunks::<N>();
        let mut sums = [0.0; N];
        sums.copy_from_slice(&self.bias);
        for &(term, value) in vector {
            for (sum, weight) in sums.iter_mut().zip(weights[term.index()]) {
                *sum += weight * value;
            }
        }
        scores.copy_from_slice(&sums);
    }
}

/// Turns scores into probabilities in place: the softmax, computed without overflow.
pub fn softmax(scores: &mut [f64]) {
    let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = libm::exp(*score - highest);
        sum += *score;
    }
    for score in scores {
        *score /= sum;
    }
}

/// The logistic function.
#[must_use]
pub fn sigmoid(score: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-score))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_bias_plus_shares() {
        let linear = Linear::new(vec![0.5, -0.5], vec![1.0, 2.0, 3.0, 4.0]);
        let mut scores = [0.0; 2];
        linear.scores(&[(TermId(1), 0.5)], &mut scores);
        assert_eq!(scores, [2.0, 1.5]);
        linear.scores(&[], &mut scores);
        assert_eq!(scores, [0.5, -0.5]);
    }

    #[test]
    fn softmax_survives_huge_scores() {
        let mut scores = [1e308, 1e308, -1e308];
        softmax(&mut scores);
        assert_eq!(scores, [0.5, 0.5, 0.0]);
        assert_eq!(sigmoid(-1e308), 0.0);
        assert_eq!(sigmoid(0.0), 0.5);
    }
}
