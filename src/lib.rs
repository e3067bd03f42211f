//! Tells CIO, CTO and IT Director job postings apart, by what the duties say.
//!
//! ```
//! use classify_postings::{Model, Posting, Scorer};
//!
//! let model = Model::embedded();
//! let mut scorer = Scorer::new(&model);
//! let duties = "Runs the help desk, patches servers and switches, supervises two technicians and answers to the CFO.";
//! let prediction = scorer.predict(Posting { title: b"Chief Technology Officer", texts: &[duties.as_bytes()] });
//!
//! let by_duties = prediction.duties_role.map(|role| model.roles()[role.index()].name.as_str());
//! assert_eq!(by_duties, Some("IT Director"));
//! assert!(prediction.review.title_disagrees);
//! ```
//!
//! A [`Model`] is immutable and serves all threads; a [`Scorer`] is one thread's, and reuses its memory; an [`Answer`] is
//! a prediction as the output's columns have it. [`batch`] runs whole files through scorers in parallel, [`train`] makes
//! models, [`model::explain`] takes a decision apart, and [`report`] makes pages to look at.

pub mod answer;
pub mod batch;
pub mod error;
pub mod features;
pub mod model;
pub mod report;
pub mod scorer;
pub mod text;
pub mod train;

pub use answer::Answer;
pub use error::Error;
pub use model::{Model, RoleId};
pub use scorer::{Posting, Prediction, Scorer};
