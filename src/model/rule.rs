//! The published rule that joins title and duties, and says which rows a person should look at.
//!
//! ```text
//! duties_k  = (bias_k + Σ weight_k · tf-idf) / temperature          the calibrated log-odds of the duties
//! score_k   = duties_k + title_weight · [title names role k, and not as a deputy]
//! p         = softmax(score)
//! ```
//!
//! A title that names two roles supports both. A deputy's title supports none: the role is another's. Nor does a title
//! that names no role.

use super::RoleId;
use super::linear::softmax;
use super::title::Title;

/// The numbers of the rule. They are fitted or chosen at training and stand in the model file.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Divides the scores of the duties, so that a probability of 0.8 is right four times in five. Above 0.
    pub temperature: f64,
    /// Log-odds that a role named by the title gains.
    pub title_weight: f64,
    /// Below this confidence a row is `low-confidence`.
    pub min_confidence: f64,
    /// With fewer distinct terms than this a row is `few-keywords`.
    pub min_terms: usize,
    /// Below this `in_scope` a row is `not-it-leadership`.
    pub min_scope: f64,
    /// From this probability of the second role on, by the duties, a row is `blended`.
    pub blend: f64,
    /// From this probability on, duties that speak for another role than the title are `title-disagrees`.
    pub disagree: f64,
    /// The bias of the scope's scores.
    pub scope_bias: f64,
    /// Log-odds that the scope gains when the title names a role.
    pub title_scope: f64,
    /// Log-odds that the scope gains when there is a title and it names none; below 0.
    pub other_title_scope: f64,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            temperature: 1.0,
            title_weight: 2.0,
            min_confidence: 0.7,
            min_terms: 5,
            min_scope: 0.5,
            blend: 0.3,
            disagree: 0.7,
            scope_bias: 0.0,
            title_scope: 3.0,
            other_title_scope: -3.0,
        }
    }
}

/// Why a person should look at a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Review {
    /// The confidence is below the model's (or the user's) minimum.
    pub low_confidence: bool,
    /// The title names another role than the duties speak for.
    pub title_disagrees: bool,
    /// Hardly any known term occurs.
    pub few_keywords: bool,
    /// Probably none of the model's roles.
    pub not_it_leadership: bool,
    /// Two roles in one posting: by its title, or by its duties.
    pub blended: bool,
}

impl Review {
    /// Every reason with its name in the output, in the order of the output.
    #[must_use]
    pub fn reasons(self) -> [(&'static str, bool); 5] {
        [
            ("low-confidence", self.low_confidence),
            ("title-disagrees", self.title_disagrees),
            ("few-keywords", self.few_keywords),
            ("not-it-leadership", self.not_it_leadership),
            ("blended", self.blended),
        ]
    }

    /// Whether there is any reason.
    #[must_use]
    pub fn any(self) -> bool {
        self != Self::default()
    }
}

impl Rule {
    /// The numbers with their keys, as the model file writes them.
    #[must_use]
    pub fn numbers(&self) -> [(&'static str, f64); 10] {
        [
            ("temperature", self.temperature),
            ("title_weight", self.title_weight),
            ("min_confidence", self.min_confidence),
            ("min_terms", self.min_terms as f64),
            ("min_scope", self.min_scope),
            ("blend", self.blend),
            ("disagree", self.disagree),
            ("scope_bias", self.scope_bias),
            ("title_scope", self.title_scope),
            ("other_title_scope", self.other_title_scope),
        ]
    }

    /// Sets one number. False, and nothing changed, when there is no such key or the value is out of its range.
    pub fn set(&mut self, key: &str, value: f64) -> bool {
        let share = (0.0..=1.0).contains(&value);
        let (slot, fits) = match key {
            "temperature" => (&mut self.temperature, value > 0.0),
            "title_weight" => (&mut self.title_weight, true),
            "min_confidence" => (&mut self.min_confidence, share),
            "min_terms" if value >= 0.0 => {
                self.min_terms = value as usize;
                return true;
            }
            "min_scope" => (&mut self.min_scope, share),
            "blend" => (&mut self.blend, share),
            "disagree" => (&mut self.disagree, share),
            "scope_bias" => (&mut self.scope_bias, true),
            "title_scope" => (&mut self.title_scope, true),
            "other_title_scope" => (&mut self.other_title_scope, true),
            _ => return false,
        };
        if fits && value.is_finite() {
            *slot = value;
        }
        fits && value.is_finite()
    }

    /// Divides the scores of the duties by the temperature and adds the title's weight, then turns both into
    /// probabilities: `duties` in place, title and duties together into `joined`.
    pub fn join(&self, duties: &mut [f64], title: Title, joined: &mut Vec<f64>) {
        duties.iter_mut().for_each(|score| *score /= self.temperature);
        joined.clear();
        joined.extend((0u8..).zip(duties.iter()).map(|(role, score)| score + self.title_share(title, RoleId(role))));
        softmax(duties);
        softmax(joined);
    }

    /// What a title adds to the log-odds of a role.
    #[must_use]
    pub fn title_share(&self, title: Title, role: RoleId) -> f64 {
        if title.names(role) && !title.is_deputy() { self.title_weight } else { 0.0 }
    }

    /// What a title adds to the log-odds of being in scope.
    #[must_use]
    pub fn title_scope_share(&self, title: Title) -> f64 {
        match (title.any() && !title.is_deputy(), title.mentions_other()) {
            (true, _) => self.title_scope,
            (false, true) => self.other_title_scope,
            (false, false) => 0.0,
        }
    }

    /// The reasons to look at a posting. `terms` is its number of distinct terms.
    #[must_use]
    pub fn review(&self, joined: &[f64], duties: &[f64], title: Title, in_scope: f64, terms: usize) -> Review {
        let duties_role = highest(duties);
        let second = (0..duties.len()).filter(|&i| i != duties_role).map(|i| duties[i]).fold(0.0, f64::max);
        let few_keywords = terms < self.min_terms;
        Review {
            low_confidence: joined[highest(joined)] < self.min_confidence,
            title_disagrees: title.any()
                && terms > 0
                && !title.names(RoleId::at(duties_role))
                && duties[duties_role] >= self.disagree,
            few_keywords,
            not_it_leadership: in_scope < self.min_scope,
            blended: title.roles().len() > 1 || (!few_keywords && second >= self.blend),
        }
    }
}

/// The place of the highest value, the first of equals.
#[must_use]
pub fn highest(values: &[f64]) -> usize {
    let mut best = 0;
    for (i, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = i;
        }
    }
    best
}
