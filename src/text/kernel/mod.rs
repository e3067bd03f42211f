//! The fast path: what [`Vocabulary`]'s plain path finds, several times as fast (`benches/kernel.rs` has the ratio). The hot loop is `Tokens::find`, in `words.rs`.
//!
//! ```text
//! text ── masks of 64 bytes ── tokens as keys ── looked up ── names cut ── stop words out ── terms marked ── counted
//!         [masks]              [words]            [forms]                                    [trie]
//! ```
//!
//! A token's *key* is its bytes in a register. The word at hand gets its own if it is ASCII, at most 16 bytes long, and no
//! byte beside it can make it part of anything else. All other words are left to `super::tokens::next_token`, so that
//! one place knows the exceptions; tests hold the two paths together on arbitrary bytes.
//!
//! Branches that nobody can guess (is this word known? does it begin a term?) cost more than the work they save, so there
//! are none: values are written where the next one belongs, and counted if they stay.

mod forms;
// One call that needs no proof beyond its own line; `masks` says which.
#[allow(unsafe_code)]
mod masks;
mod trie;
mod words;

use std::hint::select_unpredictable;

use super::pieces::pieces;
use super::vocabulary::{TermId, Token, Vocabulary, WordId};
use forms::Forms;
use trie::Trie;
use words::Tokens;

/// What is known of a token: its word's number and what may begin with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Known(u32);

impl Known {
    /// No word of the vocabulary: no phrase reaches across.
    const NOT: Self = Self(0);
    const STOP: u32 = 1;
    const NAME: u32 = 2;
    const TERM: u32 = 4;
    const FLAGS: u32 = 3;

    /// The word's number: its id and 1, so that 0 is no word.
    fn word(self) -> u32 {
        self.0 >> Self::FLAGS
    }

    fn has(self, flag: u32) -> bool {
        self.0 & flag != 0
    }
}

/// A vocabulary, frozen for reading.
#[derive(Debug, Clone)]
pub struct Kernel {
    forms: Forms,
    names: Trie<()>,
    terms: Trie<TermId>,
}

/// The buffers of one reader. Reused, they stop growing after the longest posting.
#[derive(Debug, Clone, Default)]
pub struct Words {
    finder: Tokens,
    /// The tokens of one text. Only the first of them count, here as below.
    tokens: Vec<Known>,
    /// Where in `tokens` names may begin.
    names: Vec<u32>,
    /// The posting without stop words and names.
    kept: Vec<Known>,
    /// Where terms may be, in the order in which they are counted.
    marks: Vec<Mark>,
    kept_len: usize,
    marks_len: usize,
    /// The posting's length in words, known or not, function words and names of roles left out.
    pub words: usize,
}

impl Words {
    /// Forgets the posting and keeps the memory.
    pub fn clear(&mut self) {
        (self.kept_len, self.marks_len, self.words) = (0, 0, 0);
    }
}

