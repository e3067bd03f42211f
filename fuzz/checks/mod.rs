//! What must hold of any bytes. Each module has one `check`, which panics where it does not: the fuzz targets call it on
//! bytes that they make up, and `tests/fuzz_corpus.rs` on those kept in `corpus/`.

pub mod encodings;
pub mod jsonl;
pub mod model;
pub mod records;
pub mod tokens;
