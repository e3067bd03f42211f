//! From text to what is known of its tokens: the hot loops are [`edges`], which finds words, and [`Tokens::look_up`].
//! Both are compiled into their caller, for its processor.

use std::ops::Range;

use super::Known;
use super::forms::{Forms, LONGEST};
use super::masks::{BLOCK, LAST};
use super::processor::{GROUPS, Instructions, LANES};
use crate::text::markup::append_plain;
use crate::text::tokens::next_token;

/// Finds tokens, with memory of its own.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// The text without markup between separators, so that no look to either side leaves it.
    text: Vec<u8>,
    /// Where words begin and end, in turn.
    edges: Vec<u32>,
    scratch: Vec<u8>,
    hard: Vec<Known>,
    /// What is known of the tokens of the text: the first `len` count, and there are [`LANES`] more.
    pub known: Vec<Known>,
    /// At which of them names may begin: the first `names_len` count.
    pub names: Vec<u32>,
    /// How many tokens there are.
    pub len: usize,
    /// How many names may begin.
    pub names_len: usize,
}

/// Set in the end of a word that only the plain path can read.
const HARD: u32 = 1 << 31;

impl Tokens {
    /// Reads the tokens of `text`.
    #[inline(always)]
    pub fn read(&mut self, instructions: impl Instructions, text: &[u8], forms: &Forms) {
        assert!(text.len() < HARD as usize - 4 * BLOCK, "a text is shorter than 2 GiB");
        self.text.clear();
        self.text.push(b' ');
        append_plain(text, &mut self.text);
        // Room for a look behind the last word, and to load it from.
        self.text.resize((self.text.len() + LONGEST).next_multiple_of(BLOCK), b' ');
        let edges = edges(instructions, &self.text, &mut self.edges);
        self.look_up(instructions, edges / 2, forms);
    }

    /// Looks up the first `count` words between the edges.
    #[inline(always)]
    fn look_up(&mut self, instructions: impl Instructions, count: usize, forms: &Forms) {
        let Self { text, edges, scratch, hard, known, names, .. } = self;
        let (text, words) = (&text[..], edges.as_chunks::<2>().0);
        known.clear();
        let (mut next, mut found) = (0, [[Known::NOT; LANES]; GROUPS]);
        while next < count {
            let groups = (count - next).div_ceil(LANES).min(GROUPS);
            let long = instructions.look_up(text, &words[next..].as_chunks().0[..groups], forms, &mut found[..groups]);
            let end = (next + groups * LANES).min(count);
            let (first, found) = (next, found.as_flattened());
            let mut rest = if end - first < u64::BITS as usize { long & ((1 << (end - first)) - 1) } else { long };
            while rest != 0 {
                let word = first + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                // One that was read together with a word before it is passed over.
                if word < next {
                    continue;
                }
                known.extend_from_slice(&found[next - first..word - first]);
                let [start, end] = words[word];
                let mut following = words[word + 1..count].iter();
                hard_tokens(text, start as usize..(end & !HARD) as usize, &mut following, forms, scratch, hard);
                known.extend_from_slice(hard);
                next = count - following.len();
            }
            if next < end {
                known.extend_from_slice(&found[next - first..end - first]);
                next = end;
            }
        }
        self.len = known.len();
        // Behind them comes nothing.
        known.resize(known.len() + LANES, Known::NOT);
        let mut names_len = 0;
        for (at, tokens) in (0..).step_by(LANES).zip(known.as_chunks().0) {
            if names.len() < names_len + LANES {
                names.resize(2 * names_len + LANES, 0);
            }
            let Some(names) = names[names_len..].first_chunk_mut() else { break };
            names_len += instructions.names(tokens, at, names);
        }
        self.names_len = names_len;
    }
}

