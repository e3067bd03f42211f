//! Encodings: what is UTF-8 stays, UTF-16 and legacy bytes become UTF-8, and packed bytes are unpacked or refused.

use classify_postings::batch::blocks::BOM;
use classify_postings::batch::input::decoded;
use classify_postings::batch::legacy::Legacy;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::io::{Cursor, Read};

/// The bytes are read as they stand, as text in UTF-16, and as a cell.
pub fn check(data: &[u8]) {
    let told = read(data, None);
    if let Ok(told) = &told
        && std::str::from_utf8(told).is_err()
    {
        assert!(!looks_wide(data), "UTF-16 becomes UTF-8");
    }
    let packed = data.starts_with(&[0x1f, 0x8b]) || data.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    if !packed && !data.contains(&0) && !looks_wide(data) {
        assert_eq!(told.expect("memory"), data, "what is not wide is not touched");
    }
    if !packed {
        assert!(String::from_utf8(read(data, Some(WINDOWS_1252)).expect("memory")).is_ok());
    }
    let text = String::from_utf8_lossy(data);
    let text = text.trim_start_matches('\u{feff}');
    for bytes in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
        let wide: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(bytes).collect();
        let back = read(&wide, None).expect("memory");
        assert_eq!(back.strip_prefix(BOM).unwrap_or(&back), text.as_bytes());
    }
    let mut legacy = Legacy::default();
    if let Some(cells) = legacy.convert(&[data, b"title"]) {
        assert!(std::str::from_utf8(&cells[0]).is_ok() && cells[1] == b"title");
        assert!(std::str::from_utf8(data).is_err());
    }
    assert_eq!(read(text.as_bytes(), Some(UTF_8)).map_err(|_| ()).ok().filter(|_| !packed && !looks_wide(data)), {
        (!packed && !looks_wide(data)).then(|| text.as_bytes().to_vec())
    });
}

fn looks_wide(data: &[u8]) -> bool {
    data.starts_with(b"\xff\xfe") || data.starts_with(b"\xfe\xff")
}

/// At most 1 MiB of what the input says.
fn read(data: &[u8], encoding: Option<&'static Encoding>) -> std::io::Result<Vec<u8>> {
    let (head, rest) = decoded(Box::new(Cursor::new(data.to_vec())), encoding)?;
    let mut all = Vec::new();
    Cursor::new(head).chain(rest).take(1 << 20).read_to_end(&mut all)?;
    Ok(all)
}
