//! The words that a model knows, its phrases, and the names of roles that are cut out before phrases are counted.

use foldhash::{HashMap, HashMapExt as _};

use super::markup::{Origin, append_plain};
use super::phrases::Phrases;
use super::pieces::pieces;
pub use super::reading::{Place, Reading};
use super::tokens::for_each_token;

/// A term of the model: a keyword with all its surfaces. Terms are numbered in the order of the model's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

impl TermId {
    /// The term's place in the model's table.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A word: all inflected forms that fold to one (`manage`, `manages`, `managing`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

impl WordId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What stands at one place of a tokenized posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A word that some phrase or name uses.
    Word(WordId),
    /// A function word that phrases skip (`of`, `the`) but names of roles may use.
    Stop(WordId),
    /// Any other token, the end of a text column, or a role's name after it was cut: no phrase reaches across.
    Break,
}

/// Frozen at training: forms of words, phrases of terms, names of roles.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    pub(super) forms: HashMap<Box<[u8]>, Token>,
    pub(super) word_count: u32,
    pub(super) terms: Phrases<TermId>,
    pub(super) names: Phrases<()>,
}

impl Vocabulary {
    /// An empty vocabulary; `add_*` fill it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty vocabulary with room for so many forms.
    #[must_use]
    pub fn with_capacity(forms: usize) -> Self {
        Self { forms: HashMap::with_capacity(forms), ..Self::default() }
    }

    /// Adds a word with all its forms. A form that another word already has stays with that word.
    pub fn add_word(&mut self, forms: impl IntoIterator<Item: AsRef<[u8]>>, stop: bool) -> WordId {
        let word = WordId(self.word_count);
        self.word_count += 1;
        let token = if stop { Token::Stop(word) } else { Token::Word(word) };
        for form in forms {
            self.forms.entry(form.as_ref().into()).or_insert(token);
        }
        word
    }

    /// The token that a form (lower-case, as the tokenizer writes it) stands for.
    #[must_use]
    pub fn token(&self, form: &[u8]) -> Token {
        self.forms.get(form).copied().unwrap_or(Token::Break)
    }

    /// Adds a surface of a term. Returns the term that already owns it, if one does.
    ///
    /// # Errors
    /// The first token of `surface` that is no word of this vocabulary.
    pub fn add_surface(&mut self, surface: &str, term: TermId) -> Result<Option<TermId>, String> {
        let mut phrase = Vec::new();
        self.each_token(surface, |token| match token {
            Token::Word(word) => phrase.push(word),
            Token::Stop(_) | Token::Break => {}
        })?;
        Ok(self.add_term(&phrase, term))
    }

    /// The same for a surface in words.
    pub fn add_term(&mut self, surface: &[WordId], term: TermId) -> Option<TermId> {
        self.terms.insert(surface, term)
    }

    /// The tokens of a phrase, all of which must be words of this vocabulary: the first that is not is the error.
    fn each_token(&self, phrase: &str, mut each: impl FnMut(Token)) -> Result<(), String> {
        let mut unknown = None;
        let mut scratch = Vec::new();
        // No token reaches across a blank, and most pieces are small letters only, so one token as they stand.
        for piece in phrase.split(' ').map(str::as_bytes) {
            let known = if piece.iter().all(u8::is_ascii_lowercase) { self.token(piece) } else { Token::Break };
            if known != Token::Break {
                each(known);
                continue;
            }
            for_each_token(piece, &mut scratch, |form, _, _| match self.token(form) {
                Token::Break if unknown.is_none() => unknown = Some(String::from_utf8_lossy(form).into_owned()),
                token => each(token),
            });
        }
        unknown.map_or(Ok(()), Err)
    }

    /// The words of a name, stop words among them: `director of it`.
    ///
    /// # Errors
    /// The first token that is no word of this vocabulary.
    pub fn name(&self, name: &str) -> Result<Vec<WordId>, String> {
        let mut words = Vec::new();
        self.each_token(name, |token| match token {
            Token::Word(word) | Token::Stop(word) => words.push(word),
            Token::Break => {}
        })?;
        Ok(words)
    }

    /// Adds a name of a role, to be cut from every text.
    ///
    /// # Errors
    /// The first token of `name` that is no word of this vocabulary.
    pub fn add_name(&mut self, name: &str) -> Result<(), String> {
        self.names.insert(&self.name(name)?, ());
        Ok(())
    }

    /// Reads one text: passes over its markup, tokenizes it, cuts the names of roles out, drops stop words, and ends with a [`Token::Break`].
    ///
    /// `reading` is appended to, so several columns of a posting are read one after the other.
    pub fn read(&self, text: &[u8], reading: &mut Reading) {
        for (offset, piece) in pieces(text) {
            self.read_piece(piece, offset, reading);
        }
    }

