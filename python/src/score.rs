//! Batches to predictions, in parallel.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::{Float64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Int64Array, StructArray};
use arrow_schema::{ArrowError, DataType};
use arrow_select::concat::concat;
use classify_postings::{Answer, Posting, Scorer};
use rayon::prelude::*;

use crate::plan::Plan;
use crate::texts::Texts;

/// Rows that a thread takes at a time.
const PIECE: usize = 64;

/// The columns of a batch that are read.
struct Read<'a> {
    title: Texts<'a>,
    texts: Vec<Texts<'a>>,
}

/// Classifies batches, whose first row is number `first` of all, on the current pool of threads.
///
/// # Errors
/// A row that is null as a whole.
pub fn score(plan: &Plan, batches: &[ArrayRef], first: i64) -> Result<Vec<ArrayRef>, ArrowError> {
    let columns: Vec<&[ArrayRef]> = batches.iter().map(columns).collect::<Result<_, _>>()?;
    let read: Vec<Read<'_>> = columns.iter().map(|columns| Read::new(plan, columns)).collect();
    let piece = |batch: usize, rows: usize| (0..rows.div_ceil(PIECE)).map(move |i| (batch, i * PIECE..rows.min((i + 1) * PIECE)));
    let pieces: Vec<(usize, Range<usize>)> =
        batches.iter().enumerate().flat_map(|(batch, array)| piece(batch, array.len())).collect();
    let mut scored: Vec<(usize, Vec<ArrayRef>)> = pieces
        .into_par_iter()
        .map_init(
            || Worker::new(plan),
            |worker, (batch, rows)| {
                let columns = worker.score(&read[batch], rows);
                (batch, columns)
            },
        )
        .collect();
    let mut row = first;
    let mut results = Vec::with_capacity(batches.len());
    for (batch, array) in batches.iter().enumerate() {
        let end = scored.partition_point(|(of, _)| *of <= batch);
        let own: Vec<Vec<ArrayRef>> = scored.drain(..end).map(|(_, columns)| columns).collect();
        results.push(assemble(plan, columns[batch], array.len(), row, &own)?);
        row += i64::try_from(array.len()).unwrap_or(i64::MAX);
    }
    Ok(results)
}

/// The columns of a table's batch; a column's own is its only one.
fn columns(batch: &ArrayRef) -> Result<&[ArrayRef], ArrowError> {
    match batch.as_struct_opt() {
        None => Ok(std::slice::from_ref(batch)),
        Some(rows) if rows.null_count() > 0 => {
            Err(ArrowError::InvalidArgumentError("expected rows, found one that is null as a whole: leave these out".into()))
        }
        Some(rows) => Ok(rows.columns()),
    }
}

/// The kept columns as they are, the row's number, and the pieces of the added ones put together.
fn assemble(plan: &Plan, old: &[ArrayRef], rows: usize, first: i64, pieces: &[Vec<ArrayRef>]) -> Result<ArrayRef, ArrowError> {
    let DataType::Struct(fields) = plan.field.data_type() else { unreachable!("a plan's result is a table") };
    let mut columns: Vec<ArrayRef> = plan.kept.iter().map(|column| old[*column].clone()).collect();
    if plan.number {
        columns.push(Arc::new(Int64Array::from_iter_values((first..).take(rows))));
    }
    for (column, field) in fields.iter().skip(columns.len()).enumerate() {
        let parts: Vec<&dyn Array> = pieces.iter().map(|piece| &*piece[column]).collect();
        columns.push(if parts.is_empty() { arrow_array::new_empty_array(field.data_type()) } else { concat(&parts)? });
    }
    Ok(Arc::new(StructArray::try_new_with_length(fields.clone(), columns, None, rows)?))
}

impl<'a> Read<'a> {
    fn new(plan: &Plan, columns: &'a [ArrayRef]) -> Self {
        let title = plan.title.map_or(Texts::Empty, |column| Texts::new(&columns[column]));
        Self { title, texts: plan.texts.iter().map(|column| Texts::new(&columns[*column])).collect() }
    }
}

/// One thread's memory.
struct Worker<'p> {
    plan: &'p Plan,
    scorer: Scorer<'p>,
    answer: Answer<'p>,
    evidence: Vec<u8>,
}

impl<'p> Worker<'p> {
    fn new(plan: &'p Plan) -> Self {
        Self { plan, scorer: Scorer::new(&plan.shared.model), answer: Answer::default(), evidence: Vec::new() }
    }

    /// The added columns of some rows, in the order of [`Answer::columns`], then the evidence if asked for.
    fn score(&mut self, read: &Read<'_>, rows: Range<usize>) -> Vec<ArrayRef> {
        let Self { plan, scorer, answer, evidence } = self;
        let model = scorer.model();
        let text = || StringBuilder::with_capacity(PIECE, PIECE * 16);
        let (mut role, mut duties_role, mut title_role, mut review) = (text(), text(), text(), text());
        let mut shown = plan.evidence.map(|_| text());
        // The confidence, one a role, and the scope.
        let mut shares: Vec<_> = (0..model.roles().len() + 2).map(|_| Float64Builder::with_capacity(PIECE)).collect();
        let mut texts = Vec::with_capacity(read.texts.len());
        for row in rows {
            texts.clear();
            texts.extend(read.texts.iter().map(|column| column.get(row)));
            answer.set(model, scorer.predict(Posting { title: read.title.get(row), texts: &texts }));
            role.append_value(answer.role);
            let values = std::iter::once(&answer.confidence).chain(&answer.probabilities).chain([&answer.in_scope]);
            for (builder, value) in shares.iter_mut().zip(values) {
                builder.append_value(Answer::probability(*value));
            }
            duties_role.append_value(answer.duties_role);
            title_role.append_value(&answer.title_role);
            review.append_value(&answer.review);
            if let (Some(shown), Some(keywords)) = (&mut shown, plan.evidence) {
                evidence.clear();
                scorer.evidence(keywords, evidence);
                shown.append_value(String::from_utf8_lossy(evidence));
            }
        }
        let mut columns: Vec<ArrayRef> = vec![Arc::new(role.finish())];
        columns.extend(shares.iter_mut().map(|share| Arc::new(share.finish()) as ArrayRef));
        let scope = columns.pop();
        columns.extend([duties_role, title_role].map(|mut text| Arc::new(text.finish()) as ArrayRef));
        columns.extend(scope);
        columns.extend([Some(review), shown].into_iter().flatten().map(|mut text| Arc::new(text.finish()) as ArrayRef));
        columns
    }
}
