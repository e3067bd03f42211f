//! From text to the keys of its tokens: the hot loop is [`Tokens::find`].

use std::ops::Range;

use super::forms::{Forms, Key, LONGEST};
use super::masks::{BLOCK, Masks};
use crate::text::markup::append_plain;
use crate::text::tokens::next_token;

/// Finds tokens, with memory of its own.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// The text without markup between separators, so that no look to either side leaves it.
    text: Vec<u8>,
    keys: Vec<Key>,
    scratch: Vec<u8>,
}

/// A block, the one before it, where its first word may have begun, and room to load its last word from.
const WINDOW: usize = 2 * BLOCK + LONGEST;

/// The bit of a block's last byte.
const LAST: u64 = 1 << (BLOCK - 1);

impl Tokens {
    /// Finds the tokens of `text` and returns their keys. Those of long tokens are in `forms`.
    ///
    /// Not inlined: the loop needs all the registers there are.
    #[inline(never)]
    pub fn find(&mut self, text: &[u8], forms: &Forms) -> &[Key] {
        let Self { text: padded, keys, scratch } = self;
        padded.clear();
        padded.resize(BLOCK, b' ');
        append_plain(text, padded);
        let end = (padded.len() + 1).next_multiple_of(BLOCK);
        padded.resize(end + LONGEST, b' ');
        let text = &padded[..];
        let mut found = Found { keys, len: 0 };
        // What lies before it is read.
        let mut read = 0;
        let (mut open, mut start, mut hard_before) = (0, 0, false);
        for base in (BLOCK..end).step_by(BLOCK) {
            found.reserve(BLOCK);
            let origin = base - BLOCK;
            let Some(window) = text[origin..].first_chunk::<WINDOW>() else { break };
            let masks = Masks::new(window[BLOCK..].first_chunk().expect("a window is longer"));
            let before = masks.word << 1 | open;
            let (mut starts, mut ends) = (masks.word & !before, !masks.word & before);
            // A joiner that ends a block counts for both blocks, as nothing is known here of the bytes beyond.
            let hard = masks.beyond | masks.joiner & (masks.word >> 1 | LAST) | masks.suffix & before != 0;
            let at = |bits: u64| base + bits.trailing_zeros() as usize;
            if open == 0 {
                start = at(starts);
                starts &= starts.wrapping_sub(1);
            }
            // Two loops, so that the words of most blocks need no look to either side.
            if hard | hard_before {
                while ends != 0 {
                    let end = at(ends);
                    ends &= ends - 1;
                    match short(window, start.wrapping_sub(origin), end - start) {
                        Some(key) if read <= start && key.is_ascii() && stands_alone(text, start, end) => {
                            found.push(key.lower(end - start));
                        }
                        _ => read = hard_tokens(text, read.max(start)..end, forms, scratch, &mut found),
                    }
                    start = at(starts);
                    starts &= starts.wrapping_sub(1);
                }
            } else {
                while ends != 0 {
                    let end = at(ends);
                    ends &= ends - 1;
                    match short(window, start.wrapping_sub(origin), end - start) {
                        Some(key) => found.push(key.lower(end - start)),
                        None => read = hard_tokens(text, start..end, forms, scratch, &mut found),
                    }
                    start = at(starts);
                    starts &= starts.wrapping_sub(1);
                }
            }
            open = masks.word >> (BLOCK - 1);
            hard_before = hard & (masks.joiner & LAST != 0) | (hard | hard_before) & (open != 0);
        }
        let len = found.len;
        &self.keys[..len]
    }
}

/// Reads the tokens that start within `within` as the plain path does; returns where it may go on.
#[cold]
#[inline(never)]
fn hard_tokens(text: &[u8], mut within: Range<usize>, forms: &Forms, scratch: &mut Vec<u8>, found: &mut Found<'_>) -> usize {
    while let Some(token) = next_token(text, within.clone(), scratch) {
        if !token.dropped {
            found.reserve(1);
            found.push(forms.key(scratch));
        }
        within.start = token.end;
    }
    within.start
}

/// The keys of a text's tokens so far: the first `len`.
struct Found<'a> {
    keys: &'a mut Vec<Key>,
    len: usize,
}

impl Found<'_> {
    #[inline]
    fn reserve(&mut self, more: usize) {
        if self.keys.len() < self.len + more {
            self.keys.resize(2 * self.len + more, Key::default());
        }
    }

    /// There must be room.
    #[inline]
    fn push(&mut self, key: Key) {
        self.keys[self.len] = key;
        self.len += 1;
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

/// The bytes of a word as they stand, if it is short enough. The `start` of a long word may lie before the window.
#[inline(always)]
fn short(window: &[u8; WINDOW], start: usize, length: usize) -> Option<Key> {
    if length > LONGEST {
        return None;
    }
    // A short word begins in the window's first two blocks; the remainder only tells the compiler so.
    Some(Key::new(window[start % (2 * BLOCK)..].first_chunk()?, length))
}

/// Whether nothing beside the ASCII word at `start..end` makes it part of another token.
#[inline(always)]
fn stands_alone(text: &[u8], start: usize, end: usize) -> bool {
    let joins = JOINS[usize::from(text[end])] & JOINED[usize::from(text[end + 1])];
    joins == 0 && !matches!(text[start - 1], b'\'' | b'.')
}
