//! Character references of HTML: `&amp;`, `&#8217;`, `&#x2019;`.

use encoding_rs::WINDOWS_1252;

/// The character that the reference at `at`, which is a `&`, stands for, and where the reference ends. `None` if it is none:
/// it needs its semicolon, and a name is one of those below. Escaped twice or three times (`&amp;nbsp;`) it is the same.
pub(super) fn read(text: &[u8], at: usize) -> Option<(char, usize)> {
    let mut start = at + 1;
    let mut escaped = None;
    for _ in 0..2 {
        if text[start..].starts_with(b"amp;") {
            start += b"amp;".len();
            escaped = Some(('&', start));
        }
    }
    once(text, start).or(escaped)
}

/// The same for a reference whose `&` is passed over.
fn once(text: &[u8], start: usize) -> Option<(char, usize)> {
    let body = &text[start..];
    let length = body.iter().take(LONGEST + 1).position(|byte| *byte == b';')?;
    let (body, end) = (&body[..length], start + length + 1);
    if let Some(digits) = body.strip_prefix(b"#") {
        return number(digits).map(|c| (c, end));
    }
    let place = NAMED.binary_search_by(|(name, _)| name.as_bytes().cmp(body)).ok()?;
    Some((NAMED[place].1, end))
}

/// A reference is no longer, between `&` and `;`.
const LONGEST: usize = 16;

