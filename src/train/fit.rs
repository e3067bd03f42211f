//! Multinomial logistic regression by linfa: the only file that knows of it and of ndarray.

use linfa::traits::Fit;
use linfa::{Dataset, ParamGuard};
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2, Axis};

use crate::features::Vector;
use crate::model::linear::Linear;

/// The solver's bound; it stops long before on real data.
const MAX_ITERATIONS: u64 = 5_000;
/// The solver stops when the gradient's Euclidean length is below this.
const GRADIENT_TOLERANCE: f64 = 1e-5;
/// A fit whose gradient is longer has not converged.
const GRADIENT_ACCEPTED: f64 = 1e-3;

/// Rows to fit: vectors with their classes.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// The features of every row.
    pub vectors: &'a [&'a Vector],
    /// The class of every row: 0, 1, … below `classes`, each occurring at least once.
    pub labels: &'a [usize],
    /// The number of classes.
    pub classes: usize,
    /// What each term's value is multiplied by while fitting. A term with a larger scale is penalised less; the weights
    /// that come back are for unscaled values.
    pub scale: &'a [f64],
    /// Whether classes have biases. Without, a posting without evidence is as likely of any class.
    pub biased: bool,
}

/// Fits weights that minimise Σ −ln p(class) + penalty/2 · Σ weight², the biases, if there are any, free.
///
/// # Errors
/// When the solver fails, or stops where the gradient is not small: linfa itself never tells.
pub fn fit(rows: Rows<'_>, penalty: f64) -> Result<Linear, String> {
    let (n, terms) = (rows.vectors.len(), rows.scale.len());
    let mut x = Array2::<f64>::zeros((n, terms));
    for (mut row, vector) in x.axis_iter_mut(Axis(0)).zip(rows.vectors) {
        for &(term, value) in *vector {
            row[term.index()] = value * rows.scale[term.index()];
        }
    }
    let targets = Array1::from_iter(rows.labels.iter().copied());
    let data = Dataset::new(x, targets);
    let fitted = MultiLogisticRegression::default()
        .alpha(penalty)
        .with_intercept(rows.biased)
        .max_iterations(MAX_ITERATIONS)
        .gradient_tolerance(GRADIENT_TOLERANCE)
        .check()
        .map_err(|e| e.to_string())?
        .fit(&data)
        .map_err(|e| format!("the solver failed: {e}"))?;
    if fitted.classes().len() != rows.classes {
        return Err(format!("expected rows of {} classes, found {}", rows.classes, fitted.classes().len()));
    }

    let mut residual = fitted.predict_probabilities(data.records());
    for (mut row, label) in residual.axis_iter_mut(Axis(0)).zip(rows.labels) {
        row[*label] -= 1.0;
    }
    let weights = fitted.params();
    let by_weight = data.records().t().dot(&residual) + weights * penalty;
    let by_bias = residual.sum_axis(Axis(0));
    let by_bias = if rows.biased { by_bias.to_vec() } else { Vec::new() };
    let gradient = by_weight.iter().chain(&by_bias).map(|g| g * g).sum::<f64>().sqrt();
    if !gradient.is_finite() || gradient > GRADIENT_ACCEPTED {
        return Err(format!(
            "no convergence after at most {MAX_ITERATIONS} iterations: gradient {gradient:.2e}, wanted {GRADIENT_ACCEPTED:.0e}"
        ));
    }

    // Softmax scores are free up to a constant: centred, a weight reads as evidence for or against its class.
    let centred = |values: Vec<f64>| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.into_iter().map(move |v| v - mean)
    };
    let bias = centred(fitted.intercept().to_vec()).collect();
    let weights = weights
        .axis_iter(Axis(0))
        .zip(rows.scale)
        .flat_map(|(w, scale)| centred(w.iter().map(|w| w * scale).collect()))
        .collect();
    Ok(Linear::new(bias, weights))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::vocabulary::TermId;

    /// Four rows of two terms in three classes; expected weights from scikit-learn 1.9
    /// `LogisticRegression(C=2, tol=1e-10, max_iter=10000)`, which minimises the same function.
    #[test]
    fn agrees_with_scikit_learn() {
        let vector = |a: f64, b: f64| vec![(TermId(0), a), (TermId(1), b)];
        let vectors = [vector(1.0, 0.0), vector(0.0, 1.0), vector(0.6, 0.8), vector(0.8, 0.6)];
        let refs: Vec<&Vector> = vectors.iter().collect();
        let rows = Rows { vectors: &refs, labels: &[0, 1, 2, 0], classes: 3, scale: &[1.0, 1.0], biased: true };
        let linear = fit(rows, 0.5).unwrap();
        let expected_weights = [[0.69834997, -0.79995705, 0.10160709], [-0.70324501, 0.44114403, 0.26210098]];
        for (term, expected) in (0..).zip(expected_weights) {
            for (got, expected) in linear.weights(TermId(term)).iter().zip(expected) {
                assert!((got - expected).abs() < 1e-5, "{got} {expected}");
            }
        }
        for (got, expected) in linear.bias().iter().zip([0.47830179, -0.08985933, -0.38844246]) {
            assert!((got - expected).abs() < 1e-5, "{got} {expected}");
        }
    }

    #[test]
    fn a_missing_class_is_an_error() {
        let vector = vec![(TermId(0), 1.0)];
        let rows = Rows { vectors: &[&vector, &vector], labels: &[0, 2], classes: 3, scale: &[1.0], biased: true };
        assert!(fit(rows, 1.0).unwrap_err().contains("3 classes, found 2"));
    }
}
