//! Bytes become numbered lines: byte-order marks, line ends, old encodings, binary files.
//!
//! Nothing here fails. What cannot be kept costs its own line and leaves a warning.

use super::Warning;

/// A longer line is no study note. It is skipped whole, so one runaway line costs only itself.
pub const MAX_LINE_BYTES: usize = 64 * 1024;

/// A file with a larger share of control bytes than one in this many is not text.
const CONTROL_BYTES_ONE_IN: usize = 50;

/// Where more than one byte in this many lies beyond ASCII, and the whole is not UTF-8, no old encoding
/// that is read here makes words of it.
const FOREIGN_BYTES_ONE_IN: usize = 3;

/// How files begin that are made of text and are nothing to read line by line, in small letters.
const MARKED_UP: &[(&[u8], &str)] = &[
    (b"{\\rtf", "a word processor's RTF file"),
    (b"%pdf-", "a PDF file"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
];

/// A line that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Its number in the file, from 1.
    pub(crate) number: u32,
    /// Its text without white space around it. Never empty.
    pub(crate) text: &'a str,
    /// How far it is set in; a tab counts as one.
    pub(crate) indent: usize,
    /// Whether a blank line stands above it.
    pub(crate) after_blank: bool,
}

/// A decoded document.
#[derive(Debug, Default)]
pub(crate) struct Text {
    /// Everything, with `\n` for every line end. Skipped lines are empty, so that numbers stay true.
    pub(crate) body: String,
    /// What the first line orders by `layout: NAME`, with its line.
    pub(crate) ordered: Option<(u32, String)>,
    /// What was wrong with the bytes.
    pub(crate) warnings: Vec<Warning>,
}

impl Text {
    /// The lines that say something, in order.
    pub(crate) fn lines(&self) -> Vec<Line<'_>> {
        let mut lines = Vec::new();
        let mut after_blank = false;
        for (index, raw) in self.body.split('\n').enumerate() {
            let text = trim(raw);
            if text.is_empty() {
                after_blank = true;
                continue;
            }
            let indent = raw.chars().take_while(|c| c.is_whitespace()).count();
            lines.push(Line { number: line_number(index), text, indent, after_blank });
            after_blank = false;
        }
        lines
    }
}

/// The number of the line at `index`; files with more lines than fit all end at the last number.
pub(crate) fn line_number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX - 1).saturating_add(1)
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}' | '\u{202a}'..='\u{202e}')
}

/// Decodes a file. Any bytes will do.
pub(crate) fn decode(bytes: &[u8]) -> Text {
    let mut text = Text::default();
    if let Some(wide) = utf16(bytes) {
        text.take(wide.as_bytes());
    } else if is_binary(bytes) {
        text.warn(1, "binary", "This file is not text, so nothing of it was read. Save it as plain text (UTF-8) or take it out of the folder.".into());
        return text;
    } else if let Some(kind) = marked_up(bytes) {
        text.warn(1, "not-plain-text", format!("This file is {kind} and not plain text, so nothing of it was read. Save it as plain text (UTF-8)."));
        return text;
    } else {
        text.take(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    }
    if text.body.chars().all(|c| c.is_whitespace() || is_invisible(c)) && text.warnings.is_empty() {
        text.warn(
            1,
            "empty",
            "This file says nothing, so it adds nothing. Write into it or take it away.".into(),
        );
    }
    text.take_order();
    text
}

/// Windows' Notepad calls it "Unicode": two bytes a character, with a mark in front.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (big, rest) = match bytes {
        [0xff, 0xfe, rest @ ..] => (false, rest),
        [0xfe, 0xff, rest @ ..] => (true, rest),
        _ => return None,
    };
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair.get(1).copied().unwrap_or(0)];
        if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    };
    let units: Vec<u16> = rest.chunks(2).map(unit).collect();
    // Bytes at random can begin like that too, and two by two they make rare signs of the far east. In
    // writing there is a line end, a space or a full stop somewhere.
    let is_writing = |unit: &u16| *unit < 0x100 || matches!(unit, 0x3000..=0x3002);
    units.iter().any(is_writing).then(|| String::from_utf16_lossy(&units))
}

fn is_binary(bytes: &[u8]) -> bool {
    let control = bytes.iter().filter(|b| is_control(**b)).count();
    let foreign = bytes.iter().filter(|b| !b.is_ascii()).count();
    control * CONTROL_BYTES_ONE_IN > bytes.len()
        || foreign * FOREIGN_BYTES_ONE_IN > bytes.len() && std::str::from_utf8(bytes).is_err()
}

