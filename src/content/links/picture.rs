//! Will Teams show this picture?
//!
//! Teams shows PNG, JPEG and GIF of at most 1024 by 1024 pixels and 1 MB, that do not move
//! (Microsoft Learn, "Cards reference", on pictures in cards).

use imagesize::ImageType;

/// The most bytes of a picture.
pub const LARGEST_PICTURE: usize = 1024 * 1024;
/// The most pixels, across and down.
const MOST_PIXELS: usize = 1024;

/// What is wrong with a picture, and how to mend it.
pub(super) fn faults(bytes: &[u8]) -> Vec<(String, &'static str)> {
    let kind = imagesize::image_type(bytes).ok();
    if !matches!(kind, Some(ImageType::Png | ImageType::Jpeg | ImageType::Gif)) {
        let what = "what stands at this address is not a PNG, JPEG or GIF".to_owned();
        return vec![(what, "Open the address in a browser; save the picture as a PNG or JPEG.")];
    }
    let mut faults = Vec::new();
    if bytes.len() > LARGEST_PICTURE {
        let what = "the picture is larger than 1 MB".to_owned();
        faults.push((what, "Save it with fewer pixels, or as a JPEG."));
    }
    match imagesize::blob_size(bytes) {
        Ok(size) if size.width > MOST_PIXELS || size.height > MOST_PIXELS => {
            let what = format!("the picture has {} by {} pixels", size.width, size.height);
            faults.push((what, "Make it at most 1024 pixels wide and high."));
        }
        Ok(_) => {}
        Err(_) => {
            let what = "the picture is broken: it does not say how large it is".to_owned();
            faults.push((what, "Save it again, and look at it in a browser."));
        }
    }
    if moves(bytes, kind) {
        let what = "the picture moves".to_owned();
        faults.push((what, "Use one still picture of it; moving ones keep people from reading."));
    }
    faults
}

/// A GIF that repeats itself says so in an extension of Netscape's; a PNG in a chunk `acTL`
/// before its first data.
fn moves(bytes: &[u8], kind: Option<ImageType>) -> bool {
    let has = |mark: &[u8]| bytes.windows(mark.len()).position(|part| part == mark);
    match kind {
        Some(ImageType::Gif) => has(b"NETSCAPE2.0").is_some(),
        Some(ImageType::Png) => {
            has(b"acTL").is_some_and(|at| has(b"IDAT").is_none_or(|data| at < data))
        }
        _ => false,
    }
}
