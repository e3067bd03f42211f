//! Why: the very sum that made a decision, term by term.
//!
//! For the answer a and the runner-up r, with title and duties joined,
//!
//! ```text
//! ln(p_a / p_r) = bias + Σ share of a term + share of the title
//! share of a term = (weight_a − weight_r) · tf-idf / temperature
//! ```
//!
//! so a positive share spoke for the answer and a negative one against it.

use serde::Serialize;

use super::table::Ring;
use super::{Model, RoleId};
use crate::scorer::{Posting, Prediction, Scorer};
use crate::text::vocabulary::{Reading, TermId};

/// One term's part in the decision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The term's name.
    pub term: String,
    /// `article`, `variant`, `structure` or `learned`.
    pub ring: &'static str,
    /// Its theme; empty for learned terms.
    pub theme: String,
    /// How often it occurs.
    pub count: usize,
    /// Its TF-IDF value in this posting.
    pub value: f64,
    /// What it adds to the log-odds of the answer against the runner-up.
    pub share: f64,
    /// The role that it speaks for most in this model.
    pub role: String,
}

/// A theme's part in the decision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThemeShare {
    /// The theme's name; empty for all learned terms together.
    pub theme: String,
    /// The sum of its terms' shares.
    pub share: f64,
    /// Its part of the posting's TF-IDF mass; the parts sum to 1.
    pub mass: f64,
}

/// A piece of the text where a term stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mark {
    /// Which of the posting's texts.
    pub text: usize,
    /// Offset of its first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// The place of its term in [`Explanation::shares`].
    pub share: usize,
}

/// Where the posting lies on the two axes of the articles.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Axes {
    /// From -1 (implementation) to 1 (strategy): the mean of the themes of its terms, by TF-IDF mass.
    pub strategy: f64,
    /// From -1 (internal) to 1 (external).
    pub external: f64,
}

/// A decision with its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The decision.
    pub prediction: Prediction,
    /// The second role.
    pub runner_up: RoleId,
    /// ln(p answer / p runner-up), which is what all shares sum to.
    pub log_odds: f64,
    /// The biases' part.
    pub bias: f64,
    /// The title's part.
    pub title: f64,
    /// The terms' parts, the weightiest first.
    pub shares: Vec<Share>,
    /// The themes' parts, the weightiest first.
    pub themes: Vec<ThemeShare>,
    /// Where the terms stand, from left to right, overlaps among them.
    pub marks: Vec<Mark>,
    /// The place on the map.
    pub axes: Axes,
}

impl Explanation {
    /// Classifies a posting and takes the decision apart.
    #[must_use]
    pub fn new(model: &Model, posting: Posting<'_>) -> Self {
        let mut scorer = Scorer::new(model);
        let prediction = scorer.predict(posting).clone();
        Self::of(model, prediction, scorer.features(), posting.texts)
    }

    /// Takes a decision apart that was made from the features `vector`. The texts may be the beginning of what was read:
    /// the sum is whole, and only marks and counts are fewer.
    #[must_use]
    pub fn of(model: &Model, prediction: Prediction, vector: &[(TermId, f64)], texts: &[&[u8]]) -> Self {
        let rule = model.rule();
        let (answer, runner_up) = (prediction.role, runner_up(&prediction));
        let against = |of: &[f64]| (of[answer.index()] - of[runner_up.index()]) / rule.temperature;
        let title = |role: RoleId| rule.title_share(prediction.title, role);

        let (mut marks, counts) = marks(model, texts);
        let mut order: Vec<(TermId, f64, f64)> =
            vector.iter().map(|(term, value)| (*term, *value, against(model.duties.weights(*term)) * value)).collect();
        order.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()).then(a.0.cmp(&b.0)));
        let mut place = vec![None; model.terms().len()];
        for (i, (term, ..)) in order.iter().enumerate() {
            place[term.index()] = Some(i);
        }
        marks.retain_mut(|mark| place[mark.share].map(|place| mark.share = place).is_some());
        let shares: Vec<Share> = order
            .iter()
            .map(|&(id, value, share)| {
                let term = &model.terms()[id.index()];
                let role = super::rule::highest(model.duties.weights(id));
                Share {
                    term: term.name.clone(),
                    ring: term.ring.name(),
                    theme: term.theme.clone(),
                    count: counts[id.index()],
                    value,
                    share,
                    role: model.roles()[role].name.clone(),
                }
            })
            .collect();
        let p = &prediction.probabilities;
        Self {
            runner_up,
            log_odds: libm::log(p[answer.index()] / p[runner_up.index()]),
            bias: against(model.duties.bias()),
            title: title(answer) - title(runner_up),
            themes: theme_shares(&shares),
            axes: model.axes(vector),
            marks,
            shares,
            prediction,
        }
    }

    /// What all parts sum to; equal to [`Explanation::log_odds`] but for rounding.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.bias + self.title + self.shares.iter().map(|share| share.share).sum::<f64>()
    }

    /// The log-odds that the sum makes, as they come from the answer's probability and the runner-up's.
    #[must_use]
    pub fn odds(&self) -> String {
        let figure = |p: f64| if p < 0.0005 { format!("{p:.1e}") } else { format!("{p:.4}") };
        format!(
            "ln({} / {})",
            figure(self.prediction.confidence()),
            figure(self.prediction.probabilities[self.runner_up.index()])
        )
    }

    /// The text number `text` in pieces, each with the place of its keyword in [`Explanation::shares`], if any. Of keywords
    /// that overlap the first is kept, and of those that begin at one place the longest.
    #[must_use]
    pub fn segments<'t>(&self, bytes: &'t [u8], text: usize) -> Vec<(&'t [u8], Option<usize>)> {
        let mut marks: Vec<&Mark> = self.marks.iter().filter(|mark| mark.text == text).collect();
        marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
        let (mut pieces, mut from) = (Vec::new(), 0);
        for mark in marks {
            if mark.start >= from {
                pieces.push((&bytes[from..mark.start], None));
                pieces.push((&bytes[mark.start..mark.end], Some(mark.share)));
                from = mark.end;
            }
        }
        pieces.push((&bytes[from..], None));
        pieces.retain(|(piece, _)| !piece.is_empty());
        pieces
    }

    /// The decision and its reasons by name, as `classify explain --json` prints them.
    #[must_use]
    pub fn json(&self, model: &Model) -> serde_json::Value {
        let p = &self.prediction;
        let name = |role: RoleId| &model.roles()[role.index()].name;
        let by_role = |values: &[f64]| -> serde_json::Map<String, serde_json::Value> {
            model.roles().iter().zip(values).map(|(role, value)| (role.name.clone(), (*value).into())).collect()
        };
        let reasons: Vec<&str> = p.review.reasons().into_iter().filter(|(_, so)| *so).map(|(reason, _)| reason).collect();
        serde_json::json!({
            "role": name(p.role),
            "runner_up": name(self.runner_up),
            "probabilities": by_role(&p.probabilities),
            "duties": by_role(&p.duties),
            "title_roles": p.title.roles().iter().map(name).collect::<Vec<_>>(),
            "in_scope": p.in_scope,
            "review": reasons,
            "log_odds": self.log_odds,
            "bias": self.bias,
            "title": self.title,
            "shares": self.shares,
            "themes": self.themes,
            "axes": self.axes,
            "marks": self.marks,
        })
    }
}

