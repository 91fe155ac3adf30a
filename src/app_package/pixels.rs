//! A PNG as pixels.

use std::io::Cursor;

use png::{Decoder, DecodingError, Limits, Transformations};

/// No icon takes more memory than this, whatever its file says.
const LARGEST: usize = 4 * 1024 * 1024;

/// An icon as rows of red, green, blue and alpha.
pub(super) struct Pixels {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Does the picture move?
    pub(super) moves: bool,
    bytes: Vec<u8>,
    /// Bytes of one pixel: grey, grey and alpha, colour, or colour and alpha.
    samples: usize,
}

impl Pixels {
    /// Reads a PNG of any kind.
    pub(super) fn read(png: &[u8]) -> Result<Pixels, DecodingError> {
        let mut decoder = Decoder::new_with_limits(Cursor::new(png), Limits { bytes: LARGEST });
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info()?;
        let moves = reader.info().is_animated();
        let size = reader.output_buffer_size().filter(|size| *size <= LARGEST);
        let mut bytes = vec![0; size.ok_or(DecodingError::LimitsExceeded)?];
        let info = reader.next_frame(&mut bytes)?;
        bytes.truncate(info.buffer_size());
        let samples = info.color_type.samples();
        Ok(Pixels {
            width: info.width as usize,
            height: info.height as usize,
            moves,
            bytes,
            samples,
        })
    }

    /// Red, green, blue and alpha of one pixel; transparent outside the picture.
    pub(super) fn at(&self, x: usize, y: usize) -> [u8; 4] {
        let start = (y * self.width + x) * self.samples;
        match self.bytes.get(start..start + self.samples) {
            Some([grey]) => [*grey, *grey, *grey, 255],
            Some([grey, alpha]) => [*grey, *grey, *grey, *alpha],
            Some([red, green, blue]) => [*red, *green, *blue, 255],
            Some([red, green, blue, alpha]) => [*red, *green, *blue, *alpha],
            _ => [0; 4],
        }
    }

    /// Every pixel with its place.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, usize, [u8; 4])> {
        (0..self.height).flat_map(move |y| (0..self.width).map(move |x| (x, y, self.at(x, y))))
    }
}
