//! From text to terms. No input or output happens here, and nothing here knows of models or files.

mod elements;
mod entities;
pub mod fold;
pub mod harmless;
pub mod kernel;
pub mod markup;
pub mod phrases;
mod pieces;
mod reading;
pub mod tokens;
pub mod vocabulary;
