//! HTML in postings: tags and comments separate words, entities are the characters that they stand for.
//!
//! | written | read as | rule |
//! | --- | --- | --- |
//! | `<li>`, `</p>`, `<br/>`, `<a href="…">` | a line's end or a blank | an element's name, or one with a `:`; attributes hold a `=` |
//! | `<!-- … -->`, `<style>…</style>`, `<script>…</script>` | a line's end | only if it ends |
//! | `&amp;`, `&nbsp;`, `&#8217;`, `&#x2019;` | `&`, U+00A0, `’`, `’` | the names that job ads use, and every number |
//! | `&lt;li&gt;`, `&amp;nbsp;` | as `<li>`, `&nbsp;` | feeds escape their HTML, some of them twice |
//! | `a < b`, `C<T>`, `<5 years`, `R&D;` | themselves | whatever is no markup for sure is text |
//!
//! A tag has no other `<` in it, and ends at the first `>` outside quotes; so a `<` that nothing closes swallows nothing,
//! and every byte is looked at a fixed number of times. Text without markup is not changed, and costs one `memchr2`.

use super::{elements, entities};
use memchr::memchr2;
use std::ops::Range;

/// Appends `text` to `out`, with blanks, line ends and characters in place of its markup.
pub fn append_plain(text: &[u8], out: &mut Vec<u8>) {
    let mut done = 0;
    for found in Markup::new(text) {
        out.extend_from_slice(&text[done..found.range.start]);
        out.extend_from_slice(found.is.encode_utf8(&mut [0; 4]).as_bytes());
        done = found.range.end;
    }
    out.extend_from_slice(&text[done..]);
}

/// A piece of markup, and the character to read in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is read as.
    pub is: char,
}

/// The pieces of markup in a text, from left to right.
#[derive(Debug, Clone)]
pub struct Markup<'t> {
    text: &'t [u8],
    at: usize,
    /// Of [`ENDS`], those that the text behind `at` does not have: none is looked for twice.
    missing: [bool; ENDS.len()],
}

/// What begins a stretch without words, and what ends it.
const ENDS: [(&str, &str); 3] = [("!--", "-->"), ("style", "</style"), ("script", "</script")];

impl<'t> Markup<'t> {
    /// Of `text`.
    #[must_use]
    pub fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0, missing: [false; ENDS.len()] }
    }

    /// The markup that begins with the `<` before `start`.
    fn element(&mut self, start: usize) -> Option<(usize, char)> {
        if let Some(end) = literal(self.text, start, "![cdata[") {
            return Some((end, '\n'));
        }
        for (i, (open, close)) in ENDS.iter().enumerate() {
            let Some(inside) = literal(self.text, start, open).filter(|end| i == 0 || ends_name(self.text, *end)) else {
                continue;
            };
            if !self.missing[i] {
                let mut from = inside;
                while from < self.text.len() {
                    if let Some(end) = literal(self.text, from, close) {
                        let end = if i == 0 { end } else { tag_end(self.text, end).map_or(end, |(end, _)| end) };
                        return Some((end, '\n'));
                    }
                    from = unit(self.text, from).1;
                }
                self.missing[i] = true;
            }
        }
        tag(self.text, start)
    }
}

impl Iterator for Markup<'_> {
    type Item = Found;

    #[inline]
    fn next(&mut self) -> Option<Found> {
        loop {
            let start = self.at + memchr2(b'<', b'&', &self.text[self.at..])?;
            let (read, end) = unit(self.text, start);
            self.at = end;
            if read == '<'
                && let Some((end, is)) = self.element(end)
            {
                self.at = end;
                return Some(Found { range: start..end, is });
            }
            if end - start > 1 {
                return Some(Found { range: start..end, is: read });
            }
        }
    }
}

/// Finds places of the text without markup in the text with it. Asked from left to right.
#[derive(Debug)]
pub struct Origin<'t> {
    markup: Markup<'t>,
    /// The next piece of markup.
    next: Option<Found>,
    /// What is to be added to a place before it.
    shift: usize,
}

