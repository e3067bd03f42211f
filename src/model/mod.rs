//! The model: what is known of words, terms and roles, frozen at training and shared by all threads.

pub mod linear;
pub mod roles;
pub mod rule;
pub mod title;

use crate::features::TfIdf;
use crate::text::vocabulary::{Reading, Vocabulary};
use linear::Linear;
use roles::Role;
use rule::Rule;
use title::Title;

/// A role of the model, numbered in the order of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(pub u8);

impl RoleId {
    /// The role's place in the model's table.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    pub(crate) fn at(index: usize) -> Self {
        Self(u8::try_from(index).expect("a model has at most 64 roles"))
    }
}

/// A keyword with all that the model knows of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// As it is shown: one of its surfaces.
    pub name: String,
    /// Where it comes from.
    pub ring: Ring,
    /// The area of responsibility that it belongs to; empty for learned terms.
    pub theme: String,
}

/// Where a term comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ring {
    /// A keyword of the articles, with its variants.
    Article,
    /// Evidence of level, reporting line and handiwork that the articles do not spell out.
    Structure,
    /// Learned from labelled postings.
    Learned,
}

/// Everything that classifies a posting. Immutable; one serves all threads, each with its own [`crate::Scorer`].
#[derive(Debug, Clone)]
pub struct Model {
    pub(crate) roles: Vec<Role>,
    pub(crate) terms: Vec<Term>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) tf_idf: TfIdf,
    pub(crate) duties: Linear,
    pub(crate) scope: Linear,
    pub(crate) rule: Rule,
}

impl Model {
    /// The roles, in the order of the probabilities.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The terms, in the order of [`crate::text::vocabulary::TermId`].
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The numbers of the rule that joins title and duties and asks for review.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Sets the confidence below which a row is `low-confidence`.
    pub fn set_min_confidence(&mut self, confidence: f64) {
        self.rule.min_confidence = confidence;
    }

    pub(crate) fn read_title(&self, _title: &[u8], _reading: &mut Reading) -> Title {
        Title::default()
    }

    pub(crate) fn in_scope(&self, vector: &[(crate::text::vocabulary::TermId, f64)], _title: Title) -> f64 {
        let mut score = [0.0];
        self.scope.scores(vector, &mut score);
        linear::sigmoid(score[0])
    }

    /// The model that is built into the program.
    ///
    /// # Panics
    /// Never in a build that passed its tests.
    #[must_use]
    pub fn embedded() -> Self {
        let mut vocabulary = Vocabulary::new();
        let mut words = Vec::new();
        for word in ["budget", "portfolio", "code", "product", "network", "server", "cio", "cto"] {
            words.push(vocabulary.add_word([word], false));
        }
        let mut terms = Vec::new();
        for (i, name) in ["budget", "portfolio", "code", "product", "network", "server"].into_iter().enumerate() {
            vocabulary.add_surface(name, crate::text::vocabulary::TermId(i as u32)).unwrap();
            terms.push(Term { name: name.into(), ring: Ring::Article, theme: String::new() });
        }
        let role = |name: &str, column: &str| Role { name: name.into(), column: column.into() };
        Self {
            roles: vec![role("CIO", "p_cio"), role("CTO", "p_cto"), role("IT Director", "p_it_director")],
            terms,
            vocabulary,
            tf_idf: TfIdf::new(vec![1.0; 6]),
            duties: Linear::new(
                vec![0.0; 3],
                vec![2.0, 0.0, 0.5, 2.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 2.0],
            ),
            scope: Linear::new(vec![-1.0], vec![3.0; 6]),
            rule: Rule::default(),
        }
    }
}
