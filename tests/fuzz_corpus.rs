//! What the fuzz targets once found interesting, on every `cargo test`.

#[path = "../fuzz/checks/mod.rs"]
mod checks;

use std::path::Path;

/// Runs a check on every file of its corpus.
fn replay(name: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        println!("{}", path.display());
        check(&std::fs::read(path).unwrap());
        files += 1;
    }
    assert!(files > 4, "{} has {files} files", folder.display());
}

#[test]
fn records() {
    replay("records", checks::records::check);
}

#[test]
fn encodings() {
    replay("encodings", checks::encodings::check);
}

#[test]
fn tokens() {
    replay("tokens", checks::tokens::check);
}

#[test]
fn model() {
    replay("model", checks::model::check);
}

#[test]
fn jsonl() {
    replay("jsonl", checks::jsonl::check);
}
