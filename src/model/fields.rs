//! A line of the model file, field by field, and what may be wrong with it.

use super::names::{MAX_NAMES, Name, NameKind};
use super::reference::{Figure, MAX_EDGES, Reference};
use super::roles::RoleTable;

/// What is wrong with a model file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: expected {expected}, found {found}", if *line == 0 { "the file".into() } else { format!("line {line}") }, column.map(|c| format!(", field {c}")).unwrap_or_default())]
pub struct FileError {
    /// Line, from 1; 0 for the whole file.
    pub line: usize,
    /// Field of the line, from 1, where one field is at fault.
    pub column: Option<usize>,
    /// What should stand there.
    pub expected: String,
    /// What stands there.
    pub found: String,
}

/// A file that is not even text.
pub(super) fn not_utf8(error: std::str::Utf8Error) -> FileError {
    FileError { line: 0, column: None, expected: "UTF-8 text".into(), found: error.to_string() }
}

/// One line of the file, cut at its tabs.
pub(super) struct Fields<'a> {
    pub line: usize,
    pub fields: Vec<&'a str>,
}

impl<'a> Fields<'a> {
    pub fn error(&self, field: usize, expected: &str) -> FileError {
        let found = self.fields.get(field).map_or_else(|| "the end of the line".into(), |f| quote(f));
        FileError { line: self.line, column: Some(field + 1), expected: expected.into(), found }
    }

    pub fn count(&self, fields: usize) -> Result<(), FileError> {
        if self.fields.len() == fields {
            return Ok(());
        }
        let found = format!("{} fields", self.fields.len());
        Err(FileError { line: self.line, column: None, expected: format!("{fields} fields separated by tabs"), found })
    }

    pub fn text(&self, field: usize) -> Result<&'a str, FileError> {
        self.fields.get(field).copied().ok_or_else(|| self.error(field, "one more field"))
    }

    pub fn number(&self, field: usize) -> Result<f64, FileError> {
        let number = self.text(field)?.parse::<f64>().ok().filter(|n| n.is_finite() && n.abs() <= 1e9);
        number.ok_or_else(|| self.error(field, "a number from -1e9 to 1e9"))
    }

    pub fn reference(&self) -> Result<Reference, FileError> {
        let figure = Figure::named(self.text(1)?).ok_or_else(|| self.error(1, "confidence, words or known"))?;
        let edges = self.numbers(2, "at most 32 numbers from -1e9 to 1e9, rising", |n: &f64| n.is_finite() && n.abs() <= 1e9)?;
        let counts =
            self.numbers(3, "whole numbers up to 1e9, one more than edges and not all 0", |n: &u64| *n <= 1_000_000_000)?;
        let reference = Reference { figure, edges, counts };
        let wrong = || self.error(3, "rising edges, and one count more than edges, not all 0");
        if reference.is_sound() { Ok(reference) } else { Err(wrong()) }
    }

    /// Numbers with blanks between them, as many as a histogram may have.
    pub fn numbers<T: std::str::FromStr>(
        &self,
        field: usize,
        expected: &str,
        fits: impl Fn(&T) -> bool,
    ) -> Result<Vec<T>, FileError> {
        let all = self.text(field)?.split(' ').filter(|n| !n.is_empty()).take(MAX_EDGES + 2);
        all.map(|n| n.parse().ok().filter(&fits).ok_or_else(|| self.error(field, expected))).collect()
    }

    pub fn name(&self, table: &RoleTable) -> Result<Name, FileError> {
        if table.names.len() == MAX_NAMES {
            return Err(self.error(0, &format!("at most {MAX_NAMES} names")));
        }
        let kind = NameKind::named(self.text(1)?).ok_or_else(|| self.error(1, "a kind of name"))?;
        let roles: Vec<&str> = self.text(2)?.split('+').filter(|name| !name.is_empty()).collect();
        let roles = table.set(&roles).map_err(|_| self.error(2, "roles of this file, joined by +"))?;
        if kind.has_roles() == roles.is_empty() {
            let expected = if kind.has_roles() { "at least one role" } else { "no role for a name of this kind" };
            return Err(self.error(2, expected));
        }
        Name::new(kind, roles, self.text(3)?.into()).map_err(|wrong| self.error(3, &format!("a pattern ({wrong})")))
    }
}

/// A piece of the file for a message: quoted, escaped, and not too long.
pub(super) fn quote(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{dots}")
}
