//! Draws a picture: meaning in, a PNG file out, the same for the same picture.
//!
//! It has a dark ground of its own, so that it can be read on a light screen and on a dark one, and
//! letters that stay readable when a phone shows it at half its size.

mod canvas;

use canvas::{Canvas, Colour, LETTER_HEIGHT, Type, clipped, length, letter_width};

use crate::domain::picture::{Bar, Panel, Picture, ROWS};

const WIDTH: usize = 640;
const MARGIN: usize = 24;
const INNER: usize = WIDTH - 2 * MARGIN;
/// A line of words, and a bar with the space under it.
const LINE: usize = 32;
const BAR: usize = 38;
const BAR_THICK: usize = 26;
/// Between two panels.
const APART: usize = 22;
const CHART: usize = 150;
/// The most letters of a bar's label.
const LABEL: usize = 20;
/// No more pixels than these from top to bottom: a picture is looked at, not read.
const MOST_HEIGHT: usize = 2_600;

const GROUND: Colour = [0x1E, 0x20, 0x27];
const WORDS: Colour = [0xED, 0xEF, 0xF3];
const QUIET: Colour = [0xA6, 0xAF, 0xBE];
const GRID: Colour = [0x3A, 0x40, 0x4D];
const BARS: Colour = [0x5B, 0x8D, 0xEF];
const BEST: Colour = [0x3F, 0xB2, 0x7F];

/// The picture as a PNG file.
pub fn draw(picture: &Picture) -> Option<Vec<u8>> {
    let title = LINE + LETTER_HEIGHT / 2;
    let panels: usize = picture.panels.iter().map(|panel| height(panel) + APART).sum();
    let mut canvas =
        Canvas::new(WIDTH, (2 * MARGIN + title + panels - APART.min(panels)).min(MOST_HEIGHT), GROUND);
    let most = INNER / letter_width();
    canvas.text((MARGIN, MARGIN), &clipped(&picture.title, most), Type::Strong, WORDS);
    let mut top = MARGIN + title;
    for panel in &picture.panels {
        draw_panel(&mut canvas, panel, top);
        top += height(panel) + APART;
    }
    canvas.png()
}

fn height(panel: &Panel) -> usize {
    LINE + match panel {
        Panel::Bars { bars, .. } => rows(bars.len()) * BAR,
        Panel::Lines { lines, .. } => rows(lines.len()) * LINE,
        Panel::Columns { .. } => CHART + 2 * LINE,
        Panel::Line { .. } => CHART + LINE + LINE / 2,
    }
}

/// How many rows are drawn for so many: all, or as many as fit with one that counts the rest.
fn rows(count: usize) -> usize {
    count.min(ROWS + 1)
}

fn draw_panel(canvas: &mut Canvas, panel: &Panel, top: usize) {
    let (Panel::Bars { heading, .. }
    | Panel::Columns { heading, .. }
    | Panel::Line { heading, .. }
    | Panel::Lines { heading, .. }) = panel;
    let plain = Type::Plain;
    let most = INNER / letter_width();
    canvas.text((MARGIN, top), &clipped(heading, most), plain, QUIET);
    let top = top + LINE;
    match panel {
        Panel::Bars { bars, .. } => draw_bars(canvas, bars, top),
        Panel::Columns { bars, .. } => draw_columns(canvas, bars, top),
        Panel::Line { points, .. } => draw_line(canvas, points, top),
        Panel::Lines { lines, .. } => {
            for (row, line) in shown(lines).iter().enumerate() {
                canvas.text((MARGIN, top + row * LINE), &clipped(line, most), plain, WORDS);
            }
            if let Some(rest) = rest(lines.len()) {
                canvas.text((MARGIN, top + ROWS * LINE), &rest, plain, QUIET);
            }
        }
    }
}

/// What is drawn of a list that may be too long.
fn shown<T>(list: &[T]) -> &[T] {
    if list.len() > ROWS + 1 { &list[..ROWS] } else { list }
}

fn rest(count: usize) -> Option<String> {
    (count > ROWS + 1).then(|| format!("and {} more", count - ROWS))
}

