//! Pictures of screens, and contact sheets of all of them.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};

use super::{Browser, paths};

const COLUMNS: u32 = 4;
const ROWS: u32 = 4;
const CELL: (u32, u32) = (400, 300);
const GAP: u32 = 12;
const PAPER: Rgb<u8> = Rgb([110, 110, 110]);
const INK: Rgb<u8> = Rgb([255, 235, 59]);

impl Browser {
    /// Keeps a picture of the page under target/screens, its name led by the browser's.
    pub async fn screenshot(&self, name: &str) -> Result<()> {
        let folder = folder()?;
        self.driver
            .screenshot(&folder.join(format!("{name}-{}.png", self.kind)))
            .await?;
        Ok(())
    }
}

/// Puts every picture onto sheets of sixteen, numbered in the order of their names; sheets.txt says which is which.
pub fn contact_sheets() -> Result<Vec<PathBuf>> {
    let folder = folder()?;
    let mut pictures = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if name.ends_with(".png") && !name.starts_with("sheet-") {
            pictures.push((name, path));
        }
    }
    pictures.sort();
    let mut key = String::new();
    let mut sheets = Vec::new();
    for (sheet, group) in pictures.chunks((COLUMNS * ROWS) as usize).enumerate() {
        let mut canvas = RgbImage::from_pixel(
            GAP + COLUMNS * (CELL.0 + GAP),
            GAP + ROWS * (CELL.1 + GAP),
            PAPER,
        );
        for ((name, path), place) in group.iter().zip(0..) {
            let number = sheet as u32 * COLUMNS * ROWS + place + 1;
            key.push_str(&format!("{number} {name}\n"));
            let picture = image::open(path).with_context(|| format!("{name} is no picture"))?;
            let small = picture
                .resize(CELL.0, CELL.1, FilterType::Triangle)
                .to_rgb8();
            let (x, y) = (
                GAP + place % COLUMNS * (CELL.0 + GAP),
                GAP + place / COLUMNS * (CELL.1 + GAP),
            );
            imageops::replace(&mut canvas, &small, x.into(), y.into());
            write_number(&mut canvas, number, x + 3, y + 3);
        }
        let path = folder.join(format!("sheet-{}.png", sheet + 1));
        canvas.save(&path)?;
        sheets.push(path);
    }
    fs::write(folder.join("sheets.txt"), key)?;
    Ok(sheets)
}

fn folder() -> Result<PathBuf> {
    let folder = paths::target().join("screens");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Digits of three by five points, a bit each from the top left.
const DIGITS: [u16; 10] = [
    0b111_101_101_101_111,
    0b010_110_010_010_111,
    0b111_001_111_100_111,
    0b111_001_111_001_111,
    0b101_101_111_001_001,
    0b111_100_111_001_111,
    0b111_100_111_101_111,
    0b111_001_010_010_010,
    0b111_101_111_101_111,
    0b111_101_111_001_111,
];

fn write_number(canvas: &mut RgbImage, number: u32, x: u32, y: u32) {
    const POINT: u32 = 4;
    let text = number.to_string();
    let width = text.len() as u32 * 4 * POINT + POINT;
    fill(canvas, (x, y), (width, 7 * POINT), Rgb([0, 0, 0]));
    for (digit, column) in text.bytes().zip(0..) {
        let points = DIGITS
            .get(usize::from(digit.wrapping_sub(b'0')))
            .copied()
            .unwrap_or_default();
        for bit in 0..15 {
            if points >> (14 - bit) & 1 == 1 {
                let left = x + POINT + (column * 4 + bit % 3) * POINT;
                fill(
                    canvas,
                    (left, y + POINT + bit / 3 * POINT),
                    (POINT, POINT),
                    INK,
                );
            }
        }
    }
}

fn fill(canvas: &mut RgbImage, at: (u32, u32), size: (u32, u32), ink: Rgb<u8>) {
    for x in at.0..(at.0 + size.0).min(canvas.width()) {
        for y in at.1..(at.1 + size.1).min(canvas.height()) {
            canvas.put_pixel(x, y, ink);
        }
    }
}
