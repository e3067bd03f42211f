//! The record splitter against the `csv` crate.

use classify_postings::batch::records::{Record, last_boundary, quote, unquote};
use proptest::prelude::*;

type Rows = Vec<Vec<Vec<u8>>>;

fn by_csv_crate(bytes: &[u8], delimiter: u8) -> Rows {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).buffer_capacity(128).from_reader(bytes);
    reader.byte_records().map(|r| r.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
}

/// Every record of `bytes`; checks that the records' bytes and those between them are the input.
fn by_us(bytes: &[u8], delimiter: u8) -> Rows {
    let (mut record, mut rows, mut at) = (Record::default(), Rows::new(), 0);
    while record.read(bytes, at, delimiter) {
        assert!(bytes[at..record.range().start].iter().all(|b| matches!(b, b'\r' | b'\n')));
        assert_eq!(record.range().end, record.line_end().start);
        assert!(matches!(&bytes[record.line_end()], b"" | b"\n" | b"\r" | b"\r\n"));
        assert!(record.line_end().is_empty() <= (record.next() == bytes.len()));
        let fields: Vec<_> = (0..record.fields()).map(|i| &bytes[record.field(i)]).collect();
        assert_eq!(fields.join(&delimiter), bytes[record.range()]);
        rows.push(fields.iter().map(|field| unquoted(field)).collect());
        at = record.next();
    }
    assert!(bytes[at..].iter().all(|b| matches!(b, b'\r' | b'\n')));
    rows
}

fn unquoted(field: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    unquote(field, &mut out);
    out
}

/// The same in blocks, as a reader that gets `size` bytes at a time would cut them.
fn in_blocks(bytes: &[u8], delimiter: u8, size: usize) -> Rows {
    let (mut rows, mut start, mut end) = (Rows::new(), 0, 0);
    while end < bytes.len() {
        end = bytes.len().min(end + size);
        if let Some(boundary) = last_boundary(&bytes[start..end], delimiter) {
            rows.extend(by_us(&bytes[start..start + boundary], delimiter));
            start += boundary;
        }
    }
    rows.extend(by_us(&bytes[start..], delimiter));
    rows
}

fn nasty() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![4 => Just(b'"'), 3 => Just(b','), 2 => Just(b'\n'), 1 => Just(b'\r'), 1 => Just(b';'), 1 => Just(b'\t'), 1 => Just(b' '), 2 => Just(b'a'), 1 => Just(0xc3)];
    proptest::collection::vec(byte, 0..80)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn records_and_fields_are_those_of_the_csv_crate(bytes in nasty(), delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')]) {
        prop_assert_eq!(by_us(&bytes, delimiter), by_csv_crate(&bytes, delimiter));
    }

    #[test]
    fn blocks_of_any_size_give_the_same_records(bytes in nasty(), size in 1_usize..90) {
        prop_assert_eq!(in_blocks(&bytes, b',', size), by_csv_crate(&bytes, b','));
    }

    #[test]
    fn the_last_boundary_is_the_last(bytes in nasty()) {
        // Whatever follows, the records up to the boundary stay what they are, and there is no later such place.
        let boundary = last_boundary(&bytes, b',').unwrap_or(0);
        let whole = by_us(&bytes[..boundary], b',');
        for more in [&b"\n"[..], b"\"", b"x\n", b",\"\n"] {
            let all = by_us(&[&bytes, more].concat(), b',');
            prop_assert_eq!(&all[..whole.len()], &whole[..]);
        }
        let (mut record, mut at) = (Record::default(), boundary);
        if record.read(&bytes, at, b',') {
            at = record.next();
            prop_assert!(at == bytes.len() && (record.line_end().is_empty() || bytes.ends_with(b"\r")));
        }
    }

    #[test]
    fn what_is_quoted_is_unquoted(text in nasty()) {
        let mut field = Vec::new();
        quote(&text, b',', &mut field);
        prop_assert_eq!(unquoted(&field), text.clone());
        let line = [b"x,", &field[..], b",y"].concat();
        prop_assert_eq!(by_csv_crate(&line, b','), vec![vec![b"x".to_vec(), text, b"y".to_vec()]]);
    }
}

#[test]
fn quotes_are_closed_or_told() {
    for (line, open) in
        [("a,\"b", Some(2)), ("\"", Some(0)), ("\"\"", None), ("\"\"\"", Some(0)), ("a\"b", None), ("\"a\"b\"", None)]
    {
        let mut record = Record::default();
        assert!(record.read(line.as_bytes(), 0, b','));
        assert_eq!(record.open_quote(), open, "{line}");
    }
}