fn draw_bars(canvas: &mut Canvas, bars: &[Bar], top: usize) {
    let plain = Type::Plain;
    let list = shown(bars);
    let widest = |text: fn(&Bar) -> &str| list.iter().map(|bar| length(text(bar))).max().unwrap_or(0);
    let labels = widest(|bar| &bar.label).min(LABEL);
    let ends = widest(|bar| &bar.shown).min(LABEL);
    let left = MARGIN + (labels + 1) * letter_width();
    let room = (MARGIN + INNER).saturating_sub(left + (ends + 1) * letter_width()).max(1);
    let most = list.iter().map(|bar| bar.value).max().unwrap_or(0);
    for (row, bar) in list.iter().enumerate() {
        let y = top + row * BAR;
        canvas.text((MARGIN, y + 1), &clipped(&bar.label, labels), plain, WORDS);
        let share = share(bar.value, most);
        // Nothing is a thin line, so that it is seen that somebody is there.
        let long = ((room as f64 * share).round() as usize).max(2);
        let colour = if bar.best { BEST } else { BARS };
        canvas.fill((left, y), (long, BAR_THICK), colour);
        let end = left + long + letter_width() / 2;
        canvas.text((end, y + 1), &clipped(&bar.shown, LABEL), plain, WORDS);
    }
    if let Some(rest) = rest(bars.len()) {
        canvas.text((MARGIN, top + ROWS * BAR), &rest, plain, QUIET);
    }
}

/// A value's share of the largest, from 0 to 1.
fn share(value: i64, most: i64) -> f64 {
    if most > 0 { (value as f64 / most as f64).clamp(0.0, 1.0) } else { 0.0 }
}

fn draw_columns(canvas: &mut Canvas, bars: &[Bar], top: usize) {
    let plain = Type::Plain;
    let list = shown(bars);
    if list.is_empty() {
        return;
    }
    let each = INNER / list.len();
    let most = list.iter().map(|bar| bar.value).max().unwrap_or(0);
    let floor = top + LINE + CHART;
    for (place, bar) in list.iter().enumerate() {
        let left = MARGIN + place * each;
        let share = share(bar.value, most);
        let tall = ((CHART as f64 * share).round() as usize).max(2);
        canvas.fill((left + each / 8, floor - tall), (each - each / 4, tall), BARS);
        let letters = each / letter_width();
        let mut centred = |y: usize, words: &str, colour: Colour| {
            let words = clipped(words, letters);
            let wide = length(&words) * letter_width();
            canvas.text((left + each.saturating_sub(wide) / 2, y), &words, plain, colour);
        };
        centred(floor - tall - LINE + 4, &bar.shown, WORDS);
        centred(floor + 6, &bar.label, QUIET);
    }
}

