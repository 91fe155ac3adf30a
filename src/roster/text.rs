//! From the bytes of a file to text, whatever the spreadsheet made of it.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::mistake::{Mistake, What};

/// The text of a file, and whether its encoding was guessed.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) is_guessed: bool,
}

/// How workbooks begin: a zip (xlsx, ods) and the older format of Excel.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", &[0xd0, 0xcf, 0x11, 0xe0]];

/// UTF-8 and UTF-16 are known by their mark, UTF-8 without one by being valid. What is left comes
/// from an older Excel, which writes Windows-1252 in Western Europe.
pub(super) fn text(bytes: &[u8]) -> Result<Text, Mistake> {
    if WORKBOOKS.iter().any(|start| bytes.starts_with(start)) {
        return Err(What::Workbook.on(1));
    }
    let (text, is_guessed) = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => (encoding.decode_with_bom_removal(bytes).0, false),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (text.into(), false),
            Err(_) => (WINDOWS_1252.decode_without_bom_handling(bytes).0, true),
        },
    };
    if text.contains(['\0', char::REPLACEMENT_CHARACTER]) {
        return Err(What::NotText.on(1));
    }
    Ok(Text { text: text.into_owned(), is_guessed })
}
