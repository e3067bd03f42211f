//! How long text is in the page.

/// The bytes of a character once it is escaped, at most.
fn escaped(c: char) -> usize {
    if matches!(c, '&' | '<' | '>' | '"' | '\'') { 5 } else { c.len_utf8() }
}

/// The bytes of a text once it is escaped, at most.
pub fn length(text: &str) -> usize {
    text.chars().map(escaped).sum()
}

/// The beginning of a text that is no longer than so many bytes once it is escaped.
pub fn beginning(text: &str, bytes: usize) -> &str {
    let mut left = bytes;
    let fits = |c: &(usize, char)| {
        let size = escaped(c.1);
        let fits = size <= left;
        left = left.saturating_sub(size);
        fits
    };
    let end = text.char_indices().take_while(fits).last().map_or(0, |(at, c)| at + c.len_utf8());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use askama::filters::{Html, escape};

    #[test]
    fn beginnings_fit() {
        for (text, bytes, start) in
            [("abc", 3, "abc"), ("abc", 2, "ab"), ("<b>", 6, "<b"), ("<b>", 4, ""), ("é€x", 4, "é"), ("", 9, "")]
        {
            assert_eq!(beginning(text, bytes), start, "{text} {bytes}");
            assert!(length(start) <= bytes);
        }
    }

    #[test]
    fn no_text_is_longer_than_it_is_said_to_be() {
        let text: String = (' '..'\u{3000}').collect();
        assert!(escape(&text, Html).unwrap().to_string().len() <= length(&text));
    }
}
