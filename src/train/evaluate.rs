//! A model measured on labelled postings.

use rayon::prelude::*;
use serde::Serialize;

use super::corpus::Labelled;
use super::figures::{Figures, roc_auc};
use crate::model::Model;
use crate::scorer::{Posting, Scorer};

/// How well a model tells postings of other jobs from those of its roles.
#[derive(Debug, Clone, Serialize)]
pub struct ScopeFigures {
    /// Postings of other jobs under this label.
    pub rows: usize,
    /// Their label.
    pub label: String,
    /// Area under the ROC curve of `in_scope` against the rows of the roles; absent when there are none.
    pub auc: Option<f64>,
    /// Share that passes as in scope.
    pub pass: f64,
}

/// Everything that `classify evaluate` prints.
#[derive(Debug, Clone, Serialize)]
pub struct Evaluation {
    /// By the duties alone.
    pub duties: Figures,
    /// By title and duties together.
    pub joined: Figures,
    /// Share of the roles' rows flagged for review, title and duties together.
    pub flagged: f64,
    /// Accuracy of the rows that are not flagged.
    pub unflagged_accuracy: f64,
    /// Share of the roles' rows that pass as in scope.
    pub in_scope: f64,
    /// A line a label that is no role.
    pub scope: Vec<ScopeFigures>,
    /// Confident mistakes of the duties: id, label, answer, confidence, most confident first.
    pub confident_mistakes: Vec<(String, String, String, f64)>,
}

/// From this confidence on a wrong answer is listed.
const CONFIDENT: f64 = 0.9;

/// Classifies every posting and measures the answers.
#[must_use]
pub fn evaluate(model: &Model, corpus: &[Labelled]) -> Evaluation {
    let predictions: Vec<_> = corpus
        .par_chunks(64)
        .flat_map_iter(|postings| {
            let mut scorer = Scorer::new(model);
            let predict =
                move |p: &Labelled| scorer.predict(Posting { title: p.title.as_bytes(), texts: &[p.text.as_bytes()] }).clone();
            postings.iter().map(predict)
        })
        .collect();
    let names: Vec<String> = model.roles().iter().map(|role| role.name.clone()).collect();
    let labelled: Vec<_> = corpus.iter().zip(&predictions).filter_map(|(posting, p)| Some((posting, posting.role?, p))).collect();
    let table = |duties: bool| -> Vec<(usize, Vec<f64>)> {
        labelled
            .iter()
            .map(|(_, role, p)| (role.index(), if duties { p.duties.clone() } else { p.probabilities.clone() }))
            .collect()
    };
    let share = |n: usize, all: usize| if all == 0 { 0.0 } else { n as f64 / all as f64 };
    let unflagged: Vec<_> = labelled.iter().filter(|(_, _, p)| !p.review.any()).collect();
    let passes = |p: &crate::Prediction| !p.review.not_it_leadership;
    let inside: Vec<f64> = labelled.iter().map(|(_, _, p)| p.in_scope).collect();
    let mut labels: Vec<&String> = corpus.iter().filter(|posting| posting.role.is_none()).map(|posting| &posting.label).collect();
    labels.sort();
    labels.dedup();
    let scope = labels.into_iter().map(|label| {
        let rows: Vec<_> =
            corpus.iter().zip(&predictions).filter(|(posting, _)| posting.role.is_none() && posting.label == *label).collect();
        let outside: Vec<f64> = rows.iter().map(|(_, p)| p.in_scope).collect();
        ScopeFigures {
            rows: rows.len(),
            label: label.clone(),
            auc: (!inside.is_empty()).then(|| roc_auc(&inside, &outside)),
            pass: share(rows.iter().filter(|(_, p)| passes(p)).count(), rows.len()),
        }
    });
    let scope = scope.collect();
    let mut confident_mistakes: Vec<_> = labelled
        .iter()
        .filter_map(|(posting, role, p)| {
            let answer = p.duties_role?;
            let confidence = p.duties[answer.index()];
            let found = (posting.id.clone(), posting.label.clone(), names[answer.index()].clone(), confidence);
            (answer != *role && confidence >= CONFIDENT).then_some(found)
        })
        .collect();
    confident_mistakes.sort_by(|a, b| b.3.total_cmp(&a.3));
    Evaluation {
        duties: Figures::measure(&names, &table(true)),
        joined: Figures::measure(&names, &table(false)),
        flagged: share(labelled.len() - unflagged.len(), labelled.len()),
        unflagged_accuracy: share(unflagged.iter().filter(|(_, role, p)| p.role == *role).count(), unflagged.len()),
        in_scope: share(labelled.iter().filter(|(_, _, p)| passes(p)).count(), labelled.len()),
        scope,
        confident_mistakes,
    }
}
