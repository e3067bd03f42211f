//! JSON Lines: every line is classified or rejected, and what was read stands in the output as it stood.

use classify_postings::Model;
use classify_postings::batch::blocks::Blocks;
use classify_postings::batch::columns::Columns;
use classify_postings::batch::format::Format;
use classify_postings::batch::lines::{self, Lines};
use classify_postings::batch::output::Added;
use classify_postings::batch::problem::OnError;
use classify_postings::batch::rows::{Job, Kept};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::OnceLock;

/// The bytes are a file.
pub fn check(data: &[u8]) {
    static MODEL: OnceLock<Model> = OnceLock::new();
    let model = MODEL.get_or_init(Model::embedded);
    let Some(header) = lines::header("fuzz", data) else { return };
    if header.names.is_empty() {
        return;
    }
    let columns = Columns { id: None, title: Some(0), texts: (0..header.names.len()).collect() };
    let mut job = Job::new(model, None);
    for kept in [Kept::All, Kept::Fields(vec![0]), Kept::Number] {
        let added = Added::new(model, Format::JsonLines, "", Some(2));
        let work = Lines::new(&header, &columns, &kept, added, OnError::Skip);
        let mut blocks = Blocks::new("fuzz".into(), Box::new(Cursor::new(data.to_vec())), 64);
        let (mut lines, mut rows, mut rejected) = (0, 0, 0);
        while blocks.next(&mut job.block, |bytes| Format::JsonLines.boundary(bytes)).expect("memory") {
            work.work(&mut job);
            lines += count(&job.block.bytes()[job.block.start..]);
            rejected += job.problems.len();
            let mut start = 0;
            for (_, end) in &job.numbers {
                rows += 1;
                let line = &job.output[start..*end];
                let whole = if kept == Kept::Number { [b"{", line].concat() } else { line.to_vec() };
                // Repeated names are the input's own affair; that it is an object is ours.
                let object: BTreeMap<String, &RawValue> = serde_json::from_slice(&whole).expect("an object");
                assert!(object.contains_key("role") && object.contains_key("evidence"));
                start = *end;
            }
            for problem in &job.problems {
                assert!(problem.raw.end <= job.block.bytes().len() && !problem.raw.is_empty());
            }
        }
        assert_eq!(lines, rows + rejected, "every line is accounted for");
    }
}

/// Lines with anything on them.
fn count(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count()
}
