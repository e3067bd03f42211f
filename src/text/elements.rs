//! The elements of HTML, by whether their tags break the line.

/// No name of an element is longer.
pub(super) const LONGEST_NAME: usize = 40;

/// What a tag of this name is read as; `None` if it is no element's name.
pub(super) fn kind(name: &[u8]) -> Option<char> {
    let mut lower = [0; LONGEST_NAME];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    match std::str::from_utf8(lower).ok()? {
        name if INLINE.contains(&name) => Some(' '),
        name if BLOCKS.contains(&name) => Some('\n'),
        // Word's `o:p`.
        name if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.trim_end_matches(':').contains(':') => Some(' '),
        _ => None,
    }
}

/// Elements within a line.
#[rustfmt::skip]
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr",
];

/// Elements that begin a line.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "area", "article", "aside", "audio", "base", "blockquote", "body", "br", "button", "canvas", "caption",
    "center", "col", "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "embed", "fieldset", "figcaption",
    "figure", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup",
    "hr", "html", "iframe", "input", "legend", "li", "link", "main", "map", "menu", "meta", "nav", "nobr", "noscript",
    "object", "ol", "optgroup", "option", "p", "param", "picture", "pre", "script", "section", "select", "source",
    "style", "summary", "svg", "path", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "title",
    "tr", "ul", "video",
];
