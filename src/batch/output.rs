//! The columns added to a posting, written.
//!
//! Their values are those of [`Answer`], and behind them, if asked for, `evidence`: the keywords that moved the decision most.

use super::format::Format;
use super::lines::json;
use super::records::quote;
use crate::answer::Answer;
use crate::model::Model;
use crate::scorer::Scorer;
use std::iter::once;

/// Writes the added columns. One serves all threads.
#[derive(Debug, Clone)]
pub struct Added {
    names: Vec<String>,
    /// What stands before each value: the delimiter, or the field's name.
    before: Vec<Vec<u8>>,
    format: Format,
    evidence: Option<usize>,
}

/// A worker's memory for [`Added::write`].
#[derive(Debug, Clone, Default)]
pub struct Scratch<'m> {
    answer: Answer<'m>,
    evidence: Vec<u8>,
}

impl Added {
    /// For the roles of `model`; names start with `prefix`, and `evidence` is the number of keywords, if any.
    #[must_use]
    pub fn new(model: &Model, format: Format, prefix: &str, evidence: Option<usize>) -> Self {
        let names = Answer::columns(model).chain(evidence.map(|_| "evidence"));
        let names: Vec<_> = names.map(|name| format!("{prefix}{name}")).collect();
        let before = names.iter().enumerate().map(|(i, name)| match (format, i) {
            (Format::Delimited(_), 0) => Vec::new(),
            (Format::Delimited(delimiter), _) => vec![delimiter],
            (Format::JsonLines, 0) => format!("{}:", json(name)).into_bytes(),
            (Format::JsonLines, _) => format!(",{}:", json(name)).into_bytes(),
        });
        let before = before.collect();
        Self { names, before, format, evidence }
    }

    /// The columns' names in order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Appends what `scorer` said last, with no delimiter before the first value.
    pub fn write<'m>(&self, scorer: &Scorer<'m>, scratch: &mut Scratch<'m>, out: &mut Vec<u8>) {
        let Scratch { answer, evidence } = scratch;
        let mut before = self.before.iter();
        let mut next = |out: &mut Vec<u8>| out.extend_from_slice(before.next().map_or(b"", Vec::as_slice));
        answer.set(scorer.model(), scorer.prediction());
        next(out);
        self.text(answer.role.as_bytes(), out);
        for value in once(&answer.confidence).chain(&answer.probabilities) {
            next(out);
            number(*value, out);
        }
        for text in [answer.duties_role, &answer.title_role] {
            next(out);
            self.text(text.as_bytes(), out);
        }
        next(out);
        number(answer.in_scope, out);
        next(out);
        self.text(answer.review.as_bytes(), out);
        if let Some(keywords) = self.evidence {
            next(out);
            evidence.clear();
            scorer.evidence(keywords, evidence);
            self.text(evidence, out);
        }
    }

    /// Appends a text, quoted where it must be, and in a table never one that a spreadsheet takes for a formula.
    fn text(&self, text: &[u8], out: &mut Vec<u8>) {
        match (self.format, text.first()) {
            // Writing to a Vec cannot fail.
            (Format::JsonLines, _) => drop(serde_json::to_writer(out, &String::from_utf8_lossy(text))),
            (Format::Delimited(delimiter), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')) => {
                quote(&[b"'", text].concat(), delimiter, out);
            }
            (Format::Delimited(delimiter), _) => quote(text, delimiter, out),
        }
    }
}

/// Appends ten-thousandths as `0.1234`.
fn number(value: u16, out: &mut Vec<u8>) {
    let digit = |unit: u16| b'0' + u8::try_from(value / unit % 10).unwrap_or(0);
    out.extend_from_slice(&[digit(Answer::ONE), b'.', digit(1000), digit(100), digit(10), digit(1)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_decimals() {
        for (value, printed) in [(0, "0.0000"), (10_000, "1.0000"), (1, "0.0001"), (1234, "0.1234")] {
            let mut out = Vec::new();
            number(value, &mut out);
            assert_eq!(out, printed.as_bytes());
        }
    }
}
