//! Very long texts, cut so that the memory for their words stays small.

use memchr::memrchr2;

/// A text that is longer is read in pieces.
const LONGEST: usize = 1 << 20;

/// The pieces of a text with their offsets: one, or several of at most 1 MiB, cut behind a blank or a line's end. No phrase
/// reaches from one into the next, just as between texts.
pub fn pieces(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let rest = &text[start..];
        let length = match rest.get(..LONGEST) {
            Some(most) if rest.len() > LONGEST => memrchr2(b' ', b'\n', most).map_or(LONGEST, |blank| blank + 1),
            _ => rest.len(),
        };
        next = (length < rest.len()).then_some(start + length);
        Some((start, &rest[..length]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_text() {
        for (text, count) in [
            (String::new(), 1),
            ("a b".into(), 1),
            ("x".repeat(LONGEST), 1),
            ("x".repeat(LONGEST + 1), 2),
            ("word ".repeat(LONGEST / 4), 2),
            ("word\n".repeat(LONGEST), 6),
        ] {
            let (mut end, mut pieces_seen) = (0, 0);
            for (start, piece) in pieces(text.as_bytes()) {
                assert!(start == end && piece.len() <= LONGEST);
                assert!(start == 0 || piece.starts_with(b"word") || piece.starts_with(b"x"));
                (end, pieces_seen) = (start + piece.len(), pieces_seen + 1);
            }
            assert_eq!((end, pieces_seen), (text.len(), count));
        }
    }
}
