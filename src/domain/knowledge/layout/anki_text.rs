//! Anki's text export: rows behind header lines such as `#separator:tab` and `#html:true`.
//!
//! The headers are those of docs.ankiweb.net/importing/text-files.html ("File headers").

use super::super::anki::{Kind, Note, take_notes};
use super::super::cloze::has_anki_gap;
use super::super::sheet::Sheet;
use super::super::text::{Line, Text, line_number};

/// A quoted cell may hold this many lines. Behind that, its quote was never closed.
const MAX_CELL_LINES: usize = 200;

/// The separators that Anki has names for; a sign may also stand for itself.
const SEPARATORS: &[(&str, char)] =
    &[("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("space", ' '), ("pipe", '|'), ("colon", ':')];

pub(super) fn detect(lines: &[Line<'_>]) -> f64 {
    let headers = lines.iter().take_while(|line| header(line.text).is_some()).count();
    if headers > 0 && headers < lines.len() { 0.99 } else { 0.0 }
}

/// A header's name and value.
fn header(line: &str) -> Option<(&str, &str)> {
    const NAMES: &[&str] = &[
        "separator",
        "html",
        "tags",
        "columns",
        "notetype",
        "deck",
        "notetype column",
        "deck column",
        "tags column",
        "guid column",
        "if matches",
    ];
    let (name, value) = line.strip_prefix('#')?.split_once(':')?;
    NAMES.contains(&name.trim()).then_some((name.trim(), value))
}

/// What the headers say.
struct Headers {
    separator: char,
    html: bool,
    names: Vec<String>,
    deck: Option<String>,
    deck_column: Option<usize>,
    /// Columns that hold no field: from 0.
    others: Vec<usize>,
}

fn headers(text: &str) -> (Headers, usize) {
    let mut found = Headers {
        separator: '\t',
        html: false,
        names: Vec::new(),
        deck: None,
        deck_column: None,
        others: Vec::new(),
    };
    let mut used = 0;
    let mut names = "";
    for line in text.split_inclusive('\n') {
        let Some((name, value)) = header(line.trim_end_matches('\n')) else {
            if line.trim().is_empty() {
                used += line.len();
                continue;
            }
            break;
        };
        used += line.len();
        let column = || value.trim().parse::<usize>().ok().and_then(|column| column.checked_sub(1));
        match name {
            "separator" => {
                let named = SEPARATORS.iter().find(|(name, _)| value.trim().eq_ignore_ascii_case(name));
                found.separator = named.map(|(_, sign)| *sign).or(value.chars().next()).unwrap_or('\t');
            }
            "html" => found.html = value.trim().eq_ignore_ascii_case("true"),
            "columns" => names = value,
            "deck" => found.deck = Some(value.trim().to_owned()),
            "deck column" => {
                found.deck_column = column();
                found.others.extend(column());
            }
            "notetype column" | "tags column" | "guid column" => found.others.extend(column()),
            _ => {}
        }
    }
    // Written as a row, whatever the order of the headers.
    found.names = names.split(found.separator).map(|name| name.trim().to_owned()).collect();
    (found, used)
}

pub(super) fn parse(text: &Text, sheet: &mut Sheet) {
    let (headers, used) = headers(&text.body);
    let mut rest = &text.body[used..];
    let mut index = text.body[..used].matches('\n').count();
    let mut kinds: Vec<Kind> = Vec::new();
    let mut notes = Vec::new();
    while !rest.is_empty() {
        let first = line_number(index);
        let comment = rest.starts_with('#');
        let Some((cells, length)) = row(rest, headers.separator) else {
            let line_end = rest.find('\n').map_or(rest.len(), |at| at + 1);
            sheet.passage(None, rest[..line_end].trim(), (first, first));
            sheet.warn(first, "open-quote", "A quotation mark on this line is never closed, so the line was kept as plain text. Close it, or double it if it belongs to the text.");
            (rest, index) = (&rest[line_end..], index + 1);
            continue;
        };
        let newlines = rest[..length].matches('\n').count();
        let last = line_number(index + newlines.saturating_sub(usize::from(rest[..length].ends_with('\n'))));
        (rest, index) = (&rest[length..], index + newlines);
        // A line that begins like this is a comment.
        if comment || cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        notes.push(note(&headers, cells, (first, last), &mut kinds));
    }
    take_notes(&kinds, &notes, headers.html, sheet);
}

fn note(headers: &Headers, cells: Vec<String>, lines: (u32, u32), kinds: &mut Vec<Kind>) -> Note {
    let deck = headers.deck_column.and_then(|at| cells.get(at)).cloned().or_else(|| headers.deck.clone());
    let kept = |at: &usize| !headers.others.contains(at);
    let fields: Vec<String> =
        cells.iter().enumerate().filter(|(at, _)| kept(at)).map(|(_, cell)| cell.clone()).collect();
    let cloze = fields.iter().any(|field| has_anki_gap(field));
    let names = headers.names.iter().enumerate().filter(|(at, _)| kept(at)).map(|(_, name)| name.clone());
    let kind = Kind { fields: names.collect(), question: Vec::new(), answer: Vec::new(), cloze };
    let known = kinds.iter().position(|known| *known == kind);
    let kind = known.unwrap_or_else(|| {
        kinds.push(kind);
        kinds.len() - 1
    });
    Note { lines, record: None, deck: deck.filter(|deck| !deck.is_empty()), kind, fields }
}

/// Splits the row at the front: its cells, and how many bytes it takes. Unlike other tables, one with
/// tabs has quotes as well, and a line end within them stays one. None when a quote stays open.
fn row(text: &str, separator: char) -> Option<(Vec<String>, usize)> {
    let mut cells = vec![String::new()];
    let (mut quoted, mut fresh, mut lines) = (false, true, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let cell = cells.last_mut()?;
        match c {
            '"' if quoted && chars.peek().is_some_and(|(_, next)| *next == '"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if fresh => quoted = true,
            '\n' if !quoted => return Some((cells, at + 1)),
            '\n' if lines == MAX_CELL_LINES => return None,
            c if c == separator && !quoted => {
                cells.push(String::new());
                fresh = true;
                continue;
            }
            c => {
                lines += usize::from(c == '\n');
                cell.push(c);
            }
        }
        fresh = false;
    }
    (!quoted).then_some((cells, text.len()))
}
