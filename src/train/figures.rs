//! Figures of a classifier on labelled rows: accuracy, calibration, and what review would catch.

use serde::Serialize;

use crate::model::rule::highest;

/// The bins of the reliability table.
const BINS: usize = 10;

/// Precision, recall and F1 of one role.
#[derive(Debug, Clone, Serialize)]
pub struct RoleFigures {
    /// The role.
    pub role: String,
    /// Rows that bear this label.
    pub rows: usize,
    /// Of the rows called so, the share that is so; 0 when none was.
    pub precision: f64,
    /// Of the rows that are so, the share called so; 0 when there are none.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
}

/// One line of the reliability table: the rows whose confidence lies in `from..to`.
#[derive(Debug, Clone, Serialize)]
pub struct Bin {
    /// Lower bound of the confidence, within the bin but for the first.
    pub from: f64,
    /// Upper bound.
    pub to: f64,
    /// Rows in the bin.
    pub rows: usize,
    /// Mean confidence of these rows; 0 in an empty bin.
    pub confidence: f64,
    /// Share of them that is right; 0 in an empty bin.
    pub accuracy: f64,
}

/// The surest rows, and how many of them are wrong.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Risk {
    /// Share of all rows: the surest of them.
    pub coverage: f64,
    /// The confidence of the least sure of these.
    pub confidence: f64,
    /// Share of these that is wrong.
    pub risk: f64,
}

/// What a table of probabilities is worth against the truth.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// Rows that were counted.
    pub rows: usize,
    /// Share of right answers.
    pub accuracy: f64,
    /// Mean F1 of the roles that occur in the truth.
    pub macro_f1: f64,
    /// Mean of -ln p(truth); p is taken as at least 1e-15.
    pub log_loss: f64,
    /// Mean of Σ (p - truth)² over the roles: 0 is perfect, 2 the worst.
    pub brier: f64,
    /// Expected calibration error over ten bins of equal width: Σ rows share · |accuracy - confidence|.
    pub calibration_error: f64,
    /// A line a role.
    pub roles: Vec<RoleFigures>,
    /// Rows by truth, then by answer.
    pub confusion: Vec<Vec<usize>>,
    /// Ten bins of the confidence.
    pub reliability: Vec<Bin>,
    /// What is wrong among the surest twentieth of the rows, the surest two twentieths and so on.
    pub risk_coverage: Vec<Risk>,
}

impl Figures {
    /// Measures `answers` (for each row its truth, and a probability for each of `roles`).
    #[must_use]
    pub fn measure(roles: &[String], answers: &[(usize, Vec<f64>)]) -> Self {
        let k = roles.len();
        let n = answers.len().max(1) as f64;
        let mut confusion = vec![vec![0usize; k]; k];
        let (mut log_loss, mut brier) = (0.0, 0.0);
        let mut bins = vec![(0usize, 0.0, 0usize); BINS];
        for (truth, p) in answers {
            let answer = highest(p);
            confusion[*truth][answer] += 1;
            log_loss -= p[*truth].max(1e-15).ln();
            brier += p.iter().enumerate().map(|(i, p)| (p - f64::from(u8::from(i == *truth))).powi(2)).sum::<f64>();
            let bin = &mut bins[((p[answer] * BINS as f64) as usize).min(BINS - 1)];
            bin.0 += 1;
            bin.1 += p[answer];
            bin.2 += usize::from(answer == *truth);
        }
        let right: usize = (0..k).map(|i| confusion[i][i]).sum();
        let roles: Vec<RoleFigures> = (0..k)
            .map(|i| {
                let rows: usize = confusion[i].iter().sum();
                let called: usize = confusion.iter().map(|row| row[i]).sum();
                let hits = confusion[i][i] as f64;
                let ratio = |whole: usize| if whole == 0 { 0.0 } else { hits / whole as f64 };
                let f1 = if rows + called == 0 { 0.0 } else { 2.0 * hits / (rows + called) as f64 };
                RoleFigures { role: roles[i].clone(), rows, precision: ratio(called), recall: ratio(rows), f1 }
            })
            .collect();
        let present: Vec<f64> = roles.iter().filter(|r| r.rows > 0).map(|r| r.f1).collect();
        let reliability: Vec<Bin> = (0..BINS)
            .zip(&bins)
            .map(|(i, &(rows, sum, right))| {
                let mean = |sum: f64| if rows == 0 { 0.0 } else { sum / rows as f64 };
                let bound = |i: usize| i as f64 / BINS as f64;
                Bin { from: bound(i), to: bound(i + 1), rows, confidence: mean(sum), accuracy: mean(right as f64) }
            })
            .collect();
        Self {
            rows: answers.len(),
            accuracy: right as f64 / n,
            macro_f1: present.iter().sum::<f64>() / present.len().max(1) as f64,
            log_loss: log_loss / n,
            brier: brier / n,
            calibration_error: reliability.iter().map(|b| b.rows as f64 / n * (b.accuracy - b.confidence).abs()).sum(),
            roles,
            confusion,
            reliability,
            risk_coverage: risk_coverage(answers),
        }
    }
}

