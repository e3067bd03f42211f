//! Which columns are read, kept and added.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields};
use classify_postings::Answer;
use classify_postings::batch::columns::{Header, Wanted};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use crate::classifier::Shared;
use crate::error;
use crate::texts::{EXPECTED, readable};

/// Which of the input's columns the result has, in front of the added ones: as the program's `--columns`.
#[derive(FromPyObject)]
pub enum Keep {
    /// `all`, or `new`: the id, else the row's number.
    Word(String),
    /// These.
    Names(Vec<String>),
}

/// What the caller asked for.
pub struct Options {
    pub wanted: Wanted,
    pub keep: Keep,
    pub evidence: Option<usize>,
    pub prefix: String,
}

/// What to do with every batch.
pub struct Plan {
    pub shared: Arc<Shared>,
    pub title: Option<usize>,
    pub texts: Vec<usize>,
    pub kept: Vec<usize>,
    /// Whether the row's number, from 1, stands in front.
    pub number: bool,
    pub evidence: Option<usize>,
    /// Of the result: a struct of its columns.
    pub field: FieldRef,
}

impl Plan {
    /// For arrays of `input`: a struct is a table, anything else a column of texts.
    ///
    /// # Errors
    /// `KeyError` for a column that is not there, `TypeError` for one that holds no strings, `ValueError` for a name
    /// that the result would have twice.
    pub fn new(shared: &Arc<Shared>, input: &Field, options: &Options) -> PyResult<Self> {
        let table = match input.data_type() {
            DataType::Struct(fields) => Some(fields),
            _ => None,
        };
        let (title, texts, (kept, number)) = match table {
            Some(fields) => {
                let names = fields.iter().map(|field| field.name().clone()).collect();
                let header = Header { file: "the table".into(), names, named: true };
                let found = header.columns(&options.wanted).map_err(error::python)?;
                let kept = kept(&header, found.id, &options.keep)?;
                (found.title, found.texts, kept)
            }
            None => (None, vec![0], (Vec::new(), false)),
        };
        for &column in title.iter().chain(&texts) {
            let field = table.map_or(input, |fields| &fields[column]);
            if !readable(field.data_type()) {
                let what = if table.is_some() { format!("column `{}`", field.name()) } else { "the column".into() };
                return Err(PyTypeError::new_err(format!("{what}: expected {EXPECTED}, found {}", field.data_type())));
            }
        }
        let old = kept.iter().filter_map(|column| table.map(|fields| fields[*column].clone()));
        let number_field = number.then(|| Arc::new(Field::new("row", DataType::Int64, false)));
        let fields: Fields = old.chain(number_field).chain(added(shared, options)).collect();
        for (i, field) in fields.iter().enumerate() {
            if fields.iter().take(i).any(|other| other.name() == field.name()) {
                let name = field.name();
                return Err(PyValueError::new_err(format!(
                    "two columns of the result would be called `{name}`: rename the input's, choose others with columns=[...], \
                     or set prefix=\"...\" for the added ones"
                )));
            }
        }
        let field = Field::new_struct("", fields, false).with_metadata(input.metadata().clone());
        let shared = shared.clone();
        Ok(Self { shared, title, texts, kept, number, evidence: options.evidence, field: Arc::new(field) })
    }
}

/// The columns to keep, and whether the row's number is wanted.
fn kept(header: &Header, id: Option<usize>, keep: &Keep) -> PyResult<(Vec<usize>, bool)> {
    match keep {
        Keep::Word(word) if word == "all" => Ok(((0..header.names.len()).collect(), false)),
        Keep::Word(word) if word == "new" => Ok((id.into_iter().collect(), id.is_none())),
        Keep::Word(word) => {
            Err(PyValueError::new_err(format!("columns: expected \"all\", \"new\" or a list of names, found {word:?}")))
        }
        Keep::Names(names) => {
            let columns = names.iter().map(|name| header.find(name, "columns")).collect::<Result<_, _>>();
            Ok((columns.map_err(error::python)?, false))
        }
    }
}

fn added(shared: &Shared, options: &Options) -> impl Iterator<Item = FieldRef> {
    let model = &shared.model;
    let number = |name: &str| ["confidence", "in_scope"].contains(&name) || model.roles().iter().any(|role| role.column == name);
    let typed = move |name| (name, if number(name) { DataType::Float64 } else { DataType::Utf8 });
    let evidence = options.evidence.map(|_| ("evidence", DataType::Utf8));
    let fields = Answer::columns(model).map(typed).chain(evidence);
    fields.map(|(name, of)| Arc::new(Field::new(format!("{}{name}", options.prefix), of, false)))
}
