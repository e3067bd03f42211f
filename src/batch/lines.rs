//! The work on one block of JSON Lines: every object read, classified and written with our fields behind its own.

use super::columns::{Columns, Header};
use super::output::Added;
use super::problem::{Kind, OnError, Problem};
use super::rows::{Job, Kept};
use super::survey::Cells;
use crate::scorer::Posting;
use memchr::{memchr, memchr_iter};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::once;

/// An object's fields, their values as they stand.
type Object<'a> = BTreeMap<String, &'a RawValue>;

/// How lines become output. One serves all threads.
#[derive(Debug, Clone)]
pub struct Lines {
    /// The fields that hold the id and the title, if any, and the texts.
    id: Option<String>,
    title: Option<String>,
    texts: Vec<String>,
    /// The fields to keep; `None` for the whole object.
    kept: Option<Vec<String>>,
    added: Added,
    on_error: OnError,
}

/// The names of the fields that the objects in `bytes`, an input's first block, have; `None` if there is no object.
#[must_use]
pub fn header(file: &str, bytes: &[u8]) -> Option<Header> {
    let mut objects = bytes.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice::<Object<'_>>(line).ok()).peekable();
    objects.peek()?;
    let names: BTreeSet<_> = objects.flat_map(Object::into_keys).collect();
    Some(Header { file: file.into(), names: names.into_iter().collect(), named: true })
}

impl Lines {
    /// From the places of the fields in `header`.
    #[must_use]
    pub fn new(header: &Header, columns: &Columns, kept: &Kept, added: Added, on_error: OnError) -> Self {
        let name = |column: &usize| header.names[*column].clone();
        let kept = match kept {
            Kept::All => None,
            Kept::Fields(columns) => Some(columns.iter().map(name).collect()),
            Kept::Number => Some(Vec::new()),
        };
        Self {
            id: columns.id.as_ref().map(name),
            title: columns.title.as_ref().map(name),
            texts: columns.texts.iter().map(name).collect(),
            kept,
            added,
            on_error,
        }
    }

    /// Classifies every object of the job's block. With [`OnError::Fail`] it ends at the first line that is none.
    pub fn work(&self, job: &mut Job<'_>) {
        job.clear();
        let bytes = job.block.bytes();
        job.lines = memchr_iter(b'\n', bytes).count() as u64;
        job.tally.bytes += bytes.len() as u64;
        let mut watch = job.survey.map(|survey| survey.watch(&mut job.found));
        let mut cells = vec![Vec::new(); 1 + self.texts.len()];
        let (mut at, mut row) = (job.block.start, 0);
        while at < bytes.len() {
            let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
            let start = end - bytes[at..end].trim_ascii_start().len();
            let line = bytes[start..end].trim_ascii_end();
            at = end;
            if line.is_empty() {
                continue;
            }
            match serde_json::from_slice::<Object<'_>>(line) {
                Err(error) => {
                    let problem = Problem { kind: Kind::Json(reason(&error)), at: start, raw: start..start + line.len() };
                    job.tally.reject(problem.kind.name());
                    job.problems.push(problem);
                    if self.on_error == OnError::Fail {
                        return;
                    }
                }
                Ok(object) => {
                    let names = once(self.title.as_ref()).chain(self.texts.iter().map(Some));
                    for (cell, name) in cells.iter_mut().zip(names) {
                        cell.clear();
                        name.and_then(|name| object.get(name)).into_iter().for_each(|value| text(value.get(), cell));
                    }
                    let texts: Vec<&[u8]> = cells[1..].iter().map(Vec::as_slice).collect();
                    job.tally.count(job.scorer.predict(Posting { title: &cells[0], texts: &texts }));
                    if let Some(watch) = &mut watch {
                        let mut id = Vec::new();
                        self.id
                            .as_ref()
                            .and_then(|name| object.get(name))
                            .into_iter()
                            .for_each(|value| text(value.get(), &mut id));
                        watch.row(row, &job.scorer, Cells { id: &id, title: &cells[0], texts: &texts, quoted: false });
                    }
                    self.write_kept(line, &object, &mut job.output);
                    self.added.write(&job.scorer, &mut job.scratch, &mut job.output);
                    job.output.push(b'}');
                    job.output.extend_from_slice(if bytes[start..end].ends_with(b"\r\n") { b"\r\n" } else { b"\n" });
                    job.numbers.push((row, job.output.len()));
                }
            }
            row += 1;
        }
    }

    /// Appends the start of an object with the kept fields, ready for more. If none are, the writer puts the number there.
    fn write_kept(&self, line: &[u8], object: &Object<'_>, out: &mut Vec<u8>) {
        let Some(kept) = &self.kept else {
            out.extend_from_slice(line[..line.len() - 1].trim_ascii_end());
            return out.extend_from_slice(if object.is_empty() { b"" } else { b"," });
        };
        for (i, name) in kept.iter().enumerate() {
            out.push(if i == 0 { b'{' } else { b',' });
            out.extend_from_slice(json(name).as_bytes());
            out.push(b':');
            out.extend_from_slice(object.get(name).map_or("null", |value| value.get()).as_bytes());
        }
        if !kept.is_empty() {
            out.push(b',');
        }
    }
}

/// Appends the text of a value: of a string and of a list of strings what they say, else the value as it stands.
fn text(value: &str, out: &mut Vec<u8>) {
    if let Ok(text) = serde_json::from_str::<Option<String>>(value) {
        out.extend_from_slice(text.unwrap_or_default().as_bytes());
    } else if let Ok(texts) = serde_json::from_str::<Vec<String>>(value) {
        out.extend_from_slice(texts.join("\n").as_bytes());
    } else {
        out.extend_from_slice(value.as_bytes());
    }
}

/// What the parser says, with the column in the line; the line's number stands elsewhere.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    format!("{} (column {})", text.split(" at line ").next().unwrap_or_default(), error.column())
}

/// A text as JSON.
#[must_use]
pub fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