fn marked_up(bytes: &[u8]) -> Option<&'static str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = |front: &[u8]| bytes.get(..front.len()).is_some_and(|own| own.eq_ignore_ascii_case(front));
    MARKED_UP.iter().find(|(front, _)| begins(front)).map(|(_, kind)| *kind)
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// Lines with the same trouble are told of once: the first by number, the others by count.
#[derive(Default)]
struct Trouble {
    first: Option<u32>,
    others: usize,
}

impl Trouble {
    fn add(&mut self, line: u32) {
        match self.first {
            None => self.first = Some(line),
            Some(_) => self.others += 1,
        }
    }

    fn others(&self) -> String {
        match self.others {
            0 => String::new(),
            1 => " (and so is one other line)".to_owned(),
            n => format!(" (and so are {n} other lines)"),
        }
    }
}

impl Text {
    fn warn(&mut self, line: u32, code: &'static str, message: String) {
        self.warnings.push(Warning { line, code, message });
    }

    fn take(&mut self, bytes: &[u8]) {
        let (mut foreign, mut control, mut stray) =
            (Trouble::default(), Trouble::default(), Trouble::default());
        self.body.reserve(bytes.len());
        let mut rest = bytes;
        let mut index = 0;
        loop {
            let end = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
            let number = line_number(index);
            let line = &rest[..end];
            if line.len() > MAX_LINE_BYTES {
                let size = line.len() / 1024;
                self.warn(number, "line-too-long", format!(
                    "This line is {size} KiB long and was skipped; at most {} KiB are read. Break it into shorter lines.",
                    MAX_LINE_BYTES / 1024));
            } else {
                self.take_line(line, number, &mut foreign, &mut control);
                if self.mend_glyphs(self.body.len() - last_line(&self.body).len()) {
                    stray.add(number);
                }
            }
            if end == rest.len() {
                break;
            }
            let width = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
            rest = &rest[end + width..];
            self.body.push('\n');
            index += 1;
        }
        if let Some(line) = foreign.first {
            let others = foreign.others();
            self.warn(line, "not-utf8", format!(
                "This line is not UTF-8{others}; it was read as Windows-1252. Check its accents, and save the file as UTF-8."));
        }
        if let Some(line) = stray.first {
            let others = stray.others();
            self.warn(
                line,
                "stray-glyph",
                format!(
                    "A sign without meaning stands in front of this line{others}; it was dropped. Delete it."
                ),
            );
        }
        if let Some(line) = control.first {
            let others = control.others();
            self.warn(line, "control-characters", format!(
                "This line is sprinkled with control characters{others}; they were dropped. Type it afresh if words are broken."));
        }
    }

    /// Bullets in all their shapes become one; a stray sign in front of a word goes. Says whether one went.
    fn mend_glyphs(&mut self, start: usize) -> bool {
        let line = &self.body[start..];
        let lead = line.len() - line.trim_start().len();
        let stray = line[lead..]
            .strip_prefix(STRAY)
            .is_some_and(|rest| rest.trim_start().starts_with(char::is_alphabetic));
        if !stray && !line.contains(is_odd_bullet) {
            return false;
        }
        let kept = if stray { line[lead..].trim_start_matches(STRAY) } else { line };
        let mended: String = kept.chars().map(|c| if is_odd_bullet(c) { '•' } else { c }).collect();
        self.body.truncate(start);
        self.body.push_str(&mended);
        stray
    }

    fn take_line(&mut self, line: &[u8], number: u32, foreign: &mut Trouble, control: &mut Trouble) {
        let start = self.body.len();
        match std::str::from_utf8(line) {
            Ok(line) => self.body.push_str(line),
            Err(_) => {
                foreign.add(number);
                self.body.extend(line.iter().map(|b| windows_1252(*b)));
            }
        }
        let bad = |c: char| c.is_control() && !c.is_whitespace() || c == '\u{fffd}';
        if self.body[start..].contains(bad) {
            control.add(number);
            let clean: String = self.body[start..].chars().filter(|c| !bad(*c)).collect();
            self.body.truncate(start);
            self.body.push_str(&clean);
        }
    }

