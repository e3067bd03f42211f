//! The library's errors as Python's.

use classify_postings::Error;
use pyo3::PyErr;
use pyo3::exceptions::{PyKeyError, PyOSError, PyValueError};

/// `FileNotFoundError` and its kin with the file's name, `KeyError` for columns, `ValueError` for the rest.
pub fn python(error: Error) -> PyErr {
    match error {
        Error::Io { name, source } => match source.raw_os_error() {
            Some(number) => PyOSError::new_err((number, source.to_string(), name)),
            None => PyOSError::new_err(format!("{name}: {source}")),
        },
        Error::Column { problem, columns, .. } => PyKeyError::new_err(format!(
            "{problem}; the columns are: {columns}; name those to use (text=, title=, id=, columns=)"
        )),
        Error::Model { file, source } => PyValueError::new_err(format!("{file}: {source}")),
        other => PyValueError::new_err(other.to_string()),
    }
}