/// Area under the ROC curve: the chance that a positive scores above a negative, ties counting half.
#[must_use]
pub fn roc_auc(positives: &[f64], negatives: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = positives.iter().map(|s| (*s, true)).chain(negatives.iter().map(|s| (*s, false))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins) = (0usize, 0.0);
    for ties in all.chunk_by(|a, b| a.0 == b.0) {
        let up = ties.iter().filter(|(_, positive)| *positive).count();
        let down = ties.len() - up;
        wins += up as f64 * (below as f64 + down as f64 / 2.0);
        below += down;
    }
    wins / (positives.len() * negatives.len()).max(1) as f64
}

/// The points of the risk-coverage curve.
fn risk_coverage(answers: &[(usize, Vec<f64>)]) -> Vec<Risk> {
    let mut rows: Vec<(f64, bool)> = answers.iter().map(|(truth, p)| (p[highest(p)], highest(p) != *truth)).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut counts: Vec<usize> = (1..=20).map(|i| (rows.len() * i).div_ceil(20)).filter(|n| *n > 0).collect();
    counts.dedup();
    let point = |n: usize| {
        let wrong = rows[..n].iter().filter(|(_, wrong)| *wrong).count();
        Risk { coverage: n as f64 / rows.len() as f64, confidence: rows[n - 1].0, risk: wrong as f64 / n as f64 }
    };
    counts.into_iter().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["A", "B", "C"].map(String::from).to_vec()
    }

    /// Expected values computed with scikit-learn 1.9 (`f1_score`, `log_loss`, `brier_score_loss` summed over classes).
    #[test]
    fn figures_of_a_small_table() {
        let answers =
            vec![(0, vec![0.7, 0.2, 0.1]), (0, vec![0.4, 0.5, 0.1]), (1, vec![0.1, 0.8, 0.1]), (2, vec![0.3, 0.3, 0.4])];
        let f = Figures::measure(&names(), &answers);
        assert_eq!(f.confusion, [[1, 1, 0], [0, 1, 0], [0, 0, 1]]);
        assert!((f.accuracy - 0.75).abs() < 1e-12);
        assert!((f.macro_f1 - 7.0 / 9.0).abs() < 1e-12);
        let log_loss = -(0.7f64.ln() + 0.4f64.ln() + 0.8f64.ln() + 0.4f64.ln()) / 4.0;
        assert!((f.log_loss - log_loss).abs() < 1e-12);
        assert!((f.brier - (0.14 + 0.62 + 0.06 + 0.54) / 4.0).abs() < 1e-12);
        let risks: Vec<(f64, f64)> = f.risk_coverage.iter().map(|r| (r.coverage, r.risk)).collect();
        assert_eq!(risks, [(0.25, 0.0), (0.5, 0.0), (0.75, 1.0 / 3.0), (1.0, 0.25)]);
        // Bins: 0.4 right, 0.5 wrong, 0.7 right, 0.8 right.
        assert!((f.calibration_error - (0.6 + 0.5 + 0.3 + 0.2) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn roles_without_rows_do_not_count() {
        let f = Figures::measure(&names(), &[(0, vec![1.0, 0.0, 0.0])]);
        assert_eq!((f.macro_f1, f.accuracy), (1.0, 1.0));
        let empty = Figures::measure(&names(), &[]);
        assert_eq!((empty.rows, empty.macro_f1), (0, 0.0));
    }

    #[test]
    fn auc_counts_pairs() {
        assert_eq!(roc_auc(&[0.9, 0.8], &[0.1, 0.2]), 1.0);
        assert_eq!(roc_auc(&[0.5], &[0.5, 0.5]), 0.5);
        assert_eq!(roc_auc(&[0.9, 0.1], &[0.5]), 0.5);
    }
}
