//! Text to tokens: the plain path, one character at a time.
//!
//! A token is a maximal run of Unicode letters and digits, lower-cased, with these exceptions made on purpose:
//!
//! | written | tokens | rule |
//! | --- | --- | --- |
//! | `cyber-security` | `cyber` `security` | hyphens, slashes and all other punctuation separate |
//! | `company's`, `don’t` | `company`, `don` | a piece of at most two letters right after an apostrophe is dropped |
//! | `C++`, `C#` | `c++`, `c#` | `++` or `#` joins a one-letter token |
//! | `.NET`, `Node.js`, `ASP.NET` | `.net`, `node.js`, `asp.net` | the suffixes `.net` and `.js` join what they follow |
//! | `R&D`, `P&L` | `r&d`, `p&l` | `&` joins single letters |
//! | `24/7` | `24/7` | `/` joins digits |
//! | `IT`, `It`, `it` | `IT`, `it`, `it` | `IT` in capitals is the trade, not the pronoun, and stays in capitals |
//! | `infor\u{AD}mation` | `information` | soft hyphens and zero-width characters inside a word vanish |
//!
//! Bytes that are not UTF-8 separate tokens. Nothing here allocates once the scratch buffer has grown.

use std::ops::Range;

use bstr::ByteSlice;

/// Calls `emit` with every token of `text`, in order, and the offsets of its first byte and behind its last. `scratch` is overwritten; it is the caller's so that it can be reused.
pub fn for_each_token(text: &[u8], scratch: &mut Vec<u8>, mut emit: impl FnMut(&[u8], usize, usize)) {
    let mut pos = 0;
    while let Some(found) = next_token(text, pos..text.len(), scratch) {
        if !found.dropped {
            emit(scratch, found.start, found.end);
        }
        pos = found.end;
    }
}

/// What [`next_token`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte; the next token is looked for from here.
    pub end: usize,
    /// A piece behind an apostrophe, which is no token.
    pub dropped: bool,
}

/// Writes the first token that starts within `within` to `scratch`. It may end behind `within`. What it is depends on
/// `text` on both sides of it and on nothing else, so that reading may begin anywhere between two tokens.
pub(super) fn next_token(text: &[u8], within: Range<usize>, scratch: &mut Vec<u8>) -> Option<Found> {
    let start = next_word_start(text, within)?;
    scratch.clear();
    let dotted = dot_before(text, start) && is_dotted_suffix(text, start);
    if dotted {
        scratch.push(b'.');
    }
    let mut end = push_word(text, start, scratch);
    let dropped = !dotted && follows_apostrophe(text, start) && scratch.len() <= 2 && scratch.iter().all(u8::is_ascii_alphabetic);
    if !dropped {
        end = push_joined(text, start, end, scratch);
        if &text[start..end] == b"IT" {
            scratch.copy_from_slice(b"IT");
        }
    }
    Some(Found { start, end, dropped })
}

/// What a character does to the word that it stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Invisible,
    Separator,
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Kind::Word,
        '\0'..='\u{7F}' => Kind::Separator,
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => Kind::Invisible,
        '\u{300}'..='\u{36F}' => Kind::Word,
        // Punctuation, arrows and bullets: so common that they are worth a line. None is alphanumeric.
        '\u{A0}' | '\u{2010}'..='\u{206F}' | '\u{2190}'..='\u{245F}' | '\u{2500}'..='\u{2775}' => Kind::Separator,
        _ if c.is_alphanumeric() => Kind::Word,
        _ => Kind::Separator,
    }
}

/// The character at `pos` with its length in bytes; bytes that are not UTF-8 decode to U+FFFD, a separator.
fn char_at(text: &[u8], pos: usize) -> Option<(char, usize)> {
    match text.get(pos) {
        None => None,
        Some(&b) if b < 0x80 => Some((char::from(b), 1)),
        Some(_) => {
            let (c, size) = bstr::decode_utf8(&text[pos..]);
            Some((c.unwrap_or(char::REPLACEMENT_CHARACTER), size))
        }
    }
}

fn char_before(text: &[u8], pos: usize) -> Option<char> {
    text[..pos].chars().next_back()
}

fn next_word_start(text: &[u8], within: Range<usize>) -> Option<usize> {
    let mut pos = within.start;
    while pos < within.end
        && let Some((c, size)) = char_at(text, pos)
    {
        if kind(c) == Kind::Word {
            return Some(pos);
        }
        pos += size;
    }
    None
}