/// The character of a number in decimal, or in hexadecimal behind an `x`. A number of none is U+FFFD.
fn number(digits: &[u8]) -> Option<char> {
    let (digits, radix) = match digits {
        [b'x' | b'X', hex @ ..] => (hex, 16),
        decimal => (decimal, 10),
    };
    let mut number = Some(0_u32);
    for digit in digits {
        let digit = char::from(*digit).to_digit(radix)?;
        number = number.and_then(|n| n.checked_mul(radix)?.checked_add(digit));
    }
    let character = match number {
        _ if digits.is_empty() => return None,
        Some(0) => None,
        // As browsers do: what old editors wrote by their code page.
        Some(n @ 0x80..=0x9F) => {
            let mut utf8 = [0; 4];
            let (_, _, written) =
                WINDOWS_1252.new_decoder_without_bom_handling().decode_to_utf8_without_replacement(&[n as u8], &mut utf8, true);
            std::str::from_utf8(&utf8[..written]).ok().and_then(|s| s.chars().next())
        }
        Some(n) => char::from_u32(n),
        None => None,
    };
    Some(character.unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// Latin-1, punctuation and what else job ads hold, sorted by name.
#[rustfmt::skip]
const NAMED: &[(&str, char)] = &[
    ("AElig", 'Æ'), ("Aacute", 'Á'), ("Acirc", 'Â'), ("Agrave", 'À'), ("Aring", 'Å'), ("Atilde", 'Ã'), ("Auml", 'Ä'),
    ("Ccedil", 'Ç'), ("Dagger", '‡'), ("ETH", 'Ð'), ("Eacute", 'É'), ("Ecirc", 'Ê'), ("Egrave", 'È'), ("Euml", 'Ë'),
    ("Iacute", 'Í'), ("Icirc", 'Î'), ("Igrave", 'Ì'), ("Iuml", 'Ï'), ("NewLine", '\n'), ("Ntilde", 'Ñ'),
    ("OElig", 'Œ'), ("Oacute", 'Ó'), ("Ocirc", 'Ô'), ("Ograve", 'Ò'), ("Oslash", 'Ø'), ("Otilde", 'Õ'), ("Ouml", 'Ö'),
    ("Prime", '″'), ("Scaron", 'Š'), ("THORN", 'Þ'), ("Tab", '\t'), ("Uacute", 'Ú'), ("Ucirc", 'Û'), ("Ugrave", 'Ù'),
    ("Uuml", 'Ü'), ("Yacute", 'Ý'), ("Yuml", 'Ÿ'), ("aacute", 'á'), ("acirc", 'â'), ("acute", '´'), ("aelig", 'æ'),
    ("agrave", 'à'), ("amp", '&'), ("apos", '\''), ("aring", 'å'), ("ast", '*'), ("atilde", 'ã'), ("auml", 'ä'),
    ("bdquo", '„'), ("brvbar", '¦'), ("bull", '•'), ("bullet", '•'), ("ccedil", 'ç'), ("cedil", '¸'), ("cent", '¢'),
    ("check", '✓'), ("circ", 'ˆ'), ("colon", ':'), ("comma", ','), ("commat", '@'), ("copy", '©'), ("curren", '¤'),
    ("dagger", '†'), ("deg", '°'), ("divide", '÷'), ("dollar", '$'), ("eacute", 'é'), ("ecirc", 'ê'), ("egrave", 'è'),
    ("emsp", '\u{2003}'), ("ensp", '\u{2002}'), ("equals", '='), ("eth", 'ð'), ("euml", 'ë'), ("euro", '€'),
    ("excl", '!'), ("fnof", 'ƒ'), ("frac12", '½'), ("frac14", '¼'), ("frac34", '¾'), ("ge", '≥'), ("gt", '>'),
    ("hellip", '…'), ("horbar", '―'), ("hyphen", '‐'), ("iacute", 'í'), ("icirc", 'î'), ("iexcl", '¡'),
    ("igrave", 'ì'), ("iquest", '¿'), ("iuml", 'ï'), ("laquo", '«'), ("larr", '←'), ("ldquo", '“'), ("le", '≤'),
    ("lowbar", '_'), ("lpar", '('), ("lrm", '\u{200e}'), ("lsaquo", '‹'), ("lsquo", '‘'), ("lt", '<'), ("macr", '¯'),
    ("mdash", '—'), ("micro", 'µ'), ("middot", '·'), ("minus", '−'), ("nbsp", '\u{a0}'), ("ndash", '–'), ("ne", '≠'),
    ("not", '¬'), ("ntilde", 'ñ'), ("num", '#'), ("oacute", 'ó'), ("ocirc", 'ô'), ("oelig", 'œ'), ("ograve", 'ò'),
    ("ordf", 'ª'), ("ordm", 'º'), ("oslash", 'ø'), ("otilde", 'õ'), ("ouml", 'ö'), ("para", '¶'), ("percnt", '%'),
    ("period", '.'), ("permil", '‰'), ("plus", '+'), ("plusmn", '±'), ("pound", '£'), ("prime", '′'), ("quest", '?'),
    ("quot", '"'), ("raquo", '»'), ("rarr", '→'), ("rdquo", '”'), ("reg", '®'), ("rlm", '\u{200f}'), ("rpar", ')'),
    ("rsaquo", '›'), ("rsquo", '’'), ("sbquo", '‚'), ("scaron", 'š'), ("sect", '§'), ("semi", ';'), ("shy", '\u{ad}'),
    ("sol", '/'), ("sup1", '¹'), ("sup2", '²'), ("sup3", '³'), ("szlig", 'ß'), ("thinsp", '\u{2009}'), ("thorn", 'þ'),
    ("tilde", '˜'), ("times", '×'), ("trade", '™'), ("uacute", 'ú'), ("ucirc", 'û'), ("ugrave", 'ù'), ("uml", '¨'),
    ("uuml", 'ü'), ("yacute", 'ý'), ("yen", '¥'), ("yuml", 'ÿ'), ("zwj", '\u{200d}'), ("zwnj", '\u{200c}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_short() {
        assert!(NAMED.is_sorted_by(|a, b| a.0 < b.0));
        assert!(NAMED.iter().all(|(name, _)| name.len() <= LONGEST));
    }

    #[test]
    fn numbers() {
        for (digits, character) in [
            ("65", Some('A')),
            ("x41", Some('A')),
            ("X2019", Some('’')),
            ("150", Some('–')),
            ("x80", Some('€')),
            ("0", Some('\u{fffd}')),
            ("xD800", Some('\u{fffd}')),
            ("4294967296", Some('\u{fffd}')),
            ("", None),
            ("x", None),
            ("4f", None),
            ("-1", None),
        ] {
            assert_eq!(number(digits.as_bytes()), character, "{digits}");
        }
    }
}
