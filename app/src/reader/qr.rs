//! Reading a QR code from a picture. Canvas is no way: Tor Browser gives noise back from it.

use core::fmt;

use serde::{Deserialize, Serialize};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Larger pictures are made smaller first: a code is still plain, and it takes a tenth of the time.
const LONGEST_SIDE: usize = 1_200;

/// More pixels than any phone's camera makes.
const MOST_PIXELS: usize = 120_000_000;

/// Why no text came of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PictureError {
    /// Neither PNG nor JPEG, or damaged.
    NoPicture,
    /// There is no code in it that can be read.
    NoCode,
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPicture => "not a PNG or JPEG picture",
            Self::NoCode => "no code in the picture",
        })
    }
}

/// A picture in shades of grey.
struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// The text of the first QR code in a PNG or JPEG picture.
pub(super) fn qr_text(bytes: &[u8]) -> Result<String, PictureError> {
    let picture = if bytes.starts_with(b"\x89PNG") {
        read_png(bytes)
    } else {
        read_jpeg(bytes)
    };
    let picture = picture.ok_or(PictureError::NoPicture)?;
    let mut shrink = picture
        .width
        .max(picture.height)
        .div_ceil(LONGEST_SIDE)
        .max(1);
    loop {
        if let Some(text) = find(&picture, shrink) {
            return Ok(text);
        }
        // A small code in a large picture is lost by shrinking: look again, closer.
        if shrink == 1 {
            return Err(PictureError::NoCode);
        }
        shrink /= 2;
    }
}

fn find(picture: &Grey, shrink: usize) -> Option<String> {
    let (width, height) = (picture.width / shrink, picture.height / shrink);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        picture.pixels[y * shrink * picture.width + x * shrink]
    });
    image
        .detect_grids()
        .iter()
        .find_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
}

fn read_png(bytes: &[u8]) -> Option<Grey> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let size = reader
        .output_buffer_size()
        .filter(|size| *size <= MOST_PIXELS * 4)?;
    let mut data = vec![0; size];
    let frame = reader.next_frame(&mut data).ok()?;
    let pixels = match frame.color_type {
        png::ColorType::Grayscale => data,
        png::ColorType::GrayscaleAlpha => data
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&[grey, alpha]| on_white(grey, alpha))
            .collect(),
        png::ColorType::Rgb => data
            .as_chunks::<3>()
            .0
            .iter()
            .map(|&rgb| grey(rgb))
            .collect(),
        png::ColorType::Rgba => data
            .as_chunks::<4>()
            .0
            .iter()
            .map(|&[r, g, b, alpha]| on_white(grey([r, g, b]), alpha))
            .collect(),
        png::ColorType::Indexed => return None,
    };
    whole(frame.width as usize, frame.height as usize, pixels)
}

fn read_jpeg(bytes: &[u8]) -> Option<Grey> {
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(ColorSpace::Luma)
        .set_max_width(16_384)
        .set_max_height(16_384);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let pixels = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    whole(width, height, pixels)
}

fn whole(width: usize, height: usize, pixels: Vec<u8>) -> Option<Grey> {
    (width > 0 && height > 0 && pixels.len() >= width * height).then_some(Grey {
        width,
        height,
        pixels,
    })
}

fn grey([r, g, b]: [u8; 3]) -> u8 {
    ((u32::from(r) * 77 + u32::from(g) * 150 + u32::from(b) * 29) >> 8) as u8
}

/// See-through parts count as paper.
fn on_white(grey: u8, alpha: u8) -> u8 {
    let (grey, alpha) = (u32::from(grey), u32::from(alpha));
    ((grey * alpha + 255 * (255 - alpha)) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "http://abcdefghijklmnop.onion/#/join/AbCdEf0123456789-_AbCdEf0123456789";

    fn picture(scale: usize, color: png::ColorType) -> Vec<u8> {
        let code = fast_qr::QRBuilder::new(LINK).build().expect("fits");
        let side = (code.size + 8) * scale;
        let mut pixels = Vec::new();
        for y in 0..side {
            for x in 0..side {
                let (x, y) = ((x / scale).wrapping_sub(4), (y / scale).wrapping_sub(4));
                let dark = x < code.size && y < code.size && code[y][x].value();
                match color {
                    png::ColorType::Rgba => pixels.extend(if dark {
                        [20, 30, 40, 255]
                    } else {
                        [0, 0, 0, 0]
                    }),
                    _ => pixels.push(if dark { 0 } else { 255 }),
                }
            }
        }
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, side as u32, side as u32);
        encoder.set_color(color);
        let mut writer = encoder.write_header().expect("header");
        writer.write_image_data(&pixels).expect("pixels");
        writer.finish().expect("end");
        out
    }

    #[test]
    fn a_screenshot_is_read() {
        assert_eq!(
            qr_text(&picture(4, png::ColorType::Grayscale)).as_deref(),
            Ok(LINK)
        );
    }

    #[test]
    fn a_see_through_and_large_one_is_read() {
        assert_eq!(
            qr_text(&picture(22, png::ColorType::Rgba)).as_deref(),
            Ok(LINK)
        );
    }

    #[test]
    fn other_files_are_refused() {
        assert_eq!(qr_text(b""), Err(PictureError::NoPicture));
        assert_eq!(qr_text(b"\x89PNG broken"), Err(PictureError::NoPicture));
        assert_eq!(
            qr_text(b"\xff\xd8\xff\xe0 broken"),
            Err(PictureError::NoPicture)
        );
        let mut blank = Vec::new();
        let mut writer = png::Encoder::new(&mut blank, 8, 8)
            .write_header()
            .expect("header");
        writer.write_image_data(&[255; 64]).expect("pixels");
        writer.finish().expect("end");
        assert_eq!(qr_text(&blank), Err(PictureError::NoCode));
    }
}
