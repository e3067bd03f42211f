//! The report: one HTML page that stands alone, from what a run found or from a model's figures.
//!
//! ```text
//! findings of a run ── run, drift ──┐
//!                                   ├── plot: numbers → places on a drawing ── templates/*.html ── page
//! a model's figures ── evaluation ──┘
//! ```
//!
//! Templates escape whatever is put into them; text of postings was made harmless before
//! ([`crate::text::harmless`]). The page's content security policy names its one style sheet and its one script by their
//! digests: nothing else in it runs, and nothing is fetched.

mod comparison;
mod confidence;
pub mod drift;
mod escape;
mod evaluation;
mod map;
pub mod numbers;
mod page;
mod plot;
mod review;
mod run;
mod why;

pub use evaluation::{Set, evaluation_page};
pub use run::{Run, run_page};

use crate::batch::survey::Plan;

/// What a report needs of a run.
pub const PLAN: Plan = Plan { rows: 200, text: 3000, sums: true };
