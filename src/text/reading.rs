//! What a reader of texts has read.

use super::vocabulary::Token;

/// A token and the bytes of the text that it came from, for showing where a term stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Offset of the token's first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
}

/// The buffers of one reader of texts. Reused, they stop growing after the longest posting.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The posting so far: words, and breaks that no phrase crosses. No stop words.
    pub tokens: Vec<Token>,
    /// One for each of `tokens`; kept only where terms are to be shown in their text.
    pub places: Option<Vec<Place>>,
    /// The posting's length in words, known or not, function words and names of roles left out.
    pub words: usize,
    /// The text without its markup.
    pub(super) plain: Vec<u8>,
    pub(super) scratch: Vec<u8>,
}

impl Reading {
    /// Empty buffers that also keep where each token stands.
    #[must_use]
    pub fn with_places() -> Self {
        Self { places: Some(Vec::new()), ..Self::default() }
    }

    /// Forgets the posting and keeps the memory.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.words = 0;
        if let Some(places) = &mut self.places {
            places.clear();
        }
    }
}
