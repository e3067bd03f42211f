//! Text for a terminal: lines no longer than it is wide.

/// Columns that every terminal has.
pub const WIDTH: usize = 80;

/// Breaks lines at blanks so that none is wider than [`WIDTH`], unless a word is. Escape sequences of colours take no
/// room. A broken line goes on as far in as it began.
pub fn wrap(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let mut at = 0;
        for word in line.split_inclusive(' ') {
            let width = width(word.trim_end());
            if at > indent && at + width > WIDTH {
                out.truncate(out.trim_end_matches(' ').len());
                out.push('\n');
                out.push_str(&line[..indent]);
                at = indent;
            }
            out.push_str(word);
            at += width + word.len() - word.trim_end_matches(' ').len();
        }
    }
    out
}

/// The first characters of a text, with a sign that there are more.
pub fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// Columns that a text takes, a column for each character.
fn width(text: &str) -> usize {
    let mut chars = text.chars();
    let mut width = 0;
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // What colours: ESC [ … m.
            chars.by_ref().find(|c| *c == 'm');
        } else {
            width += 1;
        }
    }
    width
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_blanks_and_nothing_is_lost() {
        let long = "word ".repeat(40);
        for text in [
            long.clone(),
            format!("  • {long}\n\n{long}end\n"),
            "x".repeat(200),
            format!("{}\u{1b}[1m\u{1b}[34mword\u{1b}[0m {long}", "a".repeat(75)),
            String::new(),
        ] {
            let wrapped = wrap(&text);
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(&wrapped), words(&text));
            assert!(wrapped.lines().all(|line| width(line.trim_end()) <= WIDTH || !line.trim().contains(' ')), "{wrapped}");
        }
        assert_eq!(wrap(&format!("{} \u{1b}[1mabcd\u{1b}[0m", "a".repeat(75))).lines().count(), 1, "colours take no room");
        assert!(wrap(&format!("  {long}")).lines().all(|line| line.starts_with("  word")));
        assert_eq!(shortened("abcdef", 4), "abc…");
    }
}
