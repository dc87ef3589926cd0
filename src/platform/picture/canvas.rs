//! Pixels: rectangles, lines and words on a ground of one colour, and a PNG of it all.

use noto_sans_mono_bitmap::{FontWeight, RasterHeight, RasterizedChar, get_raster, get_raster_width};
use unicode_normalization::UnicodeNormalization;

/// A colour, as red, green and blue.
pub(super) type Colour = [u8; 3];

/// How words are set. One size and weight of the font are built in: each more would be held in memory
/// from the start, for its tables of rows are filled in when the program is loaded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Plain,
    /// Heavier by being set twice, a pixel apart.
    Strong,
}

const WEIGHT: FontWeight = FontWeight::Regular;
const HEIGHT: RasterHeight = RasterHeight::Size24;

/// The height of every letter, in pixels.
pub(super) const LETTER_HEIGHT: usize = HEIGHT.val();

/// The width of every letter, in pixels.
pub(super) fn letter_width() -> usize {
    get_raster_width(WEIGHT, HEIGHT)
}

/// A picture in the making.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize, ground: Colour) -> Self {
        Self { width, height, pixels: ground.repeat(width * height) }
    }

    /// Lays a colour over a pixel; `cover` is from 0 to 1. What is outside is left out.
    fn lay(&mut self, x: usize, y: usize, colour: Colour, cover: f32) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = (y * self.width + x) * 3;
        for (under, over) in self.pixels[at..at + 3].iter_mut().zip(colour) {
            let mixed = f32::from(*under) + (f32::from(over) - f32::from(*under)) * cover.clamp(0.0, 1.0);
            *under = mixed.round() as u8;
        }
    }

    /// A filled rectangle.
    pub(super) fn fill(&mut self, (x, y): (usize, usize), (width, height): (usize, usize), colour: Colour) {
        for row in y..y + height {
            for column in x..x + width {
                self.lay(column, row, colour, 1.0);
            }
        }
    }

    /// A straight line with round ends, this many pixels thick.
    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32), thick: f32, colour: Colour) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let square = dx * dx + dy * dy;
        let reach = thick / 2.0 + 1.0;
        let span = |a: f32, b: f32, most: usize| {
            let low = (a.min(b) - reach).floor().max(0.0) as usize;
            low..((a.max(b) + reach).ceil().max(0.0) as usize + 1).min(most)
        };
        for y in span(from.1, to.1, self.height) {
            for x in span(from.0, to.0, self.width) {
                let (px, py) = (x as f32 - from.0, y as f32 - from.1);
                let along = if square > 0.0 { ((px * dx + py * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
                let distance = (px - along * dx).hypot(py - along * dy);
                // The edge fades over one pixel, so that slanted lines have no steps.
                self.lay(x, y, colour, thick / 2.0 + 0.5 - distance);
            }
        }
    }

    /// Words from this place to the right.
    pub(super) fn text(&mut self, (x, y): (usize, usize), words: &str, kind: Type, colour: Colour) {
        if kind == Type::Strong {
            self.text((x + 1, y), words, Type::Plain, colour);
        }
        for (place, letter) in letters(words).iter().enumerate() {
            for (down, row) in letter.raster().iter().enumerate() {
                for (right, cover) in row.iter().enumerate().filter(|(_, cover)| **cover > 0) {
                    let left = x + place * letter_width();
                    self.lay(left + right, y + down, colour, f32::from(*cover) / 255.0);
                }
            }
        }
    }

    /// The picture as a PNG file; none where it cannot be written, which is when it has no pixels.
    pub(super) fn png(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let (width, height) = (u32::try_from(self.width).ok()?, u32::try_from(self.height).ok()?);
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&self.pixels).ok()?;
        writer.finish().ok()?;
        Some(bytes)
    }
}

/// How many letters words take.
pub(super) fn length(words: &str) -> usize {
    letters(words).len()
}

/// The words cut to so many letters, with a sign that they are.
pub(super) fn clipped(words: &str, most: usize) -> String {
    if length(words) <= most {
        return words.to_owned();
    }
    let mut kept = String::new();
    for c in words.chars() {
        let longer = format!("{kept}{c}");
        if length(&longer) + 2 > most {
            break;
        }
        kept = longer;
    }
    format!("{}..", kept.trim_end())
}

/// The letters of words. What the font lacks is drawn without its accents, or as one sign for all that
/// stands together: the words beside the picture have it.
fn letters(words: &str) -> Vec<RasterizedChar> {
    let mut letters = Vec::new();
    let mut lacking = false;
    for c in words.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c.is_control() {
            continue;
        }
        let raster = |c: char| get_raster(c, WEIGHT, HEIGHT);
        let found = raster(c).or_else(|| raster(std::iter::once(c).nfkd().next()?));
        let sign = if lacking { None } else { raster('\u{fffd}') };
        lacking = found.is_none();
        letters.extend(found.or(sign));
    }
    letters
}
