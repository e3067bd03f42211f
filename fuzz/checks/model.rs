//! Model files: refused, or read, written and read again the same.

use classify_postings::Model;
use classify_postings::model::file;

/// The bytes are a whole file, and the body of one whose digest fits.
pub fn check(data: &[u8]) {
    let Ok(body) = std::str::from_utf8(data) else { return };
    let _ = Model::read(body);
    let fitting = format!("classify model 1\ndigest\t{}\n{body}", file::digest(body.as_bytes()));
    let Ok(table) = file::read(&fitting) else { return };
    let written = file::write(&table);
    assert_eq!(file::read(&written).expect("what was written is read"), table);
    let _ = Model::read(&fitting);
}
