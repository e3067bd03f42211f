//! Terms to features: TF-IDF with sublinear term frequency, smooth idf and unit length, as scikit-learn computes it.
//!
//! | quantity | formula |
//! | --- | --- |
//! | term weight | (1 + ln tf) · idf, divided by the vector's Euclidean length |
//! | idf | ln((1 + n) / (1 + df)) + 1, from the n training postings; frozen, so a posting weighs the same alone and in company |
//!
//! Logarithms come from `libm`, so that every machine gets the same bits.

use crate::text::vocabulary::TermId;

/// How often each term occurs in one posting. Cleared by [`TfIdf::vector`], its memory stays.
#[derive(Debug, Clone)]
pub struct Counts {
    by_term: Vec<u32>,
    /// The terms that occur, in order of first occurrence: the first `len` of them, and room for one more than there are.
    present: Vec<TermId>,
    len: usize,
}

impl Counts {
    /// No occurrences yet, of `terms` terms.
    #[must_use]
    pub fn new(terms: usize) -> Self {
        Self { by_term: vec![0; terms], present: vec![TermId(0); terms + 1], len: 0 }
    }

    /// Counts one occurrence.
    #[inline]
    pub fn add(&mut self, term: TermId) {
        let count = &mut self.by_term[term.index()];
        // No branch, because whether a term is new is anybody's guess.
        self.present[self.len] = term;
        self.len += usize::from(*count == 0);
        *count += 1;
    }
}

/// A posting's features: the terms that occur with their weights, in order of first occurrence.
pub type Vector = Vec<(TermId, f64)>;

/// The frozen part of TF-IDF: one idf a term.
#[derive(Debug, Clone)]
pub struct TfIdf {
    idf: Vec<f64>,
    /// 1 + ln tf for small tf.
    log_tf: [f64; 64],
}

impl TfIdf {
    /// From the idf of every term, in the order of the terms.
    #[must_use]
    pub fn new(idf: Vec<f64>) -> Self {
        let mut log_tf = [1.0; 64];
        for (tf, value) in (0u32..).zip(&mut log_tf).skip(1) {
            *value = 1.0 + libm::log(f64::from(tf));
        }
        Self { idf, log_tf }
    }

    /// The number of terms.
    #[must_use]
    pub fn terms(&self) -> usize {
        self.idf.len()
    }

    /// The idf of one term.
    #[must_use]
    pub fn idf(&self, term: TermId) -> f64 {
        self.idf[term.index()]
    }

    /// Writes the vector of `counts` to `out`, and clears `counts`. The vector's length is 1, or it is empty; returns the
    /// length that it had before.
    pub fn vector(&self, counts: &mut Counts, out: &mut Vector) -> f64 {
        let Counts { by_term, present, len } = counts;
        let present = &present[..std::mem::take(len)];
        self.weigh(present.iter().map(|term| (*term, std::mem::take(&mut by_term[term.index()]))), out)
    }

    /// The vector of terms with their frequencies, each term once, and the length that it had before it was made 1.
    #[must_use]
    pub fn vector_of(&self, counts: impl Iterator<Item = (TermId, u32)>) -> (Vector, f64) {
        let mut out = Vector::new();
        let length = self.weigh(counts, &mut out);
        (out, length)
    }

    fn weigh(&self, counts: impl Iterator<Item = (TermId, u32)>, out: &mut Vector) -> f64 {
        out.clear();
        let mut squares = 0.0;
        for (term, tf) in counts {
            let weight =
                self.log_tf.get(tf as usize).copied().unwrap_or_else(|| 1.0 + libm::log(f64::from(tf))) * self.idf[term.index()];
            squares += weight * weight;
            out.push((term, weight));
        }
        let length = squares.sqrt();
        for (_, weight) in out {
            *weight /= length;
        }
        length
    }
}

/// What the question of scope divides by: words to the power of ¾, short texts counting as 40 words. Multiplied by the
/// length of a posting's vector it tells how dense its terms are.
#[must_use]
pub fn density(words: usize) -> f64 {
    let root = (words.max(40) as f64).sqrt();
    1.0 / (root * root.sqrt())
}

/// Smooth idf of a term that occurs in `df` of `n` postings.
#[must_use]
pub fn smooth_idf(n: usize, df: usize) -> f64 {
    libm::log((1.0 + n as f64) / (1.0 + df as f64)) + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_have_unit_length_and_counts_start_anew() {
        let tf_idf = TfIdf::new(vec![1.0, 2.0, 3.0]);
        let (mut counts, mut vector) = (Counts::new(3), Vector::new());
        tf_idf.vector(&mut counts, &mut vector);
        assert!(vector.is_empty());
        for _ in 0..2 {
            for term in [2, 0, 2] {
                counts.add(TermId(term));
            }
            tf_idf.vector(&mut counts, &mut vector);
            let heavy = 3.0 * (1.0 + 2.0_f64.ln());
            let length = (heavy * heavy + 1.0).sqrt();
            assert_eq!(vector.iter().map(|(t, _)| t.0).collect::<Vec<_>>(), [2, 0]);
            assert!((vector[0].1 - heavy / length).abs() < 1e-12 && (vector[1].1 - 1.0 / length).abs() < 1e-12);
        }
    }

    #[test]
    fn terms_beyond_the_small_table_weigh_the_same_formula() {
        let tf_idf = TfIdf::new(vec![1.0, 1.0]);
        let (mut counts, mut vector) = (Counts::new(2), Vector::new());
        (0..100).for_each(|_| counts.add(TermId(0)));
        counts.add(TermId(1));
        tf_idf.vector(&mut counts, &mut vector);
        assert!((vector[0].1 / vector[1].1 - (1.0 + 100.0_f64.ln())).abs() < 1e-12);
    }
}
