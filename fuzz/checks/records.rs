//! The record splitter against the `csv` crate, whole and in blocks.

use classify_postings::batch::blocks::BOM;
use classify_postings::batch::format::Format;
use classify_postings::batch::records::{Record, last_boundary, quote, unquote};

type Rows = Vec<Vec<Vec<u8>>>;

/// The first byte chooses the delimiter and the size of blocks, the rest is the table.
pub fn check(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else { return };
    let (delimiter, size) = (b",;\t|"[usize::from(choice & 3)], 1 + usize::from(choice >> 2));
    let expected = by_csv_crate(bytes, delimiter);
    // One mark of UTF-8 is passed over where blocks are cut, before the splitter; the csv crate does so itself, once too.
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    assert_eq!(split(bytes, delimiter), expected, "whole");
    assert_eq!(in_blocks(bytes, delimiter, size), expected, "in blocks of {size}");
    let mut quoted = Vec::new();
    quote(bytes, delimiter, &mut quoted);
    let mut back = Vec::new();
    unquote(&quoted, &mut back);
    assert_eq!(back, bytes, "quoted and unquoted");
    let _ = Format::sniff(bytes);
}

fn by_csv_crate(bytes: &[u8], delimiter: u8) -> Rows {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    reader.byte_records().map(|row| row.expect("memory").iter().map(<[u8]>::to_vec).collect()).collect()
}

fn split(bytes: &[u8], delimiter: u8) -> Rows {
    let (mut record, mut rows, mut at) = (Record::default(), Rows::new(), 0);
    while record.read(bytes, at, delimiter) {
        assert!(record.next() > at && record.range().start >= at);
        let fields = (0..record.fields()).map(|field| {
            let mut cell = Vec::new();
            unquote(&bytes[record.field(field)], &mut cell);
            cell
        });
        rows.push(fields.collect());
        at = record.next();
    }
    assert!(bytes[at..].iter().all(|byte| matches!(byte, b'\r' | b'\n')), "nothing is left over");
    rows
}

fn in_blocks(bytes: &[u8], delimiter: u8, size: usize) -> Rows {
    let (mut rows, mut start, mut end) = (Rows::new(), 0, 0);
    while end < bytes.len() {
        end = bytes.len().min(end + size);
        if let Some(boundary) = last_boundary(&bytes[start..end], delimiter) {
            rows.extend(split(&bytes[start..start + boundary], delimiter));
            start += boundary;
        }
    }
    rows.extend(split(&bytes[start..], delimiter));
    rows
}