    fn read_piece(&self, text: &[u8], offset: usize, reading: &mut Reading) {
        let Reading { tokens, places, words, plain, scratch } = reading;
        let from = tokens.len();
        plain.clear();
        append_plain(text, plain);
        let mut origin = Origin::new(text);
        for_each_token(plain, scratch, |form, start, end| {
            tokens.push(self.token(form));
            if let Some(places) = places {
                places.push(Place { start: offset + origin.of(start), end: offset + origin.of(end) });
            }
        });
        let cut = self.cut_names(&mut tokens[from..]);
        if let Some(places) = places {
            let mut kept = tokens.iter().map(|token| !matches!(token, Token::Stop(_)));
            places.retain(|_| kept.next().unwrap_or(true));
            places.push(Place { start: offset + text.len(), end: offset + text.len() });
        }
        tokens.retain(|token| !matches!(token, Token::Stop(_)));
        *words += tokens.len() - from - cut;
        tokens.push(Token::Break);
    }

    /// Overwrites every name of a role by breaks: from left to right, the longest name first. Returns how many tokens.
    fn cut_names(&self, tokens: &mut [Token]) -> usize {
        let (mut from, mut cut) = (0, 0);
        while from < tokens.len() {
            let words = tokens[from..].iter().map_while(|token| match token {
                Token::Word(word) | Token::Stop(word) => Some(*word),
                Token::Break => None,
            });
            match self.names.longest_prefix(words) {
                Some((length, ())) => {
                    tokens[from..from + length].fill(Token::Break);
                    from += length;
                    cut += length;
                }
                None => from += 1,
            }
        }
        cut
    }

    /// Calls `found` with every occurrence of every term, overlapping ones too: the term, the place of its first word
    /// in `tokens`, and its length in words. Terms of one word come first, then the phrases; each in the text's order.
    pub fn for_each_term(&self, tokens: &[Token], mut found: impl FnMut(TermId, usize, usize)) {
        let mut prefixes = |single: bool| {
            for start in 0..tokens.len() {
                let words = tokens[start..].iter().map_while(|token| match token {
                    Token::Word(word) => Some(*word),
                    Token::Stop(_) | Token::Break => None,
                });
                let words = words.take(if single { 1 } else { usize::MAX });
                self.terms.for_each_prefix(words, |length, term| {
                    if single == (length == 1) {
                        found(term, start, length);
                    }
                });
            }
        };
        prefixes(true);
        prefixes(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let mut v = Vocabulary::new();
        v.add_word(["the", "a"], true);
        v.add_word(["of"], true);
        for forms in [
            &["director", "directors"][..],
            &["it"],
            &["IT"],
            &["strategy", "strategies"],
            &["business"],
            &["cio"],
            &["plan", "plans"],
        ] {
            v.add_word(forms.iter().copied(), false);
        }
        assert_eq!(v.add_surface("business strategy", TermId(0)), Ok(None));
        assert_eq!(v.add_surface("strategies", TermId(1)), Ok(None));
        assert_eq!(v.add_surface("plan strategy", TermId(2)), Ok(None));
        assert_eq!(v.add_surface("plan of the strategy", TermId(3)), Ok(Some(TermId(2))));
        assert_eq!(v.add_surface("plan budget", TermId(3)), Err("budget".into()));
        v.add_name("cio").unwrap();
        v.add_name("director of IT").unwrap();
        v
    }

    fn terms(text: &str) -> Vec<(u32, usize, usize)> {
        let v = vocabulary();
        let mut reading = Reading::default();
        v.read(text.as_bytes(), &mut reading);
        let mut found = Vec::new();
        v.for_each_term(&reading.tokens, |term, start, length| found.push((term.0, start, length)));
        found
    }

    /// (term, place, words) of an occurrence.
    type Found = (u32, usize, usize);

    /// Text, then every occurrence.
    const CASES: &[(&str, &[Found])] = &[
        ("Business strategies", &[(1, 1, 1), (0, 0, 2)]),
        ("the plans of a strategy", &[(1, 1, 1), (2, 0, 2)]),
        ("plan budget strategy", &[(1, 2, 1)]),
        ("business CIO strategy", &[(1, 2, 1)]),
        ("plan, Director of IT, strategy", &[(1, 4, 1)]),
        ("plan director it strategy", &[(1, 3, 1)]),
        ("", &[]),
    ];

    #[test]
    fn table() {
        for (text, expected) in CASES {
            assert_eq!(terms(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn places_point_into_the_text() {
        let v = vocabulary();
        let mut reading = Reading::with_places();
        let text = "The plans of the CIO, and Business Strategies";
        v.read(text.as_bytes(), &mut reading);
        let places = reading.places.as_deref().unwrap();
        assert_eq!(places.len(), reading.tokens.len());
        v.for_each_term(&reading.tokens, |term, start, length| {
            if term == TermId(0) {
                assert_eq!(&text[places[start].start..places[start + length - 1].end], "Business Strategies");
            }
        });
    }

    #[test]
    fn places_point_into_the_text_with_its_markup() {
        let v = vocabulary();
        let mut reading = Reading::with_places();
        let text = "<p>The&nbsp;pl&#97;ns &lt;b&gt;of</b> <br/>a Strategy&eacute;&amp;CIO plan";
        v.read(text.as_bytes(), &mut reading);
        let places = reading.places.as_deref().unwrap();
        let shown: Vec<_> = places.iter().map(|place| &text[place.start..place.end]).collect();
        assert_eq!(shown, ["pl&#97;ns", "Strategy&eacute;", "CIO", "plan", ""]);
    }
}
