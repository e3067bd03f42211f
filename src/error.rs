//! What can go wrong, with the place, what was expected, what was found and what to do.

use std::io;

/// An error of this library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Reading or writing failed.
    #[error("{name}: {source}")]
    Io {
        /// The file's name as it was given, or `<stdin>`, `<stdout>`.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// A row cannot be read.
    #[error("{file}: line {line}, byte {byte}: {kind}: expected {expected}, found {found}\n  {hint}")]
    Row {
        /// The input's name.
        file: String,
        /// The line, from 1, that the row starts on; for an open quote the line it opens on.
        line: u64,
        /// The byte, from 0, of the same place.
        byte: u64,
        /// What is wrong, in one word: `too-few-fields`.
        kind: &'static str,
        /// What a readable row has there.
        expected: String,
        /// What this one has.
        found: String,
        /// What to do.
        hint: &'static str,
    },
    /// An input cannot be read as a table.
    #[error("{file}: expected {expected}, found {found}\n  {hint}")]
    Table {
        /// The input's name.
        file: String,
        /// What was expected.
        expected: String,
        /// What was found.
        found: String,
        /// What to do.
        hint: String,
    },
    /// A column that is needed or asked for is not there, or there more than once.
    #[error("{file}: {problem}\n  the columns are: {columns}\n  {hint}")]
    Column {
        /// The input's name.
        file: String,
        /// Which column, and what is wrong.
        problem: String,
        /// The columns there are.
        columns: String,
        /// Which option to use.
        hint: String,
    },
    /// Options that do not go together.
    #[error("{0}")]
    Usage(String),
    /// A model file is damaged or of another kind.
    #[error("{file}: {source}\n  train it anew with `classify train`, or leave --model out to use the one built in")]
    Model {
        /// The model file.
        file: String,
        /// What is wrong with it, and where.
        source: crate::model::file::FileError,
    },
    /// The threads cannot be started.
    #[error("cannot start threads: {0}")]
    Threads(String),
}

impl Error {
    /// An I/O error of the file `name`; use it in `map_err`.
    pub fn io(name: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { name: name.into(), source }
    }

    /// Whether it is the caller's use that is wrong, not the data or the system.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Usage(_) | Self::Column { .. })
    }

    /// Whether the reader of a pipe has gone away: no failure, but a reason to stop.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}