    /// Takes a first line `layout: NAME` out of the body.
    fn take_order(&mut self) {
        let mut from = 0;
        for (index, line) in self.body.split('\n').enumerate() {
            let said = trim(line);
            if said.is_empty() {
                from += line.len() + 1;
                continue;
            }
            let Some((key, name)) = said.split_once(':') else { return };
            if !key.trim().eq_ignore_ascii_case("layout") {
                return;
            }
            let name = name.trim().to_owned();
            let end = from + line.len();
            self.body.replace_range(from..end, "");
            self.ordered = Some((line_number(index), name));
            return;
        }
    }
}

/// What a slide's bullet turns into when its font is lost.
const STRAY: &[char] = &['¢', '\u{ad}', '¤', '�'];

/// Bullets that word processors use in place of `•`, some from their own fonts.
fn is_odd_bullet(c: char) -> bool {
    matches!(
        c,
        '●' | '▪'
            | '‣'
            | '◦'
            | '■'
            | '□'
            | '○'
            | '◆'
            | '►'
            | '➢'
            | '❖'
            | '⁃'
            | '\u{f0a7}'
            | '\u{f0b7}'
            | '\u{f0d8}'
            | '\u{f06e}'
    )
}

fn last_line(body: &str) -> &str {
    body.rsplit('\n').next().unwrap_or_default()
}

/// One byte of Windows-1252, which is Latin-1 with printable characters where Latin-1 has controls.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
        '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte) - 0x80],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<(u32, String)> {
        decode(bytes).lines().iter().map(|line| (line.number, line.text.to_owned())).collect()
    }

    fn codes(bytes: &[u8]) -> Vec<(u32, &'static str)> {
        decode(bytes).warnings.iter().map(|w| (w.line, w.code)).collect()
    }

    #[test]
    fn every_line_end_counts_once() {
        let expected =
            vec![(1, "a".to_owned()), (2, "b".to_owned()), (4, "c".to_owned()), (5, "d".to_owned())];
        assert_eq!(lines(b"\xef\xbb\xbfa\r\nb\r\rc\n d "), expected);
    }

    #[test]
    fn old_encodings_are_read_and_told_of() {
        assert_eq!(lines(b"ok\ncaf\xe9 \x93x\x94"), vec![(1, "ok".into()), (2, "café “x”".into())]);
        assert_eq!(codes(b"ok\ncaf\xe9\n\xe9\n"), vec![(2, "not-utf8")]);
        assert_eq!(lines(b"\xff\xfea\0b\0\n\0c\0"), vec![(1, "ab".into()), (2, "c".into())]);
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_reason() {
        assert_eq!(codes(b"\x7fELF\x02\x01\x01\0\0\0\0\0"), vec![(1, "binary")]);
        assert_eq!(codes(b"\xff\xfe\0\x80broken"), vec![(1, "binary")]);
        assert_eq!(codes(b"\xff\xfe\0\x01\x02\x03\0\x01"), vec![(1, "binary")]);
        assert_eq!(codes(b"\xff\xff\xff\xff keel"), vec![(1, "binary")]);
        assert_eq!(codes(b" <!DOCTYPE HTML><p>Keel: a spine.</p>"), vec![(1, "not-plain-text")]);
        assert_eq!(codes(b"{\\rtf1\\ansi Keel: a spine.}"), vec![(1, "not-plain-text")]);
        assert_eq!(codes(b""), vec![(1, "empty")]);
        assert_eq!(codes(b" \n\t\n"), vec![(1, "empty")]);
    }

    #[test]
    fn a_stray_nul_costs_only_itself() {
        let text = format!("first {}\nsec\0ond", "word ".repeat(40));
        assert_eq!(lines(text.as_bytes())[1], (2, "second".into()));
        assert_eq!(codes(text.as_bytes()), vec![(2, "control-characters")]);
    }

    #[test]
    fn a_runaway_line_costs_only_itself() {
        let text = format!("a\n{}\nb", "x".repeat(MAX_LINE_BYTES + 1));
        assert_eq!(lines(text.as_bytes()), vec![(1, "a".into()), (3, "b".into())]);
        assert_eq!(codes(text.as_bytes()), vec![(2, "line-too-long")]);
    }

    #[test]
    fn an_order_is_taken_from_the_first_line_only() {
        let text = decode(b"\n Layout :  Notes \nlayout: x\n");
        assert_eq!(text.ordered, Some((2, "Notes".into())));
        assert_eq!(text.lines().len(), 1);
        assert_eq!(decode(b"a\nlayout: notes").ordered, None);
    }
}
