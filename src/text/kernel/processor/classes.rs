//! The class of a byte from two tables, by its high and by its low half: it is of the classes that both tables give.

/// Letters and digits: digits; letters of the columns 4 and 6 of the ASCII table; letters of the columns 5 and 7.
pub const WORD: u8 = DIGIT | LETTER_46 | LETTER_57;
pub const DIGIT: u8 = 1;
const LETTER_46: u8 = 2;
const LETTER_57: u8 = 4;
/// n and j, which stand in the columns 4 and 6.
pub const NJ: u8 = 8;
/// As the masks are called, each a bit of its own.
pub const LINK: u8 = 0x10;
pub const JOINER: u8 = 0x20;
pub const SUFFIX: u8 = 0x40;
pub const APOSTROPHE: u8 = 0x80;

pub const HIGH: [u8; 16] = {
    let (sign, letter_46) = (LINK | JOINER | SUFFIX | APOSTROPHE, LETTER_46 | NJ);
    [0, 0, sign, DIGIT, letter_46, LETTER_57, letter_46, LETTER_57, 0, 0, 0, 0, 0, 0, 0, 0]
};

pub const LOW: [u8; 16] = {
    let mut classes = [0; 16];
    let mut low = 0;
    while low < 16 {
        classes[low] = if low <= 9 { DIGIT } else { 0 }
            | if low >= 1 { LETTER_46 } else { 0 }
            | if low <= 10 { LETTER_57 } else { 0 }
            | if matches!(0x40 | low as u8, b'N' | b'J') { NJ } else { 0 }
            | match 0x20 | low as u8 {
                b'+' | b'#' => SUFFIX,
                b'&' => JOINER,
                b'\'' => APOSTROPHE,
                b'.' | b'/' => LINK,
                _ => 0,
            };
        low += 1;
    }
    classes
};
