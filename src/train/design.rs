//! All that training may look at: every word of the corpus, the keywords and every candidate phrase, counted in every posting.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::corpus::Labelled;
use super::keywords::Keywords;
use super::scope::Background;
use crate::features::{TfIdf, Vector, smooth_idf};
use crate::model::roles::RoleTable;
use crate::model::table::Ring;
use crate::text::fold::{fold_key, inflections};
use crate::text::tokens::tokens;
use crate::text::vocabulary::{Reading, TermId, Token, Vocabulary, WordId};

/// A term that may enter the model.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// As it is shown.
    pub name: String,
    /// Where it comes from.
    pub ring: Ring,
    /// The name of its theme; empty for learned terms.
    pub theme: String,
    /// Its surfaces.
    pub surfaces: Vec<String>,
}

/// How often each term occurs in a posting, sorted by term.
pub type TermCounts = Vec<(TermId, u32)>;

/// Words that are treated apart.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// Function words, which phrases skip.
    pub stops: Vec<String>,
    /// Words that no learned term may hold: pay, hiring, places, numbers, filler.
    pub barred: Vec<String>,
}

/// The longest learned phrase, in words.
const LEARNED_WORDS: usize = 2;
/// A learned phrase occurs in at least so many postings.
const LEARNED_POSTINGS: usize = 3;

/// The corpus as counts.
#[derive(Debug, Clone)]
pub struct Design {
    /// Every candidate, keywords first.
    pub candidates: Vec<Candidate>,
    /// The counts of every posting, in the corpus's order.
    pub counts: Vec<TermCounts>,
    /// The length of every posting in words, function words and names of roles left out.
    pub lengths: Vec<usize>,
    /// The postings of other jobs.
    pub others: Vec<usize>,
    /// By candidate: the share of real postings of all trades that use it; 0 where nothing is known.
    pub background: Vec<f64>,
    /// Every word, each with its forms.
    pub words: Vec<Vec<String>>,
    vocabulary: Vocabulary,
}

impl Design {
    /// Counts `corpus`. With `learned`, phrases of the corpus are candidates beside the keywords.
    ///
    /// # Errors
    /// A keyword's surface that another keyword owns, or that is empty once function words are dropped.
    pub fn new(
        corpus: &[Labelled],
        roles: &RoleTable,
        keywords: &Keywords,
        lists: &Lists,
        learned: bool,
    ) -> Result<Self, String> {
        let mut words = Words::default();
        for text in corpus.iter().map(|posting| posting.text.as_str()) {
            words.add(text);
        }
        for surface in keywords.keywords.iter().flat_map(|keyword| &keyword.surfaces) {
            words.add(&surface.1);
        }
        let names = roles.cut();
        for name in &names {
            words.add(name);
        }
        let words = words.into_forms(&lists.stops);
        let mut vocabulary = Vocabulary::new();
        for form in &lists.stops {
            vocabulary.add_word([form.as_str()], true);
        }
        for forms in &words {
            vocabulary.add_word(forms.iter().map(String::as_str), false);
        }
        for name in &names {
            vocabulary.add_name(name)?;
        }
        let mut design = Self {
            candidates: Vec::new(),
            counts: Vec::new(),
            lengths: Vec::new(),
            others: Vec::new(),
            background: Vec::new(),
            words,
            vocabulary,
        };
        design.add_keywords(keywords)?;
        let (readings, lengths): (Vec<Vec<Token>>, Vec<usize>) = corpus.iter().map(|posting| design.read(&posting.text)).unzip();
        design.lengths = lengths;
        if learned {
            design.add_learned(&readings, lists)?;
        }
        design.others = (0..corpus.len()).filter(|i| corpus[*i].role.is_none()).collect();
        design.background = vec![0.0; design.candidates.len()];
        design.counts = readings.iter().map(|tokens| design.count(tokens)).collect();
        Ok(design)
    }

    fn add_keywords(&mut self, keywords: &Keywords) -> Result<(), String> {
        for keyword in &keywords.keywords {
            let id = TermId(u32::try_from(self.candidates.len()).map_err(|e| e.to_string())?);
            let mut surfaces = Vec::new();
            for (_, surface) in &keyword.surfaces {
                match self.vocabulary.add_surface(surface, id)? {
                    None => surfaces.push(surface.clone()),
                    Some(owner) if owner == id => {}
                    Some(owner) => {
                        let owner = &self.candidates[owner.index()].name;
                        return Err(format!("the surface {surface:?} of {:?} belongs to {owner:?} already", keyword.name));
                    }
                }
            }
            let ring = keyword.surfaces.iter().map(|(ring, _)| *ring).min().unwrap_or(Ring::Structure);
            self.candidates.push(Candidate { name: keyword.name.clone(), ring, theme: keyword.theme.clone(), surfaces });
        }
        Ok(())
    }

