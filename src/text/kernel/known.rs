//! What a token is to phrases, and where phrases go on.

use super::table::Key;

/// What is known of a token: its word's number, what may begin with it, and beside which words it stands in phrases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct Known(pub u64);

impl Known {
    /// No word of the vocabulary: no phrase reaches across.
    pub const NOT: Self = Self(0);
    /// Phrases skip it.
    pub const STOP: u64 = 1;
    /// A name of a role may begin with it.
    pub const NAME: u64 = 2;
    /// It is a term by itself.
    pub const TERM: u64 = 4;
    /// How many flags there are: the word's number is the half's other bits.
    pub const FLAGS: u32 = 3;

    /// `word` is the word's number and its flags. `neighbours` has, in its low half, a bit for the last four bits of each
    /// word that goes on from this one in a phrase of a term, and in its high half of each that this one goes on from.
    pub fn new(word: u32, neighbours: u32) -> Self {
        Self(u64::from(neighbours) << 32 | u64::from(word))
    }

    /// The word's number: its id and 1, so that 0 is no word.
    pub fn word(self) -> u32 {
        self.0 as u32 >> Self::FLAGS
    }

    pub fn has(self, flag: u64) -> bool {
        self.0 & flag != 0
    }

    /// Whether a phrase may go on from this word with that one. What it denies is sure, and what both halves allow nearly so.
    pub fn may_go_on(self, with: Self) -> bool {
        (self.0 >> (32 + with.word() % 16)) & (with.0 >> (48 + self.word() % 16)) & 1 != 0
    }
}

/// Where a phrase goes on: at the second of two words that lead to a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Step(pub u64);

impl Step {
    /// `node` is below 2³².
    pub fn new(node: u64, at: u32) -> Self {
        Self(u64::from(at) << 32 | node)
    }

    pub fn at(self) -> usize {
        (self.0 >> 32) as usize
    }

    pub fn node(self) -> u32 {
        self.0 as u32
    }

    /// What leads there.
    pub fn key(first: Known, second: Known) -> Key {
        Self::key_of(first.word(), second.word())
    }

    pub fn key_of(first: u32, second: u32) -> Key {
        Key { low: u64::from(first) << 32 | u64::from(second), high: 0 }
    }
}
