//! Tells CIO, CTO and IT Director job postings apart.

pub mod features;
pub mod model;
pub mod scorer;
pub mod text;
pub mod train;

pub use model::{Model, RoleId};
pub use scorer::{Posting, Prediction, Scorer};