    /// Adds every phrase of the corpus that occurs in enough postings and is no keyword's surface.
    fn add_learned(&mut self, readings: &[Vec<Token>], lists: &Lists) -> Result<(), String> {
        let mut postings: BTreeMap<Vec<WordId>, usize> = BTreeMap::new();
        for tokens in readings {
            let mut own: Vec<Vec<WordId>> = Vec::new();
            for length in 1..=LEARNED_WORDS {
                own.extend(tokens.windows(length).filter_map(|window| {
                    window
                        .iter()
                        .map(|token| if let Token::Word(word) = token { Some(*word) } else { None })
                        .collect::<Option<Vec<_>>>()
                }));
            }
            own.sort_unstable();
            own.dedup();
            for phrase in own {
                *postings.entry(phrase).or_default() += 1;
            }
        }
        let keys: HashSet<String> = lists.barred.iter().map(|word| fold_key(word)).collect();
        let bar = |forms: &Vec<String>| {
            keys.contains(&fold_key(&forms[0])) || (forms[0] != "24/7" && forms[0].contains(|c: char| c.is_ascii_digit()))
        };
        let barred: Vec<bool> = self.words.iter().map(bar).collect();
        for (phrase, count) in postings {
            if count < LEARNED_POSTINGS || phrase.iter().any(|word| barred[word.index() - lists.stops.len()]) {
                continue;
            }
            let forms = phrase.iter().map(|word| self.words[word.index() - lists.stops.len()][0].as_str());
            let name = forms.collect::<Vec<_>>().join(" ");
            let id = TermId(u32::try_from(self.candidates.len()).map_err(|e| e.to_string())?);
            if self.vocabulary.add_surface(&name, id)?.is_none() {
                self.candidates.push(Candidate { surfaces: vec![name.clone()], name, ring: Ring::Learned, theme: String::new() });
            }
        }
        Ok(())
    }

    fn read(&self, text: &str) -> (Vec<Token>, usize) {
        let mut reading = Reading::default();
        self.vocabulary.read(text.as_bytes(), &mut reading);
        (reading.tokens, reading.words)
    }

    fn count(&self, tokens: &[Token]) -> TermCounts {
        let mut counts: BTreeMap<TermId, u32> = BTreeMap::new();
        self.vocabulary.for_each_term(tokens, |term, _, _| *counts.entry(term).or_default() += 1);
        counts.into_iter().collect()
    }

    /// Notes how common the candidates are in real postings of all trades.
    #[must_use]
    pub fn with_background(mut self, background: &Background) -> Self {
        self.background = self.candidates.iter().map(|candidate| background.share(&candidate.name)).collect();
        self
    }

    /// Counts a text that is not of the corpus.
    #[must_use]
    pub fn count_text(&self, text: &str) -> TermCounts {
        self.count(&self.read(text).0)
    }
}

/// A choice of candidates, numbered anew, with their idf.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The candidates chosen, in order.
    pub candidates: Vec<TermId>,
    place: Vec<Option<TermId>>,
    tf_idf: TfIdf,
}

impl Chosen {
    /// From a choice, with idf from the postings given.
    #[must_use]
    pub fn new(candidates: Vec<TermId>, all: usize, postings: &[&TermCounts]) -> Self {
        let mut place = vec![None; all];
        for (new, old) in (0..).map(TermId).zip(&candidates) {
            place[old.index()] = Some(new);
        }
        let mut df = vec![0usize; candidates.len()];
        for (term, _) in postings.iter().flat_map(|counts| counts.iter()) {
            if let Some(new) = place[term.index()] {
                df[new.index()] += 1;
            }
        }
        // Rounded as the model file will hold it, so that training and use agree to the last bit.
        let idf = df.iter().map(|df| round(smooth_idf(postings.len(), *df))).collect();
        Self { candidates, place, tf_idf: TfIdf::new(idf) }
    }

    /// The idf of a chosen term.
    #[must_use]
    pub fn idf(&self, term: TermId) -> f64 {
        self.tf_idf.idf(term)
    }

    /// The features of a posting.
    #[must_use]
    pub fn vector(&self, counts: &TermCounts) -> Vector {
        self.weighed(counts).0
    }

    /// The features of a posting, and the length of their vector before it was made 1.
    #[must_use]
    pub fn weighed(&self, counts: &TermCounts) -> (Vector, f64) {
        let kept = counts.iter().filter_map(|(term, tf)| Some((self.place[term.index()]?, *tf)));
        self.tf_idf.vector_of(kept)
    }
}

/// A number as the model file writes it: to five decimals, beyond which processors that add in another order differ.
#[must_use]
pub fn round(value: f64) -> f64 {
    (value * 1e5).round() / 1e5
}

/// Collects words by their fold key.
#[derive(Default)]
struct Words {
    by_key: BTreeMap<String, HashMap<String, usize>>,
}

impl Words {
    fn add(&mut self, text: &str) {
        for form in tokens(text) {
            *self.by_key.entry(fold_key(&form)).or_default().entry(form).or_default() += 1;
        }
    }

    /// Every word with its forms: the most frequent first, then the others that occur or may, sorted. No function words.
    fn into_forms(self, stops: &[String]) -> Vec<Vec<String>> {
        let is_stop = |form: &String| stops.contains(form);
        let words = self.by_key.into_values().filter_map(|seen| {
            let mut seen: Vec<(String, usize)> = seen.into_iter().filter(|(form, _)| !is_stop(form)).collect();
            seen.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            let name = seen.first()?.0.clone();
            let mut forms: Vec<String> =
                seen.iter().flat_map(|(form, _)| inflections(form)).chain(seen.iter().map(|(f, _)| f.clone())).collect();
            forms.sort_unstable();
            forms.dedup();
            forms.retain(|form| *form != name && !is_stop(form));
            forms.insert(0, name);
            Some(forms)
        });
        words.collect()
    }
}
