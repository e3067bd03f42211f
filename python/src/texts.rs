//! String columns of any Arrow kind, read as bytes where they lie.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, StringArray, StringViewArray};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;

/// What [`readable`] asks for, in words.
pub const EXPECTED: &str = "strings (string, large_string, string_view, a dictionary of these, or all null)";

/// Whether a column of this type can be read as texts.
pub fn readable(of: &DataType) -> bool {
    match of {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => readable(values),
        _ => false,
    }
}

/// A column of texts. Nulls are empty.
pub enum Texts<'a> {
    /// All null, or no column at all.
    Empty,
    Short(&'a StringArray),
    Long(&'a LargeStringArray),
    View(&'a StringViewArray),
    Dictionary {
        keys: Vec<usize>,
        nulls: Option<&'a NullBuffer>,
        values: Box<Texts<'a>>,
    },
}

impl<'a> Texts<'a> {
    /// Of a column that is [`readable`]; others are empty.
    pub fn new(column: &'a ArrayRef) -> Self {
        match column.data_type() {
            DataType::Utf8 => Self::Short(column.as_string()),
            DataType::LargeUtf8 => Self::Long(column.as_string()),
            DataType::Utf8View => Self::View(column.as_string_view()),
            DataType::Dictionary(..) => {
                let dictionary = column.as_any_dictionary();
                if dictionary.values().is_empty() {
                    return Self::Empty;
                }
                let values = Box::new(Self::new(dictionary.values()));
                Self::Dictionary { keys: dictionary.normalized_keys(), nulls: dictionary.nulls(), values }
            }
            _ => Self::Empty,
        }
    }

    /// The text of a row.
    pub fn get(&self, row: usize) -> &'a [u8] {
        match self {
            Self::Short(column) if column.is_valid(row) => column.value(row).as_bytes(),
            Self::Long(column) if column.is_valid(row) => column.value(row).as_bytes(),
            Self::View(column) if column.is_valid(row) => column.value(row).as_bytes(),
            Self::Dictionary { keys, nulls, values } if nulls.is_none_or(|nulls| nulls.is_valid(row)) => values.get(keys[row]),
            _ => b"",
        }
    }
}