fn draw_line(canvas: &mut Canvas, points: &[(String, Option<u16>)], top: usize) {
    let plain = Type::Plain;
    let left = MARGIN + 6 * letter_width();
    let right = MARGIN + INNER - letter_width();
    let height_of = |share: f32| (top + 12) as f32 + (1.0 - share.clamp(0.0, 1.0)) * CHART as f32;
    for (share, label) in [(1.0, "100 %"), (0.5, " 50 %"), (0.0, "  0 %")] {
        let y = height_of(share) as usize;
        canvas.fill((left, y), (right - left, 2), GRID);
        canvas.text((MARGIN, y - 12), label, plain, QUIET);
    }
    let step = (right - left) as f32 / points.len().saturating_sub(1).max(1) as f32;
    let known: Vec<(f32, f32)> = points
        .iter()
        .enumerate()
        .filter_map(|(place, (_, share))| {
            Some((left as f32 + place as f32 * step, height_of(f32::from((*share)?) / 1000.0)))
        })
        .collect();
    for pair in known.windows(2) {
        canvas.line(pair[0], pair[1], 4.0, BARS);
    }
    for point in &known {
        canvas.line(*point, *point, 12.0, BEST);
    }
    let under = top + CHART + 24;
    let ends =
        [points.first().map(|p| (left, p)), points.last().filter(|_| points.len() > 1).map(|p| (right, p))];
    for (at, (x, (label, _))) in ends.into_iter().flatten().enumerate() {
        let wide = length(label) * letter_width();
        let x = if at == 0 { x } else { x.saturating_sub(wide) };
        canvas.text((x, under), label, plain, QUIET);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bar(label: &str, value: i64) -> Bar {
        Bar { label: label.to_owned(), value, shown: format!("{value}"), best: false }
    }

    fn picture(panels: Vec<Panel>) -> Picture {
        Picture { name: "test", alt: String::new(), title: "A title".to_owned(), panels }
    }

    /// Width, height and pixels of a PNG.
    fn read(png: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("it is small")];
        reader.next_frame(&mut pixels).expect("whole");
        (reader.info().width, reader.info().height, pixels)
    }

    fn count(pixels: &[u8], colour: Colour) -> usize {
        pixels.as_chunks::<3>().0.iter().filter(|pixel| **pixel == colour).count()
    }

    #[test]
    fn bars_are_as_long_as_their_values() {
        let pixels = |value: i64| {
            let bars = vec![bar("all", 100), Bar { best: true, ..bar("some", value) }];
            let png = draw(&picture(vec![Panel::Bars { heading: "Points".to_owned(), bars }]));
            read(&png.expect("drawn")).2
        };
        let whole = count(&pixels(100), BARS);
        for (value, share) in [(100, 1.0), (50, 0.5), (10, 0.1), (-5, 0.0)] {
            let drawn = count(&pixels(value), BEST) as f64 / whole as f64;
            assert!((drawn - share).abs() < 0.01, "{value}: {drawn}");
        }
    }

    #[test]
    fn words_are_drawn_and_signs_that_the_font_lacks_too() {
        let lit = |label: &str| {
            let lines = vec![label.to_owned()];
            let (_, _, pixels) =
                read(&draw(&picture(vec![Panel::Lines { heading: String::new(), lines }])).expect("drawn"));
            count(&pixels, GROUND)
        };
        let nothing = lit("");
        for words in ["x", "Božena", "李", "🎉", "ﬁ"] {
            assert!(lit(words) < nothing, "{words}");
        }
        assert_eq!(lit("李小龙"), lit("李"), "one sign for all that the font lacks");
        assert_eq!(lit("\u{1b}\u{200d}"), lit("\u{200d}"));
    }

    #[test]
    fn long_lists_say_how_many_more_there_are() {
        let tall = |count: usize| {
            let bars = (0..count).map(|n| bar(&format!("member {n}"), n as i64)).collect();
            let png = draw(&picture(vec![Panel::Bars { heading: "Points".to_owned(), bars }]));
            read(&png.expect("drawn")).1
        };
        assert!(tall(ROWS) < tall(ROWS + 1));
        assert_eq!(tall(ROWS + 1), tall(500));
    }

    #[test]
    fn the_end_of_the_largest_quiz_is_not_cut_off() {
        let bars = || Panel::Bars {
            heading: "Points".to_owned(),
            bars: (0..500).map(|n| bar(&format!("member {n}"), n)).collect(),
        };
        let lines = || Panel::Lines {
            heading: "Nobody knew".to_owned(),
            lines: (0..200).map(|n| format!("card {n}")).collect(),
        };
        let png = draw(&picture(vec![bars(), bars(), lines(), lines()])).expect("drawn");
        assert!((read(&png).1 as usize) < MOST_HEIGHT);
    }

    fn any_panel() -> impl Strategy<Value = Panel> {
        let words = "\\PC{0,40}";
        let any_bar = (words, any::<i64>(), words, any::<bool>())
            .prop_map(|(label, value, shown, best)| Bar { label, value, shown, best });
        let bars = prop::collection::vec(any_bar, 0..40);
        let points = prop::collection::vec((words, prop::option::of(any::<u16>())), 0..12);
        (words, bars, points, 0..4).prop_map(|(heading, bars, points, kind)| match kind {
            0 => Panel::Bars { heading, bars },
            1 => Panel::Columns { heading, bars },
            2 => Panel::Line { heading, points },
            _ => Panel::Lines { heading, lines: bars.into_iter().map(|bar| bar.label).collect() },
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Whatever is to be shown becomes a picture of a bounded size.
        #[test]
        fn anything_can_be_drawn(title in "\\PC{0,80}", panels in prop::collection::vec(any_panel(), 0..6)) {
            let png = draw(&Picture { title, ..picture(panels) }).expect("drawn");
            let (width, height, _) = read(&png);
            prop_assert_eq!(width as usize, WIDTH);
            prop_assert!(height as usize <= MOST_HEIGHT);
        }
    }
}
