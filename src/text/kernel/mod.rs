//! The fast path: what [`Vocabulary`]'s plain path finds, several times as fast (`benches/kernel.rs` has the ratio). The
//! hot loops are, in this order, `edges` and `Tokens::look_up` in `words.rs`, `Kernel::keep` and
//! [`Kernel::for_each_term`] here. What they do with several bytes or words at a time stands in `processor/`.
//!
//! ```text
//! text ── masks of 64 bytes ── edges of words ── looked up ── names cut ── stop words out ── terms marked ── counted
//!         [masks]              [words]           [forms]                                     [trie]
//! ```
//!
//! A word is looked up by its *key*: its bytes in a register. That is done with words that are ASCII, at most 16 bytes
//! long, and have no byte beside them that can make them part of anything else. All others are *hard* and left to
//! `super::tokens::next_token`, so that one place knows the exceptions; tests hold the two paths together on arbitrary
//! bytes.
//!
//! Branches that nobody can guess (how many words has this block? is this word known? does it begin a term?) cost more
//! than the work they save, so there are none: values are written where the next one belongs, and counted if they stay.

mod forms;
mod known;
mod masks;
// Instructions of certain processors: calls say why this one is such, and gathers why they stay within their slice.
#[allow(unsafe_code)]
mod processor;
mod table;
mod trie;
mod words;

use super::pieces::pieces;
use super::vocabulary::{TermId, Token, Vocabulary, WordId};
use forms::Forms;
use known::{Known, Step};
use processor::{Any, Instructions, LANES, Processor};
use table::{Slot, Table};
use trie::Trie;
use words::Tokens;

/// A vocabulary, frozen for reading.
#[derive(Debug, Clone)]
pub struct Kernel {
    processor: Processor,
    forms: Forms,
    names: Trie<()>,
    terms: Trie<TermId>,
    /// The first two words of every phrase, and the node of `terms` that they lead to.
    pairs: Table,
}

/// The buffers of one reader. Reused, they stop growing after the longest posting.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Those of one text.
    tokens: Tokens,
    /// The posting without stop words and names, and a break before and behind every text. Only the first of them count,
    /// here as below.
    kept: Vec<Known>,
    /// The numbers of the words that are terms.
    terms: Vec<u32>,
    /// Where phrases may begin, in the text that is being read.
    pairs: Vec<u32>,
    /// Where they do.
    steps: Vec<Step>,
    kept_len: usize,
    terms_len: usize,
    steps_len: usize,
    /// The posting's length in words, known or not, function words and names of roles left out.
    pub words: usize,
}

impl Words {
    /// Forgets the posting and keeps the memory.
    pub fn clear(&mut self) {
        (self.kept_len, self.terms_len, self.steps_len, self.words) = (0, 0, 0, 0);
    }

    /// Whether the posting has a word that is a term.
    #[must_use]
    pub fn has_terms(&self) -> bool {
        self.terms_len > 0
    }
}

