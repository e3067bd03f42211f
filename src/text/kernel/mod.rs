//! The fast path: what [`Vocabulary`]'s plain path finds, found ten times as fast. The hot loop is [`Kernel::words`].
//!
//! ```text
//! text ── masks of 64 bytes ── words ──┬─ simple: 16 bytes, lower-cased and looked up in a register ─┬── known words
//!                                      └─ hard: the plain path, from this word on                 ──┘       │
//!                                 terms ── walks from words that begin one ── stop words out ── names cut ──┘
//! ```
//!
//! A word is *simple* if it is ASCII, at most 16 bytes long, and no byte beside it can make it part of anything else. All
//! the exceptions of [`crate::text::tokens`] are left to [`next_token`], so that there is one place that knows them; the
//! tests hold the two paths together on arbitrary bytes.

use std::hint::select_unpredictable;

mod forms;
mod masks;
mod trie;

use super::tokens::next_token;
use super::vocabulary::{TermId, Token, Vocabulary, WordId};
use forms::{Forms, Key, LONGEST};
use masks::{BLOCK, Masks};
use trie::Trie;

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
    /// The text between separators, so that no look to either side leaves it.
    text: Vec<u8>,
    keys: Vec<Key>,
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
    scratch: Vec<u8>,
}

impl Words {
    /// Forgets the posting and keeps the memory.
    pub fn clear(&mut self) {
        (self.kept_len, self.marks_len, self.words) = (0, 0, 0);
    }
}

/// Bytes around the text: one before, and behind it a block more than what fills the last one.
const BEFORE: usize = 1;

/// The bit of a block's last byte.
const LAST: u64 = 1 << (BLOCK - 1);

impl Kernel {
    /// Of a complete vocabulary.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let (names, terms) = (
            Trie::new(&vocabulary.names, vocabulary.word_count),
            Trie::new(&vocabulary.terms, vocabulary.word_count),
        );
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
        let tokens = self.words(text, words);
        let cut = self.cut_names(tokens.0, tokens.1, words);
        self.keep(tokens.0, words);
        words.words -= cut;
    }

    /// Reads the tokens of `text`. Returns how many there are, and at how many of them names may begin.
    #[inline(never)]
    fn words(&self, text: &[u8], words: &mut Words) -> (usize, usize) {
        let Words { text: padded, keys, scratch, .. } = words;
        padded.clear();
        padded.resize(BEFORE, b' ');
        padded.extend_from_slice(text);
        padded.resize((BEFORE + text.len() + BLOCK).next_multiple_of(BLOCK), b' ');
        let text = &padded[..];
        keys.clear();
        // What lies before it is read.
        let mut read = 0;
        let (mut open, mut start, mut hard_before) = (0, 0, false);
        for (block, bytes) in text.as_chunks::<BLOCK>().0.iter().enumerate() {
            let masks = Masks::new(bytes);
            let before = masks.word << 1 | open;
            let (mut starts, mut ends) = (masks.word & !before, !masks.word & before);
            // A joiner that ends a block counts for both blocks, as nothing is known here of the bytes beyond.
            let hard = masks.beyond | masks.joiner & (masks.word >> 1 | LAST) | masks.suffix & before != 0;
            let at = |bits: u64| block * BLOCK + bits.trailing_zeros() as usize;
            if open == 0 {
                start = at(starts);
                starts &= starts.wrapping_sub(1);
            }
            if hard | hard_before {
                while ends != 0 {
                    let end = at(ends);
                    ends &= ends - 1;
                    match simple(text, start, end) {
                        Some(key) if read <= start => keys.push(key),
                        _ => read = self.hard(text, read.max(start), end, scratch, keys),
                    }
                    start = at(starts);
                    starts &= starts.wrapping_sub(1);
                }
            } else {
                while ends != 0 {
                    let end = at(ends);
                    ends &= ends - 1;
                    match short(text, start, end) {
                        Some(key) => keys.push(key),
                        None => read = self.hard(text, start, end, scratch, keys),
                    }
                    start = at(starts);
                    starts &= starts.wrapping_sub(1);
                }
            }
            open = masks.word >> (BLOCK - 1);
            hard_before = hard & (open != 0 || masks.joiner & LAST != 0);
        }
        self.look_up(words)
    }

    #[inline(never)]
    fn look_up(&self, words: &mut Words) -> (usize, usize) {
        let Words { keys, tokens, names, .. } = words;
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

    /// Reads the tokens that start within `from..to` as the plain path does; returns where it may go on.
    #[cold]
    #[inline(never)]
    fn hard(&self, text: &[u8], mut from: usize, to: usize, scratch: &mut Vec<u8>, keys: &mut Vec<Key>) -> usize {
        while from < to
            && let Some(token) = next_token(text, from..to, scratch)
        {
            if !token.dropped {
                keys.push(self.forms.key(scratch));
            }
            from = token.end;
        }
        from
    }

    /// Overwrites every name of a role: from left to right, the longest name first. Returns how many tokens.
    #[inline(never)]
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
    #[inline(never)]
    fn keep(&self, len: usize, words: &mut Words) {
        let Words { tokens, kept, marks, kept_len, marks_len, .. } = words;
        let most = *kept_len + len + 1;
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

/// What a byte can do to a word beside it; one bit a rule.
const fn table(behind: bool) -> [u8; 256] {
    const RULES: [(u8, &[u8]); 5] = [
        (b'+', b"+"),
        (b'&', b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        (b'.', b"nNjJ"),
        (b'/', b"0123456789"),
        // Whatever follows.
        (b'#', b""),
    ];
    let mut table = [0; 256];
    let mut rule = 0;
    while rule < RULES.len() {
        let (joiner, next) = RULES[rule];
        if behind {
            let mut i = 0;
            while i < next.len() {
                table[next[i] as usize] |= 1 << rule;
                i += 1;
            }
        } else {
            table[joiner as usize] |= 1 << rule;
        }
        rule += 1;
    }
    let mut byte = 0;
    while behind && byte < 256 {
        table[byte] |= 1 << 4;
        byte += 1;
    }
    table
}

/// By the byte right behind a word, and by the byte behind that: a rule that has both bits may join them.
const JOINS: [u8; 256] = table(false);
const JOINED: [u8; 256] = table(true);

/// The key of the token at `start..end` if that is a simple word.
#[inline(always)]
fn simple(text: &[u8], start: usize, end: usize) -> Option<Key> {
    let before = text[start - 1];
    let joins = JOINS[usize::from(text[end])] & JOINED[usize::from(text[end + 1])];
    if joins != 0 || matches!(before, b'\'' | b'.') {
        return None;
    }
    short(text, start, end).filter(|key| key.is_ascii())
}

/// The key of the ASCII word at `start..end` that nothing is joined to, if it is short enough.
#[inline(always)]
fn short(text: &[u8], start: usize, end: usize) -> Option<Key> {
    let length = end - start;
    if length > LONGEST {
        return None;
    }
    Some(Key::new(text[start..].first_chunk()?, length).lower(length))
}
