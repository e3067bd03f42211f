//! The library `classify_postings` for Python: Arrow in, Arrow out, the rest is the library's.
//!
//! ```text
//! classifier.rs   the class Classifier
//! plan.rs         which columns are read, kept and added
//! texts.rs        string columns of any Arrow kind, as bytes
//! score.rs        batches → predictions, in parallel
//! stream.rs       the class Predictions: a stream classified as it is read
//! pool.rs         threads
//! error.rs        the library's errors as Python's
//! ```

mod classifier;
mod error;
mod plan;
mod pool;
mod score;
mod stream;
mod texts;

/// The native half of the package `classify_postings`.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::classifier::{Classifier, train};
    #[pymodule_export]
    use crate::stream::Predictions;
}
