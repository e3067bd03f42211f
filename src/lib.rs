//! Tells CIO, CTO and IT Director job postings apart.

#![deny(unsafe_code)]

pub mod batch;
pub mod error;
pub mod features;
pub mod model;
pub mod scorer;
pub mod text;
pub mod train;

pub use error::Error;
pub use model::{Model, RoleId};
pub use scorer::{Posting, Prediction, Scorer};