impl Kernel {
    /// Of a complete vocabulary.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let (names, terms) =
            (Trie::new(&vocabulary.names, vocabulary.word_count), Trie::new(&vocabulary.terms, vocabulary.word_count));
        let known = |token: &Token| {
            let (WordId(id), stop) = match token {
                Token::Word(word) => (*word, 0),
                Token::Stop(word) => (*word, Known::STOP),
                Token::Break => return Known::NOT,
            };
            let flag = |holds, flag| if holds { flag } else { 0 };
            let flags = flag(names.begins(id + 1), Known::NAME) | flag(stop == 0 && terms.value(id + 1).is_some(), Known::TERM);
            Known((id + 1) << Known::FLAGS | flags | stop)
        };
        let forms = Forms::new(vocabulary.forms.iter().map(|(form, token)| (&**form, known(token))));
        Self { forms, names, terms }
    }

    /// Appends one text of a posting to `words`.
    pub fn read(&self, text: &[u8], words: &mut Words) {
        for (_, piece) in pieces(text) {
            self.read_piece(piece, words);
        }
    }

    fn read_piece(&self, text: &[u8], words: &mut Words) {
        let (len, names_len) = self.look_up(text, words);
        let cut = self.cut_names(len, names_len, words);
        self.keep(len, words);
        words.words -= cut;
    }

    /// Reads the tokens of `text`. Returns how many there are, and at how many of them names may begin.
    fn look_up(&self, text: &[u8], words: &mut Words) -> (usize, usize) {
        let Words { finder, tokens, names, .. } = words;
        let keys = finder.find(text, &self.forms);
        if tokens.len() < keys.len() {
            tokens.resize(keys.len(), Known::NOT);
            names.resize(keys.len(), 0);
        }
        let (mut len, mut names_len) = (0, 0);
        self.forms.get_all(keys, |token| {
            tokens[len] = token;
            names[names_len] = len as u32;
            len += 1;
            names_len += usize::from(token.has(Known::NAME));
        });
        (len, names_len)
    }

    /// Overwrites every name of a role: from left to right, the longest name first. Returns how many tokens.
    fn cut_names(&self, len: usize, names_len: usize, words: &mut Words) -> usize {
        let (mut done, mut cut) = (0, 0);
        for &start in &words.names[..names_len] {
            let start = start as usize;
            if start < done {
                continue;
            }
            let mut longest = 0;
            let following = words.tokens[start..len].iter().map(|token| token.word());
            self.names.for_each_prefix(following, |length, ()| longest = length);
            words.tokens[start..start + longest].fill(Known::NOT);
            done = start + longest;
            cut += longest;
        }
        cut
    }

    /// Appends the first `len` tokens to the posting but for stop words, and a break; and notes where terms may be.
    fn keep(&self, len: usize, words: &mut Words) {
        let Words { tokens, kept, marks, kept_len, marks_len, .. } = words;
        let most = *kept_len + len + 1;
        assert!(most < 1 << 31, "a posting has fewer than 2^31 words");
        if kept.len() < most {
            kept.resize(most, Known::NOT);
            marks.resize(2 * most, Mark(0));
        }
        let (mut k, mut m, mut last) = (*kept_len, *marks_len, Known::NOT);
        for &token in &tokens[..len] {
            let stays = !token.has(Known::STOP);
            kept[k] = token;
            marks[m] = Mark::phrase(k.wrapping_sub(1));
            m += usize::from(stays & self.terms.may_go_on(last.word(), token.word()));
            marks[m] = Mark::word(token.word());
            m += usize::from(token.has(Known::TERM));
            k += usize::from(stays);
            last = select_unpredictable(stays, token, last);
        }
        words.words += k - *kept_len;
        kept[k] = Known::NOT;
        (*kept_len, *marks_len) = (k + 1, m);
    }

    /// Calls `found` with every occurrence of every term, in the order of [`Vocabulary::for_each_term`].
    #[inline]
    pub fn for_each_term(&self, words: &Words, mut found: impl FnMut(TermId)) {
        for mark in &words.marks[..words.marks_len] {
            match mark.get() {
                Ok(word) => {
                    if let Some(term) = self.terms.value(word) {
                        found(term);
                    }
                }
                Err(start) => {
                    let following = words.kept[start..words.kept_len].iter().map(|token| token.word());
                    self.terms.for_each_longer(following, &mut found);
                }
            }
        }
    }
}

/// Where terms may be: a word that is one, or the place in the posting where a phrase of two words or more may begin.
#[derive(Debug, Clone, Copy)]
struct Mark(u32);

impl Mark {
    fn word(word: u32) -> Self {
        Self(word << 1)
    }

    fn phrase(start: usize) -> Self {
        Self((start as u32) << 1 | 1)
    }

    fn get(self) -> Result<u32, usize> {
        if self.0 & 1 == 0 { Ok(self.0 >> 1) } else { Err((self.0 >> 1) as usize) }
    }
}
