//! What the hot loops ask of a processor, in the instructions that it has.
//!
//! What they ask stands here in plain Rust, and is the reference of the tests. The other files say the same in instructions
//! for several bytes, or several words, at a time.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod classes;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod sse2;

use super::forms::{Forms, LONGEST};
use super::masks::{BLOCK, Masks};
use super::table::{Key, Table};
use super::{Kernel, Known, Step, Words};

#[cfg(target_arch = "x86_64")]
pub use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
pub use avx512::Avx512;

/// So many words, or tokens, are asked for at a time.
pub const LANES: usize = 8;

/// So many times [`LANES`] words are looked up together: as many as a mask has bits.
pub const GROUPS: usize = 8;

/// Of the 64 places that a block may have, so many are written whether it has them or not: few blocks have more, and how
/// many they have is nobody's guess.
const USUAL: usize = 24;

/// What a processor can do. A value of one is the proof that this processor can.
pub trait Instructions: Copy {
    /// Appends one text of a posting to `words`: [`Kernel::read_with`], compiled for this processor.
    fn read(self, kernel: &Kernel, text: &[u8], words: &mut Words) {
        kernel.read_with(self, text, words);
    }

    /// What the bytes of a block are.
    fn masks(self, block: &[u8; BLOCK]) -> Masks;

    /// Writes the places of the bits that are set, counted from `base`, in order. What stands behind the last is nothing.
    #[inline(always)]
    fn places(self, bits: u64, base: u32, out: &mut [u32; BLOCK]) {
        let (mut rest, count) = (bits, bits.count_ones() as usize);
        let (usual, more) = out.split_at_mut(USUAL);
        for place in usual {
            *place = base + rest.trailing_zeros();
            rest &= rest.wrapping_sub(1);
        }
        for place in &mut more[..count.saturating_sub(USUAL)] {
            *place = base + rest.trailing_zeros();
            rest &= rest.wrapping_sub(1);
        }
    }

    /// Looks up words of `text`, at most [`GROUPS`] groups of them, and writes what is known of each. Returns those that are
    /// too long for the table, of which nothing is written that counts: a bit a word.
    #[inline(always)]
    fn look_up(self, text: &[u8], words: &[[[u32; 2]; LANES]], forms: &Forms, known: &mut [[Known; LANES]]) -> u64 {
        let (last_start, longest) = (text.len() - LONGEST, forms.longest());
        let mut hard = 0;
        for (i, ([start, end], known)) in words.as_flattened().iter().zip(known.as_flattened_mut()).enumerate() {
            let length = (*end as usize).wrapping_sub(*start as usize);
            hard |= u64::from(length > longest) << i;
            let (start, length) = ((*start as usize).min(last_start), length.min(LONGEST));
            if let Some(bytes) = text[start..].first_chunk() {
                *known = Known(forms.table.slot(Key::new(bytes, length).lower(length)));
            }
        }
        hard
    }

    /// Writes the numbers of those tokens that names may begin with, counted from `at`, and returns how many those are.
    #[inline(always)]
    fn names(self, tokens: &[Known; LANES], at: u32, names: &mut [u32; LANES]) -> usize {
        let mut len = 0;
        for (number, token) in (at..).zip(tokens) {
            names[len] = number;
            len += usize::from(token.has(Known::NAME));
        }
        len
    }

    /// Writes those of the tokens that are no stop words, in order, and returns how many.
    #[inline(always)]
    fn keep(self, tokens: &[Known; LANES], kept: &mut [Known; LANES]) -> usize {
        let mut len = 0;
        for token in tokens {
            kept[len] = *token;
            len += usize::from(!token.has(Known::STOP));
        }
        len
    }

    /// Writes the numbers of the words that are terms by themselves, and at which of the tokens a phrase may go on from the
    /// token before, and returns how many those are. `before` has the token before each of these, the first of which stands
    /// at `at`.
    #[inline(always)]
    fn marks(
        self,
        before: &[Known; LANES],
        tokens: &[Known; LANES],
        at: u32,
        terms: &mut [u32; LANES],
        pairs: &mut [u32; LANES],
    ) -> (usize, usize) {
        let (mut terms_len, mut pairs_len) = (0, 0);
        for (at, (last, token)) in (at..).zip(before.iter().zip(tokens)) {
            terms[terms_len] = token.word();
            terms_len += usize::from(token.has(Known::TERM));
            pairs[pairs_len] = at;
            pairs_len += usize::from(last.may_go_on(*token));
        }
        (terms_len, pairs_len)
    }

    /// Writes where phrases do go on: at those of the first `most` of these pairs that `table`, which is complete, has.
    /// Returns how many.
    #[inline(always)]
    fn steps(self, pairs: &[u32; LANES], most: usize, tokens: &[Known], table: &Table, steps: &mut [Step; LANES]) -> usize {
        let mut len = 0;
        for at in &pairs[..most] {
            let node = table.get(Step::key(tokens[*at as usize - 1], tokens[*at as usize]));
            steps[len] = Step::new(node, *at);
            len += usize::from(node != 0);
        }
        len
    }
}

/// What every processor of its kind can do.
#[derive(Debug, Clone, Copy)]
pub struct Any;

impl Instructions for Any {
    #[inline(always)]
    fn masks(self, block: &[u8; BLOCK]) -> Masks {
        #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
        // SAFETY: this stands only in programs for processors that all have SSE2.
        return unsafe { sse2::masks(block) };
        #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
        return Masks::portable(block);
    }
}

/// A kind of processor that this one is.
#[derive(Debug, Clone, Copy)]
pub enum Processor {
    /// Any.
    Any(Any),
    /// x86-64 since 2013.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// x86-64 since 2019, not all.
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Processor {
    /// All kinds that this processor is, the quickest last.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        let all = [
            Some(Self::Any(Any)),
            #[cfg(target_arch = "x86_64")]
            Avx2::detect().map(Self::Avx2),
            #[cfg(target_arch = "x86_64")]
            Avx512::detect().map(Self::Avx512),
        ];
        all.into_iter().flatten()
    }

    /// The quickest.
    pub fn quickest() -> Self {
        Self::all().next_back().unwrap_or(Self::Any(Any))
    }
}

#[cfg(test)]
mod tests;
