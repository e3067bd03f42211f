//! Tables through the whole batch: the same bytes out whatever the threads and the blocks, and every cell in again.

use classify_postings::batch::columns::Wanted;
use classify_postings::batch::format::Format;
use classify_postings::batch::input::Input;
use classify_postings::batch::problem::OnError;
use classify_postings::batch::records::Record;
use classify_postings::batch::tally::Tally;
use classify_postings::batch::{Batch, Keep, Options, Sink};
use classify_postings::{Error, Model};
use proptest::prelude::*;
use std::io::Write;

struct Outcome {
    out: Vec<u8>,
    rejects: Vec<u8>,
    tally: Result<Tally, Error>,
}

fn model() -> &'static Model {
    static MODEL: std::sync::OnceLock<Model> = std::sync::OnceLock::new();
    MODEL.get_or_init(Model::embedded)
}

fn run(inputs: &[&[u8]], options: &Options) -> Outcome {
    let files: Vec<_> = inputs
        .iter()
        .map(|bytes| {
            let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
            file.write_all(bytes).unwrap();
            file
        })
        .collect();
    let (mut out, mut rejects) = (Vec::new(), Vec::new());
    let inputs = files.iter().map(|file| Input::new(file.path())).collect();
    let tally = Batch::open(model(), inputs, options)
        .and_then(|batch| batch.run(&mut Sink::new("out", &mut out), Some(&mut Sink::new("rejects", &mut rejects))));
    // Rejects name the files, which have other names in every run.
    let mut text = String::from_utf8_lossy(&rejects).into_owned();
    for (i, file) in files.iter().enumerate() {
        text = text.replace(file.path().to_str().unwrap(), &format!("file{i}"));
    }
    Outcome { out, rejects: text.into_bytes(), tally }
}

fn options(threads: usize, block: usize) -> Options {
    Options { threads, block, format: Some(Format::Delimited(b',')), ..Options::default() }
}

