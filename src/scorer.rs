//! One thread's worker: a posting in, a prediction out. Start reading here.
//!
//! ```text
//! text ── tokens ── role names cut ── terms counted ── TF-IDF ──┬── linear model ── duties ──┐
//!                                                               └── linear model ── in scope │
//! title ── role names read ──────────────────────────────────────────────────── joined by the rule
//! ```

use std::io::Write;

use crate::features::{Counts, Vector};
use crate::model::explain;
use crate::model::reference::Figure;
use crate::model::rule::{Review, highest};
use crate::model::title::{Title, TitleReading};
use crate::model::{Model, RoleId};
use crate::text::kernel::Words;
use crate::text::vocabulary::TermId;

/// A posting to classify. Bytes that are not UTF-8 are read as separators.
#[derive(Debug, Clone, Copy, Default)]
pub struct Posting<'a> {
    /// The job's title; empty where there is none.
    pub title: &'a [u8],
    /// The texts that describe the duties, in order.
    pub texts: &'a [&'a [u8]],
}

/// What the model says of one posting.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The most probable role, title and duties together.
    pub role: RoleId,
    /// A probability for each role, title and duties together. They sum to 1.
    pub probabilities: Vec<f64>,
    /// The most probable role by the duties alone; `None` where no known term occurs.
    pub duties_role: Option<RoleId>,
    /// A probability for each role by the duties alone.
    pub duties: Vec<f64>,
    /// What the title says.
    pub title: Title,
    /// The probability that the posting is for one of the model's roles at all.
    pub in_scope: f64,
    /// The number of distinct terms that occur.
    pub terms: usize,
    /// Why a person should look.
    pub review: Review,
}

impl Prediction {
    /// The probability of [`Prediction::role`].
    #[must_use]
    pub fn confidence(&self) -> f64 {
        self.probabilities[self.role.index()]
    }
}

/// Classifies postings one after the other with memory of its own; make one for each thread.
///
/// A used scorer answers exactly as a new one, and after the longest posting it allocates nothing.
#[derive(Debug, Clone)]
pub struct Scorer<'m> {
    model: &'m Model,
    title: TitleReading,
    words: Words,
    counts: Counts,
    vector: Vector,
    prediction: Prediction,
}

impl<'m> Scorer<'m> {
    /// A worker for `model`.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        let zeros = vec![0.0; model.roles().len()];
        Self {
            model,
            title: TitleReading::default(),
            words: Words::default(),
            counts: Counts::new(model.terms().len()),
            vector: Vector::new(),
            prediction: Prediction {
                role: RoleId(0),
                probabilities: zeros.clone(),
                duties_role: None,
                duties: zeros,
                title: Title::default(),
                in_scope: 0.0,
                terms: 0,
                review: Review::default(),
            },
        }
    }

    /// The model that it classifies with.
    #[must_use]
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Classifies one posting. The answer lives until the next call.
    pub fn predict(&mut self, posting: Posting<'_>) -> &Prediction {
        let title = self.model.read_title(posting.title, &mut self.title);
        let length = self.vectorize(posting.texts);
        let out = &mut self.prediction;
        out.title = title;
        out.terms = self.vector.len();
        out.in_scope = self.model.in_scope(&self.vector, length, self.words.words, title);
        self.model.duties.scores(&self.vector, &mut out.duties);
        self.model.rule().join(&mut out.duties, title, &mut out.probabilities);
        out.role = RoleId::at(highest(&out.probabilities));
        out.duties_role = (out.terms > 0).then(|| RoleId::at(highest(&out.duties)));
        out.review = self.model.rule().review(&out.probabilities, &out.duties, title, out.in_scope, out.terms);
        out
    }

    /// Fills `vector` with the features of a posting's texts and returns the length that it had before it was made 1.
    fn vectorize(&mut self, texts: &[&[u8]]) -> f64 {
        self.words.clear();
        for text in texts {
            self.model.kernel.read(text, &mut self.words);
        }
        let counts = &mut self.counts;
        self.model.kernel.for_each_term(&self.words, |term| counts.add(term));
        self.model.tf_idf.vector(counts, &mut self.vector)
    }

    /// The features of the posting last predicted: every term that occurs, with its TF-IDF weight.
    #[must_use]
    pub fn features(&self) -> &[(TermId, f64)] {
        &self.vector
    }

    /// The length of the posting last predicted in words, function words and names of roles left out.
    #[must_use]
    pub fn words(&self) -> usize {
        self.words.words
    }

    /// A figure of the posting last predicted, as [`crate::model::reference`] compares it.
    #[must_use]
    pub fn figure(&self, figure: Figure) -> f64 {
        match figure {
            Figure::Confidence => self.prediction.duties.iter().copied().fold(0.0, f64::max),
            Figure::Words => self.words.words as f64,
            Figure::Known => 100.0 * self.vector.len() as f64 / self.words.words.max(1) as f64,
        }
    }

    /// What [`Scorer::predict`] said last.
    #[must_use]
    pub fn prediction(&self) -> &Prediction {
        &self.prediction
    }

    /// Appends the `n` terms that moved the last decision most, as `term(+0.42 theme); …`, strongest first.
    ///
    /// The shares are those of [`crate::model::explain`]: what a term adds to ln(p answer / p runner-up). Shares that
    /// print as zero are left out.
    pub fn evidence(&self, n: usize, out: &mut Vec<u8>) {
        let (answer, runner_up) = (self.prediction.role, explain::runner_up(&self.prediction));
        let share = |&(term, value): &(TermId, f64)| {
            let weights = self.model.duties.weights(term);
            ((weights[answer.index()] - weights[runner_up.index()]) * value / self.model.rule().temperature, term)
        };
        let stronger = |a: (f64, TermId), b: (f64, TermId)| a.0.abs().total_cmp(&b.0.abs()).then(b.1.cmp(&a.1)).is_gt();
        let mut last: Option<(f64, TermId)> = None;
        for i in 0..n.min(self.vector.len()) {
            let left = self.vector.iter().map(share).filter(|s| last.is_none_or(|last| stronger(last, *s)));
            let Some(next) = left.reduce(|a, b| if stronger(b, a) { b } else { a }) else { return };
            if next.0.abs() < 0.005 {
                return;
            }
            let term = &self.model.terms()[next.1.index()];
            let (between, space) = (if i > 0 { "; " } else { "" }, if term.theme.is_empty() { "" } else { " " });
            // Writing to a Vec cannot fail.
            let _ = write!(out, "{between}{}({:+.2}{space}{})", term.name, next.0, term.theme);
            last = Some(next);
        }
    }
}
