//! The model: what is known of words, terms and roles, frozen at training and shared by all threads.

pub mod explain;
mod fields;
pub mod file;
pub mod linear;
mod meaning;
pub mod names;
pub mod reference;
pub mod roles;
pub mod rule;
pub mod table;
pub mod title;

use std::path::Path;
use std::sync::OnceLock;

use crate::Error;
use crate::features::{TfIdf, density};
use crate::text::kernel::Kernel;
use crate::text::vocabulary::{TermId, Vocabulary};
use linear::Linear;
use roles::Role;
use rule::Rule;
use table::{Table, Term, Theme};
use title::{Title, TitleReader, TitleReading};

const EMBEDDED: &str = include_str!("../../models/default.tsv");

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

/// Everything that classifies a posting. Immutable; one serves all threads, each with its own [`crate::Scorer`].
#[derive(Debug, Clone)]
pub struct Model {
    table: Table,
    /// Of the file; of the embedded one only once somebody asks.
    digest: OnceLock<String>,
    titles: TitleReader,
    pub(crate) vocabulary: Vocabulary,
    /// The same vocabulary, for reading fast.
    pub(crate) kernel: Kernel,
    pub(crate) tf_idf: TfIdf,
    pub(crate) duties: Linear,
    scope: Linear,
    /// By term: its theme's place in the table.
    themes: Vec<Option<usize>>,
}

impl Model {
    /// Builds the tables that scoring needs.
    ///
    /// # Errors
    /// A surface or a name with a token that is no word of the table, a surface that two terms claim, or a phrase that
    /// names two things.
    pub fn new(table: Table) -> Result<Self, String> {
        Self::build(table, OnceLock::from(String::new()))
    }

    /// Reads a model file's content.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(text: &str) -> Result<Self, file::FileError> {
        let table = file::read(text)?;
        Self::build(table, OnceLock::from(file::digest(text.as_bytes()))).map_err(|found| file::FileError {
            line: 0,
            column: None,
            expected: "phrases of the model's own words, each of one term".into(),
            found,
        })
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When it cannot be read, or is not a sound model.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(Error::io(&name))?;
        let text = String::from_utf8(bytes)
            .map_err(|e| Error::Model { file: name.clone(), source: fields::not_utf8(e.utf8_error()) })?;
        Self::read(&text).map_err(|source| Error::Model { file: name, source })
    }

    /// The model that is built into the program. Its digest line is not checked, for that would take longer than all the
    /// rest; a test does.
    ///
    /// # Panics
    /// Never in a build that passed its tests.
    #[must_use]
    pub fn embedded() -> Self {
        let table = file::read_unchecked(EMBEDDED).expect("the embedded model is sound");
        Self::build(table, OnceLock::new()).expect("the embedded model is sound")
    }

    fn build(table: Table, digest: OnceLock<String>) -> Result<Self, String> {
        // Side by side, for most runs are short.
        let (titles, words) = std::thread::scope(|scope| {
            let titles = scope.spawn(|| TitleReader::new(&table.roles));
            let words = Self::vocabulary_of(&table).map(|vocabulary| (Kernel::new(&vocabulary), vocabulary));
            (titles.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), words)
        });
        let (titles, (kernel, vocabulary)) = (titles?, words?);
        let tf_idf = TfIdf::new(table.terms.iter().map(|term| term.idf).collect());
        let duties = Linear::new(table.bias.clone(), table.terms.iter().flat_map(|term| term.weights.iter().copied()).collect());
        let scope = Linear::new(vec![table.rule.scope_bias], table.terms.iter().map(|term| term.scope).collect());
        let theme = |term: &Term| table.themes.iter().position(|theme| theme.name == term.theme);
        let themes = table.terms.iter().map(theme).collect();
        Ok(Self { table, digest, titles, vocabulary, kernel, tf_idf, duties, scope, themes })
    }

    fn vocabulary_of(table: &Table) -> Result<Vocabulary, String> {
        let forms = table.stops.len() + table.words.iter().map(|word| word.forms().count()).sum::<usize>();
        let mut vocabulary = Vocabulary::with_capacity(forms);
        for form in &table.stops {
            vocabulary.add_word([form], true);
        }
        for word in &table.words {
            vocabulary.add_word(word.forms(), false);
        }
        let unknown = |phrase: &str| {
            let phrase = phrase.to_owned();
            move |form: String| format!("the phrase {phrase:?} has the token {form:?}, which is no word of the model")
        };
        for name in table.roles.cut() {
            vocabulary.add_name(&name).map_err(unknown(&name))?;
        }
        for (id, term) in (0..).map(TermId).zip(&table.terms) {
            for surface in &term.surfaces {
                if let Some(owner) = vocabulary.add_surface(surface, id).map_err(unknown(surface))? {
                    let owner = &table.terms[owner.index()].name;
                    return Err(format!("the surface {surface:?} belongs to {owner:?} and to {:?}", term.name));
                }
            }
        }
        Ok(vocabulary)
    }

    /// The roles, in the order of the probabilities.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.table.roles.roles
    }

    /// The terms, in the order of [`TermId`].
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.table.terms
    }

    /// The numbers of the rule that joins title and duties and asks for review.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.table.rule
    }

    /// The theme of a term; `None` for learned terms.
    #[must_use]
    pub fn theme_of(&self, term: TermId) -> Option<&Theme> {
        self.themes[term.index()].map(|theme| &self.table.themes[theme])
    }

    /// Sets the confidence below which a row is `low-confidence`.
    pub fn set_min_confidence(&mut self, confidence: f64) {
        self.table.rule.min_confidence = confidence;
    }

    /// All that the model file says.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The weights of terms, the same for every posting.
    #[must_use]
    pub fn tf_idf(&self) -> &TfIdf {
        &self.tf_idf
    }

    /// The words and phrases, for reading fast.
    #[must_use]
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// The words and phrases, for reading text together with where its terms stand.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The digest of the model file; empty for a model that was not read from one.
    #[must_use]
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| file::digest(EMBEDDED.as_bytes()))
    }

    pub(crate) fn read_title(&self, title: &[u8], reading: &mut TitleReading) -> Title {
        self.titles.read(title, reading)
    }

    /// The probability that a posting is for one of the roles: `length` is that of its vector before it was made 1.
    pub(crate) fn in_scope(&self, vector: &[(TermId, f64)], length: f64, words: usize, title: Title) -> f64 {
        let mut score = [0.0];
        self.scope.scores(vector, &mut score);
        let bias = self.scope.bias()[0];
        let text = (score[0] - bias) * length * density(words) + bias;
        linear::sigmoid(text + self.rule().title_scope_share(title))
    }
}

/// A reader of titles without the rest of a model, for training.
///
/// # Errors
/// A table whose names cannot be read.
pub(crate) fn title_reader(table: &roles::RoleTable) -> Result<impl Fn(&str) -> Title, String> {
    let titles = TitleReader::new(table)?;
    Ok(move |title: &str| titles.read(title.as_bytes(), &mut TitleReading::default()))
}