fn rows(bytes: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    reader.byte_records().map(|r| r.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
}

/// Asserts that the first cells of every row of `out` are the cells of `input`, the header being one of them.
fn assert_cells_kept(input: &[u8], out: &[u8], delimiter: u8) {
    let (before, after) = (rows(input, delimiter), rows(out, delimiter));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(after) {
        assert_eq!(before[..], after[..before.len()]);
        assert_eq!(after.len(), before.len() + 9);
    }
}

const TABLES: &[(&str, u8, &str)] = &[
    ("plain", b',', "id,title,description\n1,CIO,budget\n2,CTO,code\n"),
    ("crlf", b',', "id,title,description\r\n1,CIO,budget\r\n2,CTO,code\r\n"),
    ("cr", b',', "id,title,description\r1,CIO,budget\r2,CTO,code\r"),
    ("mixed ends", b',', "id,title,description\n1,CIO,budget\r\n2,CTO,code\r3,,x\n"),
    ("no last end", b',', "id,title,description\r\n1,CIO,budget"),
    ("header only", b',', "id,title,description\n"),
    ("header without an end", b',', "description"),
    ("bom", b',', "\u{feff}\"id\",title,description\n1,CIO,budget\n"),
    ("blank lines", b',', "\n\r\nid,title,description\n\n\n1,CIO,budget\r\n\r\n2,a,b\n\n"),
    ("quoted", b',', "id,\"title\",description\n\"1\",\"C,I\"\"O\",\"a\nb\r\nc\"\n\"\",\"\",\"\"\n"),
    ("odd quotes", b',', "id,title,description\n1,a\"b,\"x\"y\"\n2, \"a\",\"\"z\n"),
    ("semicolons", b';', "id;title;description\n1;a,b;\"c;d\"\n"),
    ("tabs", b'\t', "id\ttitle\tdescription\n1\ta,b;c\t\"d\te\"\n"),
    ("bars", b'|', "id|title|description\n1|a|b\n"),
    ("not utf-8, nul", b',', "id,title,description\n1,\0,x\u{0}y\n"),
    ("empty and same names", b',', "id,,description,id\n1,2,3,4\n"),
    ("spaces", b',', " id , title ,description\n 1 , 2 ,  \n"),
];

#[test]
fn every_cell_is_kept_in_blocks_of_any_size() {
    for (name, delimiter, table) in TABLES {
        let told = run(&[table.as_bytes()], &Options { format: None, ..options(1, 1 << 18) });
        assert!(told.tally.is_ok(), "{name}: {:?}", told.tally);
        let input = table.strip_prefix('\u{feff}').unwrap_or(table);
        assert_cells_kept(input.as_bytes(), &told.out, *delimiter);
        for block in (1..40).chain([100, 1000]) {
            for threads in [1, 2, 3] {
                let Outcome { out, tally, .. } =
                    run(&[table.as_bytes()], &Options { format: Some(Format::Delimited(*delimiter)), ..options(threads, block) });
                assert_eq!(out, told.out, "{name}: {threads} threads, blocks of {block}");
                assert_eq!(tally.unwrap(), *told.tally.as_ref().unwrap(), "{name}");
            }
        }
    }
}

#[test]
fn rows_keep_their_own_bytes_and_ends() {
    let out = run(&[b"id,description\r\n\"1\",\"a\"\"\r\n\"\n\n2,b\r3,c"], &options(2, 8)).out;
    let (mut record, mut at, mut kept) = (Record::default(), 0, Vec::new());
    while record.read(&out, at, b',') {
        kept.extend_from_slice(&out[record.field(0).start..record.field(1).end]);
        kept.extend_from_slice(b" ... ");
        kept.extend_from_slice(&out[record.line_end()]);
        at = record.next();
    }
    assert_eq!(String::from_utf8(kept).unwrap(), "id,description ... \r\n\"1\",\"a\"\"\r\n\" ... \n2,b ... \r3,c ... \r\n");
}

#[test]
fn files_are_one_table_and_numbers_go_on() {
    let inputs: &[&[u8]] = &[b"text\na\nb", b"\xef\xbb\xbftext\r\nc\r\n", b"\"text\"\n", b"text\nd\n"];
    for block in [1, 5, 1000] {
        let out = run(inputs, &Options { keep: Keep::Id, ..options(2, block) }).out;
        let numbers: Vec<_> = rows(&out, b',').iter().map(|row| String::from_utf8(row[0].clone()).unwrap()).collect();
        assert_eq!(numbers, ["row", "1", "2", "3", "4"]);
        assert_eq!(rows(&run(inputs, &options(2, block)).out, b',').len(), 5);
    }
    let error = run(&[b"text\na\n", b"texts\na\n"], &options(2, 100)).tally.unwrap_err().to_string();
    assert!(
        error.contains(": expected the header of ") && error.contains(", with `text` as column 1, found `texts`\n"),
        "{error}"
    );
}

#[test]
fn kept_columns_are_copied() {
    let table = b"id;b;description\n1;\"x;\"\"\";d\n";
    let only = Options {
        keep: Keep::Only(vec!["b".into(), "1".into(), "b".into()]),
        format: Some(Format::Delimited(b';')),
        prefix: "my_".into(),
        ..options(1, 100)
    };
    let out = String::from_utf8(run(&[table], &only).out).unwrap();
    assert!(out.starts_with("b;id;b;my_role;my_confidence;"), "{out}");
    assert!(out.contains("\n\"x;\"\"\";1;\"x;\"\"\";"), "{out}");
    assert!(out.ends_with("\"\n"), "several reasons are one cell: {out}");
    assert!(rows(out.as_bytes(), b';').iter().all(|row| row.len() == 12), "{out}");
}

const BAD: &[u8] = b"id,title,description\r\n1,a,b\r\n2,\"a\nb\"\r\n\r\n3,a,\"b\nc\",d\r\n4,a,b\r\n5,\"x\ny\",\"open\r\n6,a,b\r\n7,a\r\n8,a,\"\"\r\n";

#[test]
fn bad_rows_are_set_aside_with_their_place() {
    for block in [1, 10, 50, 1000] {
        let Outcome { out, rejects, tally } =
            run(&[BAD, BAD], &Options { on_error: OnError::Skip, keep: Keep::Id, ..options(2, block) });
        let ids: Vec<_> = rows(&out, b',').iter().map(|row| String::from_utf8(row[0].clone()).unwrap()).collect();
        assert_eq!(ids, ["id", "1", "4", "6", "8", "1", "4", "6", "8"], "blocks of {block}");
        let of = |file| {
            format!(
                "{file},3,29,too-few-fields,\"expected 3 fields, found 2\",\"2,\"\"a\nb\"\"\"\n\
                 {file},6,40,too-many-fields,\"expected 3 fields, found 4\",\"3,a,\"\"b\nc\"\",d\"\n\
                 {file},10,68,open-quote,\"expected a quote that closes the field, found the end of the input\",\"5,\"\"x\ny\"\",\"\"open\"\n\
                 {file},12,82,too-few-fields,\"expected 3 fields, found 2\",\"7,a\"\n"
            )
        };
        let expected = format!("file,line,byte,kind,message,raw\n{}{}", of("file0"), of("file1"));
        assert_eq!(String::from_utf8(rejects).unwrap(), expected, "blocks of {block}");
        let tally = tally.unwrap();
        assert_eq!((tally.read(), tally.written, tally.rejects()), (16, 8, 8));
    }
}

#[test]
fn the_first_bad_row_stops_the_run() {
    for block in [1, 10, 50, 1000] {
        for threads in [1, 2, 3] {
            let Outcome { out, tally, .. } = run(&[BAD], &options(threads, block));
            let error = tally.unwrap_err().to_string();
            assert!(
                error.ends_with(": line 3, byte 29: too-few-fields: expected 3 fields, found 2\n  mend the row, or set such rows aside: --on-error skip --rejects FILE"),
                "{error}"
            );
            assert_eq!(rows(&out, b',').len(), 2);
        }
    }
}

#[test]
fn numbered_rows_count_the_rejected() {
    let table = b"a,text\n1,x\n2\n3,x\n4\n5,x\n";
    for block in [1, 9, 100] {
        let out = run(&[table], &Options { keep: Keep::Id, on_error: OnError::Skip, ..options(2, block) }).out;
        let numbers: Vec<_> = rows(&out, b',').iter().skip(1).map(|row| row[0].clone()).collect();
        assert_eq!(numbers, [b"1", b"3", b"5"]);
    }
}

#[test]
fn json_lines_get_fields_behind_their_own() {
    let text =
        "{\"id\": 7,\"title\":\"CIO\", \"text\":\"a\\nb\"  }\r\n\n[1]\n {}\n{\"text\":[\"a\",\"\\u00e9\"],\"x\":{\"y\":\"}\"}}";
    let json = |threads, block, keep| Options { keep, on_error: OnError::Skip, format: None, ..options(threads, block) };
    let whole = run(&[text.as_bytes()], &json(1, 1000, Keep::All));
    let out = String::from_utf8(whole.out.clone()).unwrap();
    let lines: Vec<_> = out.split_inclusive('\n').collect();
    assert!(
        lines[0].starts_with("{\"id\": 7,\"title\":\"CIO\", \"text\":\"a\\nb\",\"role\":\"") && lines[0].ends_with("\"}\r\n"),
        "{out}"
    );
    assert!(
        lines[1].starts_with("{\"role\":\"")
            && lines[2].starts_with("{\"text\":[\"a\",\"\\u00e9\"],\"x\":{\"y\":\"}\"},\"role\":\""),
        "{out}"
    );
    for line in &lines {
        let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        assert!(fields["confidence"].is_number() && fields["review"].is_string());
    }
    assert!(whole.rejects.ends_with(b",3,43,invalid-json,\"expected one JSON object a line, found invalid type: sequence, expected a map (column 0)\",[1]\n"), "{}", String::from_utf8_lossy(&whole.rejects));
    for block in 1..60 {
        let cut = run(&[text.as_bytes()], &json(2, block, Keep::All));
        assert_eq!(
            (&cut.out, &cut.rejects, cut.tally.unwrap()),
            (&whole.out, &whole.rejects, whole.tally.as_ref().unwrap().clone()),
            "blocks of {block}"
        );
    }
    let ids = String::from_utf8(run(&[text.as_bytes()], &json(2, 9, Keep::Id)).out).unwrap();
    assert!(ids.starts_with("{\"id\":7,\"role\":") && ids.lines().nth(1).unwrap().starts_with("{\"id\":null,\"role\":"), "{ids}");
    let numbers = String::from_utf8(run(&[&text.as_bytes()[47..]], &json(2, 100, Keep::Id)).out).unwrap();
    assert!(numbers.starts_with("{\"row\":1,\"role\":"), "{numbers}");
}

#[test]
fn without_headers_columns_have_numbers() {
    let wanted = Wanted { texts: vec!["2".into()], ..Wanted::default() };
    let out = run(&[b"1,budget\n2,code"], &Options { headers: false, wanted, ..options(1, 5) }).out;
    let rows = rows(&out, b',');
    assert_eq!((rows.len(), rows[0].len(), &rows[0][1][..], &rows[1][1][..]), (2, 11, &b"budget"[..], &b"code"[..]));
    let error = run(&[b"1,budget\n"], &Options { headers: false, ..options(1, 5) }).tally.unwrap_err().to_string();
    assert!(error.contains("--text COLUMN"), "{error}");
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(""),
        Just("a"),
        Just("\"b\""),
        Just("\"c\nd\""),
        Just("\"e,\"\"f\""),
        Just("\"\""),
        Just("g\"h"),
        Just("budget"),
        Just("\"\"i")
    ]
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_table_comes_out_whole(
        table in proptest::collection::vec((cell(), cell(), prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n")]), 0..30),
        threads in 1_usize..4,
        block in 1_usize..60,
    ) {
        let mut text = String::from("x,text\n");
        for (a, b, end) in &table {
            text += &format!("{a},{b}{end}");
        }
        let outcome = run(&[text.as_bytes()], &options(threads, block));
        prop_assert_eq!(outcome.tally.unwrap().written, table.len() as u64);
        assert_cells_kept(text.as_bytes(), &outcome.out, b',');
        prop_assert_eq!(outcome.out, run(&[text.as_bytes()], &options(1, 1 << 18)).out);
    }
}
