//! From text to terms. No input or output happens here, and nothing here knows of models or files.

pub mod fold;
pub mod harmless;
pub mod kernel;
pub mod phrases;
pub mod tokens;
pub mod vocabulary;