/// The most probable role after the answer.
#[must_use]
pub fn runner_up(prediction: &Prediction) -> RoleId {
    let p = &prediction.probabilities;
    let others = (0..p.len()).filter(|role| *role != prediction.role.index());
    RoleId::at(others.reduce(|best, role| if p[role] > p[best] { role } else { best }).unwrap_or(0))
}

/// Where every term stands (its number in `share` for now), and how often each occurs.
fn marks(model: &Model, texts: &[&[u8]]) -> (Vec<Mark>, Vec<usize>) {
    let mut marks = Vec::new();
    let mut counts = vec![0; model.terms().len()];
    let mut reading = Reading::with_places();
    for (text, bytes) in texts.iter().enumerate() {
        reading.clear();
        model.vocabulary.read(bytes, &mut reading);
        let places = reading.places.as_deref().unwrap_or_default();
        model.vocabulary.for_each_term(&reading.tokens, |term, first, length| {
            counts[term.index()] += 1;
            marks.push(Mark { text, start: places[first].start, end: places[first + length - 1].end, share: term.index() });
        });
    }
    (marks, counts)
}

fn theme_shares(shares: &[Share]) -> Vec<ThemeShare> {
    let mass: f64 = shares.iter().map(|share| share.value).sum();
    let mut themes: Vec<ThemeShare> = Vec::new();
    for share in shares {
        let own = share.value / mass;
        match themes.iter_mut().find(|theme| theme.theme == share.theme) {
            Some(theme) => {
                theme.share += share.share;
                theme.mass += own;
            }
            None => themes.push(ThemeShare { theme: share.theme.clone(), share: share.share, mass: own }),
        }
    }
    themes.sort_by(|a, b| b.share.abs().total_cmp(&a.share.abs()).then_with(|| a.theme.cmp(&b.theme)));
    themes
}

impl Model {
    /// Where a posting with these features lies on the articles' axes; the middle if no term has a theme.
    #[must_use]
    pub fn axes(&self, vector: &[(TermId, f64)]) -> Axes {
        let (mut mass, mut strategy, mut external) = (0.0, 0.0, 0.0);
        for &(term, value) in vector {
            let place = self.place(term);
            mass += value * place[0];
            strategy += value * place[1];
            external += value * place[2];
        }
        if mass > 0.0 {
            Axes { strategy: strategy / mass, external: external / mass }
        } else {
            Axes { strategy: 0.0, external: 0.0 }
        }
    }

    /// What a term weighs on the map: 1, its theme's strategy, and its theme's external; all 0 without a theme.
    #[must_use]
    pub fn place(&self, term: TermId) -> [f64; 3] {
        let theme = self.theme_of(term).filter(|_| self.terms()[term.index()].ring != Ring::Learned);
        theme.map_or([0.0; 3], |theme| [1.0, theme.strategy, theme.external])
    }
}