impl Kernel {
    /// Of a complete vocabulary.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let (names, terms) =
            (Trie::new(&vocabulary.names, vocabulary.word_count), Trie::new(&vocabulary.terms, vocabulary.word_count));
        let mut neighbours = vec![0_u32; vocabulary.word_count as usize + 1];
        let mut pairs = Vec::new();
        for (word, next, node) in terms.first_steps(vocabulary.word_count) {
            neighbours[word as usize] |= 1 << (next % 16);
            neighbours[next as usize] |= 1 << (16 + word % 16);
            pairs.push(Slot { key: Step::key_of(word, next), value: u64::from(node) });
        }
        let known = |token: &Token| {
            let (WordId(id), stop) = match token {
                Token::Word(word) => (*word, 0),
                Token::Stop(word) => (*word, Known::STOP as u32),
                Token::Break => return Known::NOT,
            };
            let flag = |holds, flag: u64| if holds { flag as u32 } else { 0 };
            let flags = flag(names.begins(id + 1), Known::NAME) | flag(stop == 0 && terms.value(id + 1).is_some(), Known::TERM);
            Known::new((id + 1) << Known::FLAGS | flags | stop, neighbours[id as usize + 1])
        };
        // Side by side, for most runs are short.
        let (forms, pairs) = std::thread::scope(|scope| {
            let pairs = scope.spawn(|| Table::new(&pairs));
            let forms = Forms::new(vocabulary.forms.iter().map(|(form, token)| (&**form, known(token))));
            (forms, pairs.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        Self { processor: Processor::quickest(), forms, names, terms, pairs }
    }

    /// The same for every kind of processor that this one is, the quickest last: all find the same.
    pub fn on_every_processor(&self) -> impl Iterator<Item = Self> {
        Processor::all().map(|processor| Self { processor, ..self.clone() })
    }

    /// The kind of processor that it is made for.
    #[must_use]
    pub fn processor(&self) -> &'static str {
        match self.processor {
            Processor::Any(_) => "any processor",
            #[cfg(target_arch = "x86_64")]
            Processor::Avx2(_) => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Processor::Avx512(_) => "AVX-512",
        }
    }

    /// Appends one text of a posting to `words`.
    pub fn read(&self, text: &[u8], words: &mut Words) {
        match self.processor {
            Processor::Any(any) => any.read(self, text, words),
            #[cfg(target_arch = "x86_64")]
            Processor::Avx2(avx2) => avx2.read(self, text, words),
            #[cfg(target_arch = "x86_64")]
            Processor::Avx512(avx512) => avx512.read(self, text, words),
        }
    }

    #[inline(always)]
    fn read_with(&self, instructions: impl Instructions, text: &[u8], words: &mut Words) {
        for (_, piece) in pieces(text) {
            words.tokens.read(instructions, piece, &self.forms);
            let cut = self.cut_names(&mut words.tokens);
            self.keep(instructions, words);
            words.words -= cut;
        }
    }

    /// Overwrites every name of a role: from left to right, the longest name first. Returns how many tokens.
    fn cut_names(&self, tokens: &mut Tokens) -> usize {
        let Tokens { known, names, len, names_len, .. } = tokens;
        let known = &mut known[..*len];
        let (mut done, mut cut) = (0, 0);
        for &start in &names[..*names_len] {
            let start = start as usize;
            if start < done {
                continue;
            }
            let mut longest = 0;
            let following = known[start..].iter().map(|token| token.word());
            self.names.for_each_prefix(following, |length, ()| longest = length);
            known[start..start + longest].fill(Known::NOT);
            done = start + longest;
            cut += longest;
        }
        cut
    }

    /// Appends the tokens to the posting but for stop words, and a break; and notes where terms are.
    #[inline(always)]
    fn keep(&self, instructions: impl Instructions, words: &mut Words) {
        let Words { tokens: Tokens { known, len, .. }, kept, terms, pairs, steps, kept_len, terms_len, steps_len, .. } = words;
        let start = (*kept_len).max(1);
        let most = start + *len + 2 * LANES;
        assert!(most < 1 << 30, "a posting has fewer than 2^30 words");
        if kept.len() < most {
            kept.resize(most, Known::NOT);
            terms.resize(most, 0);
            pairs.resize(most, 0);
            steps.resize(most, Step(0));
        }
        // A stop word is left out, and nothing else happens to it.
        known[*len..][..LANES].fill(Known(Known::STOP));
        let mut end = start;
        for tokens in known[..*len + LANES - 1].as_chunks().0 {
            let Some(kept) = kept[end..].first_chunk_mut() else { break };
            end += instructions.keep(tokens, kept);
        }
        words.words += end - start;
        kept[end..end + LANES].fill(Known::NOT);
        let mut pairs_len = 0;
        for at in (start..end).step_by(LANES) {
            let (Some(before), Some(tokens), Some(terms), Some(pairs)) = (
                kept[at - 1..].first_chunk(),
                kept[at..].first_chunk(),
                terms[*terms_len..].first_chunk_mut(),
                pairs[pairs_len..].first_chunk_mut(),
            ) else {
                break;
            };
            let found = instructions.marks(before, tokens, at as u32, terms, pairs);
            (*terms_len, pairs_len) = (*terms_len + found.0, pairs_len + found.1);
        }
        for from in (0..pairs_len).step_by(LANES) {
            let (Some(pairs), Some(steps)) = (pairs[from..].first_chunk(), steps[*steps_len..].first_chunk_mut()) else { break };
            let (most, kept) = ((pairs_len - from).min(LANES), &kept[..end]);
            *steps_len += if self.pairs.is_complete() {
                instructions.steps(pairs, most, kept, &self.pairs, steps)
            } else {
                Any.steps(pairs, most, kept, &self.pairs, steps)
            };
        }
        *kept_len = end + 1;
    }

    /// Calls `found` with every occurrence of every term, in the order of [`Vocabulary::for_each_term`].
    #[inline]
    pub fn for_each_term(&self, words: &Words, mut found: impl FnMut(TermId)) {
        for word in &words.terms[..words.terms_len] {
            if let Some(term) = self.terms.value(*word) {
                found(term);
            }
        }
        for step in &words.steps[..words.steps_len] {
            let following = words.kept[step.at() + 1..words.kept_len].iter().map(|token| token.word());
            self.terms.for_each_from(step.node(), following, &mut found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(kernel: &Kernel, text: &str) -> Vec<u32> {
        let (mut words, mut found) = (Words::default(), Vec::new());
        kernel.read(text.as_bytes(), &mut words);
        kernel.for_each_term(&words, |term| found.push(term.0));
        found
    }

    #[test]
    fn pairs_without_a_slot_are_found_all_the_same() {
        let mut vocabulary = Vocabulary::new();
        for word in ["risk", "and", "cost", "control", "plan"] {
            vocabulary.add_word([word], word == "and");
        }
        for (term, surface) in (0..).zip(["cost control", "risk cost control", "plan risk", "risk"]) {
            assert_eq!(vocabulary.add_surface(surface, TermId(term)), Ok(None));
        }
        let text = "plan risk and cost control, plan, control cost";
        for mut kernel in Kernel::new(&vocabulary).on_every_processor() {
            assert_eq!(terms(&kernel, text), [3, 2, 1, 0]);
            kernel.pairs = kernel.pairs.all_homeless();
            assert_eq!(terms(&kernel, text), [3, 2, 1, 0]);
        }
    }
}
