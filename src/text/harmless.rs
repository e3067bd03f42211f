//! Text of postings made fit to be shown: nothing in it can steer a terminal or turn the text around it.

use std::borrow::Cow;

/// The text with U+FFFD for every control character but newline and tab, every bidirectional control, and every character
/// that is no text in HTML. `\r\n` and `\r` become newlines.
#[must_use]
pub fn harmless(text: &str) -> String {
    let text = if text.contains('\r') { Cow::from(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text.into() };
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

fn steers(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        // Bidirectional marks, embeddings, overrides and isolates; line and paragraph separators.
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{206F}')
        // Interlinear annotations, tags, and code points that are no characters.
        || matches!(c, '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' | '\u{FDD0}'..='\u{FDEF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_seen_and_does_nothing() {
        for (text, shown) in [
            ("plain – text\twith\nlines", "plain – text\twith\nlines"),
            ("a\r\nb\rc", "a\nb\nc"),
            ("\u{1b}[2J\u{7}\u{0}\u{9b}", "\u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}"),
            ("abc\u{202e}def\u{2066}\u{200f}\u{61c}", "abc\u{fffd}def\u{fffd}\u{fffd}\u{fffd}"),
            ("a\u{2028}b\u{e0041}\u{ffff}\u{1fffe}", "a\u{fffd}b\u{fffd}\u{fffd}\u{fffd}"),
            ("עברית 日本語 👩‍💻", "עברית 日本語 👩‍💻"),
        ] {
            assert_eq!(harmless(text), shown);
        }
    }
}