/// Appends the word that starts at `start`, lower-cased, and returns where it ends.
fn push_word(text: &[u8], start: usize, out: &mut Vec<u8>) -> usize {
    let mut pos = start;
    loop {
        let plain = text[pos..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let from = out.len();
        out.extend_from_slice(&text[pos..pos + plain]);
        out[from..].make_ascii_lowercase();
        pos += plain;
        let Some((c, size)) = char_at(text, pos) else { break };
        match kind(c) {
            Kind::Word => {
                let mut utf8 = [0; 4];
                for lower in c.to_lowercase() {
                    out.extend_from_slice(lower.encode_utf8(&mut utf8).as_bytes());
                }
            }
            Kind::Invisible => {}
            Kind::Separator => break,
        }
        pos += size;
    }
    pos
}

/// Appends what the exceptions join to the word `start..end`, and returns where the token ends.
fn push_joined(text: &[u8], start: usize, mut end: usize, out: &mut Vec<u8>) -> usize {
    let one_letter = end - start == 1 && text[start].is_ascii_alphabetic();
    if one_letter {
        match text[end..] {
            [b'+', b'+', ..] => {
                out.extend_from_slice(b"++");
                return end + 2;
            }
            [b'#', ..] => {
                out.push(b'#');
                return end + 1;
            }
            [b'&', letter, ..] if letter.is_ascii_alphabetic() && !is_word_at(text, end + 2) => {
                out.extend_from_slice(&[b'&', letter.to_ascii_lowercase()]);
                return end + 2;
            }
            _ => {}
        }
    }
    if text[end..].first() == Some(&b'.') && is_dotted_suffix(text, end + 1) {
        out.push(b'.');
        return push_word(text, end + 1, out);
    }
    while text[start..end].iter().all(|b| b.is_ascii_digit() || *b == b'/')
        && text[end..].first() == Some(&b'/')
        && text.get(end + 1).is_some_and(u8::is_ascii_digit)
    {
        let digits = text[end + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        if is_word_at(text, end + 1 + digits) {
            break;
        }
        out.extend_from_slice(&text[end..end + 1 + digits]);
        end += 1 + digits;
    }
    end
}

fn is_word_at(text: &[u8], pos: usize) -> bool {
    char_at(text, pos).is_some_and(|(c, _)| kind(c) != Kind::Separator)
}

/// Whether the word at `pos` is one of the suffixes that a dot joins.
fn is_dotted_suffix(text: &[u8], pos: usize) -> bool {
    ["net", "js"].iter().any(|suffix| {
        let end = pos + suffix.len();
        text.get(pos..end).is_some_and(|s| s.eq_ignore_ascii_case(suffix.as_bytes())) && !is_word_at(text, end)
    })
}

/// Whether a dot that belongs to nothing else stands right before `pos`.
fn dot_before(text: &[u8], pos: usize) -> bool {
    pos > 0 && text[pos - 1] == b'.' && char_before(text, pos - 1).is_none_or(|c| kind(c) == Kind::Separator && c != '.')
}

fn follows_apostrophe(text: &[u8], pos: usize) -> bool {
    let Some(apostrophe @ ('\'' | '\u{2019}')) = char_before(text, pos) else { return false };
    char_before(text, pos - apostrophe.len_utf8()).is_some_and(|c| kind(c) == Kind::Word)
}

/// The tokens of `text` as strings, for training, tables and tests.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for_each_token(text.as_bytes(), &mut Vec::new(), |token, _, _| all.push(String::from_utf8_lossy(token).into_owned()));
    all
}

#[cfg(test)]
mod tests {
    use super::tokens;

    /// One line a case: text, then its tokens separated by blanks.
    const CASES: &[(&str, &str)] = &[
        ("", ""),
        ("  ,.;  ", ""),
        ("Plan the IT budget; it is It", "plan the IT budget it is it"),
        ("IT's IT-based EDIT", "IT IT based edit"),
        ("cyber-security/infosec", "cyber security infosec"),
        ("the company's don't we'll O'Reilly", "the company don we o reilly"),
        ("company’s", "company"),
        ("'s 's", "s s"),
        ("C++ and C#, c+ c", "c++ and c# c c"),
        (".NET, ASP.NET and Node.js.", ".net asp.net and node.js"),
        ("..net", "net"),
        ("internet.network e.g. U.S.", "internet network e g u s"),
        ("networks.Js", "networks.js"),
        ("R&D, P&L; AT&T; a&bc", "r&d p&l at t a bc"),
        ("24/7 and/or 12/31/2025 1/2x", "24/7 and or 12/31/2025 1 2x"),
        ("Élan ÉCOLE naïve", "élan école naïve"),
        ("cafe\u{301}", "cafe\u{301}"),
        ("infor\u{AD}mation zero\u{200B}width", "information zerowidth"),
        ("日本語 テスト", "日本語 テスト"),
        ("İstanbul", "i\u{307}stanbul"),
        ("one\u{a0}two—three…four", "one two three four"),
        ("50+ people, #1", "50 people 1"),
    ];

    #[test]
    fn table() {
        for (text, expected) in CASES {
            assert_eq!(tokens(text).join(" "), *expected, "{text:?}");
        }
    }

    #[test]
    fn shortcuts_of_kind_agree_with_unicode() {
        let word = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36F}').contains(&c);
        for c in ('\0'..=char::MAX).filter(|c| super::kind(*c) != super::Kind::Invisible) {
            assert_eq!(super::kind(c) == super::Kind::Word, word(c), "{c:?}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_separate() {
        let mut all = Vec::new();
        super::for_each_token(b"caf\xe9 net\xffwork", &mut Vec::new(), |t, _, _| all.push(t.to_vec()));
        assert_eq!(all, [b"caf".to_vec(), b"net".to_vec(), b"work".to_vec()]);
    }
}