impl<'t> Origin<'t> {
    /// Of places in what [`append_plain`] makes of `text`.
    #[must_use]
    pub fn new(text: &'t [u8]) -> Self {
        let mut markup = Markup::new(text);
        Self { next: markup.next(), markup, shift: 0 }
    }

    /// Where the character begins that begins at `place` in the text without markup, or ends that ends there.
    pub fn of(&mut self, place: usize) -> usize {
        while let Some(found) = &self.next
            && found.range.start < place + self.shift
        {
            self.shift += found.range.len();
            self.shift -= found.is.len_utf8();
            self.next = self.markup.next();
        }
        place + self.shift
    }
}

/// The character at `at` with entities read, and where it ends. Of a character beyond ASCII only its first byte counts.
fn unit(text: &[u8], at: usize) -> (char, usize) {
    let plain = (char::from(text[at]), at + 1);
    if text[at] == b'&' { entities::read(text, at).unwrap_or(plain) } else { plain }
}

/// Where `literal`, in small letters, ends if it stands at `at` in whatever case.
fn literal(text: &[u8], mut at: usize, literal: &str) -> Option<usize> {
    for expected in literal.chars() {
        let (read, end) = (at < text.len()).then(|| unit(text, at))?;
        if read.to_ascii_lowercase() != expected {
            return None;
        }
        at = end;
    }
    Some(at)
}

/// Whether no letter, digit or mark of a name stands at `at`.
fn ends_name(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b':' | b'-'))
}

/// The tag whose name begins at `start`, behind its `<`: where it ends, and what it is read as.
fn tag(text: &[u8], start: usize) -> Option<(usize, char)> {
    let first = *text.get(start)?;
    let declaration = matches!(first, b'!' | b'?');
    let closing = first == b'/';
    let name = start + usize::from(declaration || closing);
    let rest = &text[name..];
    let length = rest
        .iter()
        .take(elements::LONGEST_NAME + 1)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-'))
        .count();
    if declaration {
        // <!DOCTYPE html>, <![if …]>, <?xml … ?>
        return (length > 0 || rest.first() == Some(&b'[')).then(|| tag_end(text, name))?.map(|(end, _)| (end, '\n'));
    }
    let is = elements::kind(&rest[..length])?;
    let (end, attributes) = tag_end(text, name + length)?;
    // Behind the name of `<b and c>` or `<p>` there are no attributes but prose.
    let attributes = attributes.trim_ascii_end().strip_suffix(b"/").unwrap_or(attributes).trim_ascii();
    let begins = matches!(text[name + length], b'>' | b'/' | b'&') || text[name + length].is_ascii_whitespace();
    let fits = attributes.is_empty() || (!closing && attributes.contains(&b'='));
    (begins && fits).then_some((end, is))
}

