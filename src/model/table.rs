//! The content of a model file as plain data: what a person reads and what training writes.

use super::reference::Reference;
use super::roles::RoleTable;
use super::rule::Rule;

/// Where a term comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ring {
    /// A keyword of the articles, in the articles' own words.
    Article,
    /// A keyword of the articles, found by its variants only.
    Variant,
    /// Evidence of level, reporting line and handiwork that the articles do not spell out.
    Structure,
    /// Learned from labelled postings.
    Learned,
}

impl Ring {
    /// All rings, from the articles outward.
    pub const ALL: [Self; 4] = [Self::Article, Self::Variant, Self::Structure, Self::Learned];

    /// Its name in files and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Variant => "variant",
            Self::Structure => "structure",
            Self::Learned => "learned",
        }
    }

    /// The ring of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ring| ring.name() == name)
    }
}

/// An area of responsibility.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Its name, unique.
    pub name: String,
    /// The role that the articles give it to; empty where it is nobody's own.
    pub role: String,
    /// The article that names it; empty for themes of the structure ring.
    pub article: String,
    /// From -1 (implementation) to 1 (strategy).
    pub strategy: f64,
    /// From -1 (internal) to 1 (external).
    pub external: f64,
    /// What it is, in a sentence.
    pub summary: String,
}

/// A term: a keyword with its surfaces and weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// As it is shown. Terms are sorted by it, and it is unique.
    pub name: String,
    /// Where it comes from.
    pub ring: Ring,
    /// The name of its theme; empty for learned terms.
    pub theme: String,
    /// Inverse document frequency.
    pub idf: f64,
    /// Evidence that the posting is in scope, in log-odds.
    pub scope: f64,
    /// Evidence for each role, before the temperature.
    pub weights: Vec<f64>,
    /// The phrases that count as this term, each unique in the model.
    pub surfaces: Vec<String>,
}

/// A word: its inflected forms, in one string, as there are many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word(String);

impl Word {
    /// Of forms, which hold no tab.
    #[must_use]
    pub fn new<S: AsRef<str>>(forms: &[S]) -> Self {
        Self::from_line(&forms.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("\t"))
    }

    /// Of forms separated by tabs.
    pub(super) fn from_line(forms: &str) -> Self {
        Self(forms.into())
    }

    /// Its forms separated by tabs.
    pub(super) fn line(&self) -> &str {
        &self.0
    }

    /// Its forms.
    pub fn forms(&self) -> impl Iterator<Item = &[u8]> {
        self.0.as_bytes().split(|byte| *byte == b'\t')
    }
}

/// A whole model.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Provenance and figures: keys and values in order.
    pub about: Vec<(String, String)>,
    /// What the training postings looked like; empty where that was not noted.
    pub references: Vec<Reference>,
    /// The numbers of the rule.
    pub rule: Rule,
    /// Roles and names.
    pub roles: RoleTable,
    /// A bias a role.
    pub bias: Vec<f64>,
    /// The themes.
    pub themes: Vec<Theme>,
    /// Function words that phrases skip.
    pub stops: Vec<String>,
    /// Words, each with its forms.
    pub words: Vec<Word>,
    /// The terms, sorted by name.
    pub terms: Vec<Term>,
}

impl Table {
    /// The value of a key of [`Table::about`].
    #[must_use]
    pub fn about(&self, key: &str) -> Option<&str> {
        self.about.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }
}