/// Writes where the words of `text` begin and end, in whole blocks the last of which ends with a separator. Returns how
/// many edges there are. Behind them is room for [`LANES`] words.
#[inline(always)]
fn edges(instructions: impl Instructions, text: &[u8], out: &mut Vec<u32>) -> usize {
    let (mut len, mut open) = (0, 0);
    // Whether the word is hard that reaches into the next block, and whether a byte that may join ends this one.
    let (mut reaching, mut joined) = (false, false);
    for (base, block) in (0_u32..).step_by(BLOCK).zip(text.as_chunks::<BLOCK>().0) {
        let masks = instructions.masks(block).of_words(block);
        let before = masks.word << 1 | open;
        open = masks.word >> (BLOCK - 1);
        let all = masks.word ^ before;
        let count = all.count_ones() as usize;
        if out.len() < len + 2 * BLOCK {
            out.resize(2 * len + 2 * BLOCK, 0);
        }
        let Some(edges) = out[len..].first_chunk_mut::<BLOCK>() else { break };
        instructions.places(all, base, edges);
        edges[0] |= u32::from(reaching) << 31;
        reaching &= count == 0;
        let odd = masks.beyond
            | (masks.joiner | masks.apostrophe) & (masks.word >> 1 | LAST)
            | masks.link & (masks.linked >> 1 | LAST)
            | masks.suffix & before;
        let edges = &mut out[..len + count];
        if joined {
            reaching |= mark_behind(text, base as usize, edges, len);
        }
        if odd != 0 {
            reaching |= mark_hard(text, base as usize, edges, len, all, odd);
        }
        joined = (masks.joiner | masks.apostrophe | masks.link) & LAST != 0;
        len += count;
    }
    len
}

/// Marks the words of the block at `base` that only the plain path can read: those with one of the `odd` bytes in them,
/// and those beside one that it may join. `edges` end with the block's, which begin at `from` and are `all` as bits.
/// Returns whether the last word, which does not end here, is one of them.
#[inline(never)]
fn mark_hard(text: &[u8], base: usize, edges: &mut [u32], from: usize, all: u64, mut odd: u64) -> bool {
    let mut reaching = false;
    while odd != 0 {
        let at = base + odd.trailing_zeros() as usize;
        let up_to = odd ^ (odd - 1);
        odd &= odd - 1;
        // The number of edges up to the byte: odd where it stands in a word, which then is the one to end next.
        let next = from + (all & up_to).count_ones() as usize;
        if next % 2 == 1 {
            match edges.get_mut(next) {
                Some(end) => *end |= HARD,
                None => reaching = true,
            }
            continue;
        }
        if JOINS[usize::from(text[at])] & JOINED[usize::from(text[at + 1])] != 0
            && let Some(end) = next.checked_sub(1).and_then(|end| edges.get_mut(end))
            && (*end & !HARD) as usize == at
        {
            *end |= HARD;
        }
        reaching |= mark_behind(text, at + 1, edges, next);
    }
    reaching
}

/// Marks the word that starts at `at`, if one does, where the byte before it makes it another token: `net` behind a dot,
/// and two letters behind an apostrophe. `next` is the place of its start in `edges`. Returns whether it is to be marked
/// and does not end here.
fn mark_behind(text: &[u8], at: usize, edges: &mut [u32], next: usize) -> bool {
    let most = match (text[at - 1], text[at] | 0x20) {
        (b'.', b'n' | b'j') => 3,
        // The second is the last byte of U+2019.
        (b'\'' | 0x99, _) => 2,
        _ => return false,
    };
    if edges.get(next).is_none_or(|start| *start as usize != at) {
        return false;
    }
    match edges.get_mut(next + 1) {
        Some(end) => {
            let short = (*end & !HARD) as usize <= at + most;
            *end |= u32::from(short) << 31;
            false
        }
        None => true,
    }
}

/// Reads the tokens that start within a word as the plain path does, into `hard`. They may reach into words that follow:
/// those are read as well, and taken from `words`.
#[cold]
#[inline(never)]
fn hard_tokens(
    text: &[u8],
    mut word: Range<usize>,
    words: &mut std::slice::Iter<'_, [u32; 2]>,
    forms: &Forms,
    scratch: &mut Vec<u8>,
    hard: &mut Vec<Known>,
) {
    hard.clear();
    loop {
        while let Some(token) = next_token(text, word.clone(), scratch) {
            if !token.dropped {
                hard.push(forms.get(scratch));
            }
            word.start = token.end;
        }
        match words.as_slice().first() {
            Some([start, end]) if (*start as usize) < word.start => word.end = (*end & !HARD) as usize,
            _ => return,
        }
        words.next();
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