/// Where the tag ends that goes on at `from`, and what stands before its `>`. `None` if a `<` or the text's end comes first.
fn tag_end(text: &[u8], from: usize) -> Option<(usize, &[u8])> {
    let (mut at, mut quoted, mut before, mut first) = (from, false, ' ', None);
    while at < text.len() {
        let (read, end) = unit(text, at);
        match read {
            '>' if !quoted => return Some((end, &text[from..at])),
            '>' => first = first.or(Some((end, &text[from..at]))),
            '<' => break,
            // Tables double quotes, so that a run of them is one.
            '"' if before != '"' => quoted = !quoted,
            _ => {}
        }
        (before, at) = (read, end);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        append_plain(text, &mut out);
        out
    }

    /// Text as it stands, and as it is read.
    const CASES: &[(&str, &str)] = &[
        ("", ""),
        ("<ul><li>Plans</li></ul>", "\n\nPlans\n\n"),
        ("one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"),
        ("<b>IT</b> <a href='x'>budget</a >", " IT   budget "),
        ("<p class=\"a\">x</P>", "\nx\n"),
        ("<a title=\"x > y\" href=z>t", " t"),
        ("<li class=\"\"[&>p]:mb-2\"\">t", "\nt"),
        ("<img alt=\"\">t <b>u</b>", " t  u "),
        ("<a href=\"broken>t</a> \"u\"", " t  \"u\""),
        ("<o:p></o:p><st1:place w:st=\"on\">", "   "),
        ("a<!-- <b>no</b> words -->b", "a\nb"),
        ("a<!-- open b", "a<!-- open b"),
        ("<style type=x>p { color: red }</style>a<script>b</script >c", "\na\nc"),
        ("<style>a", "\na"),
        ("<!DOCTYPE html><?xml version='1'?><![endif]>x", "\n\n\nx"),
        ("<![CDATA[budget]]>", "\nbudget]]>"),
        ("R&amp;D, R&amp;amp;D, P&#38;L, &#x26;", "R&D, R&D, P&L, &"),
        ("a&nbsp;b&#160;c&rsquo;s &#146;s &ndash;&bull;", "a\u{a0}b\u{a0}c’s ’s –•"),
        ("caf&eacute; &Eacute;COLE &auml;", "café ÉCOLE ä"),
        ("&lt;p&gt;Plan&lt;/p&gt;&amp;lt;br /&amp;gt;&amp;nbsp;x", "\nPlan\n\n\u{a0}x"),
        ("&lt;a href=&quot;x&quot;&gt;t&lt;/a&gt; 5 &lt; 6", " t  5 < 6"),
        ("&#0; &#55296; &#99999999; &#xFFFFFFFFFF;", "\u{fffd} \u{fffd} \u{fffd} \u{fffd}"),
        // No markup.
        ("a < b, c > d, x<y>z", "a < b, c > d, x<y>z"),
        ("C<T> Vec<String> <T> List<int>", "C<T> Vec<String> <T> List<int>"),
        ("<5 years, <= 3, <3, <-, <>, <", "<5 years, <= 3, <3, <-, <>, <"),
        ("if a <b and c> d", "if a <b and c> d"),
        (
            "<me@example.com> <https://example.com/x> <www.example.com>",
            "<me@example.com> <https://example.com/x> <www.example.com>",
        ),
        ("a <p and the rest of it", "a <p and the rest of it"),
        ("a <b <i>x</i>", "a <b  x "),
        ("</ p> <b <full-time>", "</ p> <b <full-time>"),
        ("R&D; AT&T; &unknown; &; &#; &#x; &amp x & y", "R&D; AT&T; &unknown; &; &#; &#x; &amp x & y"),
    ];

    #[test]
    fn table() {
        for (text, expected) in CASES {
            assert_eq!(String::from_utf8(plain(text.as_bytes())).unwrap(), *expected, "{text:?}");
        }
    }

    #[test]
    fn what_never_ends_is_read_in_linear_time() {
        for piece in ["<", "<!--", "<a =\"", "<a =", "<style>", "<script ", "&amp;", "&", "&lt;!--", "&#", "<p x=\"\">\"", "<a:"]
        {
            let text = piece.repeat((1 << 20) / piece.len());
            assert!(plain(text.as_bytes()).len() <= text.len(), "{piece}");
        }
    }

    fn soup() -> impl Strategy<Value = String> {
        const PIECES: &[&str] = &[
            "<", ">", "&", ";", "b", "li", "/", " ", "=", "\"", "!--", "-->", "style", "amp", "lt", "gt", "#", "x27", "é", "C<T>",
        ];
        prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn text_without_markup_stays(text in "[^<&]*") {
            prop_assert_eq!(plain(text.as_bytes()), text.as_bytes());
        }

        #[test]
        fn pieces_are_in_order_and_text_stays_text(text in soup()) {
            let mut end = 0;
            for found in Markup::new(text.as_bytes()) {
                prop_assert!(found.range.start >= end && found.range.len() > 1);
                end = found.range.end;
            }
            prop_assert!(end <= text.len() && String::from_utf8(plain(text.as_bytes())).is_ok());
        }

        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            plain(&bytes);
        }
    }
}
