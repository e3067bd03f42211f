//! Batches in, batches out: classified as they are asked for.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{Array, ArrayRef};
use arrow_schema::{ArrowError, DataType, FieldRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::ffi::{ArrayReader, to_schema_pycapsule, to_stream_pycapsule};
use rayon::ThreadPool;

use crate::plan::Plan;
use crate::score::score;

/// Rows that are classified together, and the most that a batch of the result has. Enough to keep many threads busy, few
/// enough to hold in memory.
const GROUP: usize = 16_384;

/// The predictions of one call of ``classify``: a table for whatever reads Arrow (``pyarrow.table(…)``,
/// ``polars.DataFrame(…)``, DuckDB, ``pandas.DataFrame.from_arrow(…)``).
///
/// Rows are classified as they are read, and read once: keep the table that you make of them.
#[pyclass(frozen, module = "classify_postings")]
pub struct Predictions {
    field: FieldRef,
    reader: Mutex<Option<Reader>>,
}

impl Predictions {
    pub fn new(source: Box<dyn ArrayReader + Send>, plan: Plan, pool: Arc<ThreadPool>) -> Self {
        let field = plan.field.clone();
        let reader = Reader { source, plan, pool, waiting: VecDeque::new(), ready: VecDeque::new(), failed: None, row: 1 };
        Self { field, reader: Mutex::new(Some(reader)) }
    }
}

#[pymethods]
impl Predictions {
    /// The columns' names, in order.
    #[getter]
    fn columns(&self) -> Vec<String> {
        match self.field.data_type() {
            DataType::Struct(fields) => fields.iter().map(|field| field.name().clone()).collect(),
            _ => Vec::new(),
        }
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        let reader = reader.ok_or_else(|| {
            PyValueError::new_err("these predictions were read already: make a table of them once, and keep that")
        })?;
        Ok(to_stream_pycapsule(py, Box::new(reader), requested_schema)?)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.field.as_ref())?)
    }

    fn __repr__(&self) -> String {
        format!("Predictions({})", self.columns().join(", "))
    }
}

/// Reads a group of batches, classifies it in parallel, and hands it on batch by batch.
struct Reader {
    source: Box<dyn ArrayReader + Send>,
    plan: Plan,
    pool: Arc<ThreadPool>,
    /// Read, cut to size, not yet classified.
    waiting: VecDeque<ArrayRef>,
    ready: VecDeque<ArrayRef>,
    /// What the source said; told once all rows before it are out.
    failed: Option<ArrowError>,
    /// The number of the next row, from 1.
    row: i64,
}

impl Reader {
    /// The next batches, with a group's worth of rows if the source has them; none at its end.
    fn group(&mut self) -> Vec<ArrayRef> {
        let (mut group, mut rows) = (Vec::new(), 0);
        while rows < GROUP {
            if let Some(batch) = self.waiting.pop_front() {
                rows += batch.len();
                group.push(batch);
            } else if self.failed.is_some() {
                break;
            } else {
                match self.source.next() {
                    Some(Ok(batch)) => {
                        let cut = |at: usize| batch.slice(at, GROUP.min(batch.len() - at));
                        self.waiting.extend((0..batch.len()).step_by(GROUP).map(cut));
                    }
                    Some(Err(error)) => self.failed = Some(error),
                    None => break,
                }
            }
        }
        group
    }

    /// Classifies a group, letting other Python threads run. A panic becomes an error here: it cannot cross into C.
    fn score(&self, group: &[ArrayRef]) -> Result<Vec<ArrayRef>, ArrowError> {
        let (plan, pool, row) = (&self.plan, &self.pool, self.row);
        let work = || pool.install(|| score(plan, group, row));
        let caught = catch_unwind(AssertUnwindSafe(|| Python::try_attach(|py| py.detach(work)).unwrap_or_else(work)));
        caught.unwrap_or_else(|_| Err(ArrowError::ComputeError("classify_postings failed inside; please report it".into())))
    }
}

impl Iterator for Reader {
    type Item = Result<ArrayRef, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() {
            let group = self.group();
            if group.is_empty() {
                return self.failed.take().map(Err);
            }
            match self.score(&group) {
                Ok(batches) => self.ready.extend(batches),
                Err(error) => return Some(Err(error)),
            }
            self.row += group.iter().map(|batch| i64::try_from(batch.len()).unwrap_or(i64::MAX)).sum::<i64>();
        }
        self.ready.pop_front().map(Ok)
    }
}

impl ArrayReader for Reader {
    fn field(&self) -> FieldRef {
        self.plan.field.clone()
    }
}
