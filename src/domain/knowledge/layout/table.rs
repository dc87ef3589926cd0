//! Tables: comma- or tab-separated lines under a line of headers.
//!
//! Rows are split here rather than by a library, since a quote that is never closed must
//! cost its own line and not the rest of the file.

use super::super::super::fold::{fold, has_question_frame};
use super::super::answers::{Names, response_names};
use super::super::sheet::{Definition, Lines, Sheet};
use super::super::text::{Line, Text, line_number};
use super::super::words::count;
use super::share;

/// An answer with more words cannot be typed in time and judged fairly; it makes no card.
pub(crate) const MAX_ANSWER_WORDS: usize = 8;

/// A quoted cell may hold this many lines. Behind that, its quote was never closed.
const MAX_RECORD_LINES: usize = 100;

/// How many cells a table may have in a row before it is something else.
const MAX_COLUMNS: usize = 64;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Term,
    Definition,
    Question,
    Answer,
    Front,
    Back,
    Id,
    Title,
    Text,
    Aliases,
    Accepted,
}

/// Headers, folded, and what they mean.
const HEADERS: &[(Role, &[&str])] = &[
    (
        Role::Term,
        &[
            "term",
            "terms",
            "word",
            "concept",
            "key term",
            "expression",
            "acronym",
            "abbreviation",
            "vocabulary",
        ],
    ),
    (Role::Definition, &["definition", "definitions", "meaning", "description", "explanation", "def"]),
    (Role::Question, &["question", "questions", "q", "prompt", "clue"]),
    (Role::Answer, &["answer", "answers", "a", "response", "correct answer", "solution"]),
    (Role::Front, &["front", "front side"]),
    (Role::Back, &["back", "back side"]),
    (Role::Id, &["id", "key", "number", "no", "nr", "record"]),
    (Role::Title, &["title", "heading", "headline", "topic"]),
    (Role::Text, &["text", "body", "content", "passage", "paragraph", "note", "notes"]),
    (Role::Aliases, &["aliases", "alias", "synonyms", "synonym", "also known as", "other names"]),
    (Role::Accepted, &["also accepted", "accepted", "accepted answers", "other answers"]),
];

/// What a field is for, where its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Asks,
    Answers,
    Accepts,
}

/// The side of a card that a field of this name stands on.
pub(crate) fn side_of(name: &str) -> Option<Side> {
    match Columns::of(std::iter::once(name)).0.first().copied().flatten()? {
        Role::Term | Role::Question | Role::Front => Some(Side::Asks),
        Role::Definition | Role::Answer | Role::Back => Some(Side::Answers),
        Role::Accepted => Some(Side::Accepts),
        _ => None,
    }
}

/// One row: its cells and the lines that it stands on.
pub(super) struct Row<'a> {
    pub(super) cells: &'a [String],
    pub(super) lines: Lines,
}

/// What each column holds, where it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns(Vec<Option<Role>>);

impl Columns {
    /// Reads headers, in any case.
    pub(super) fn of<'a>(headers: impl Iterator<Item = &'a str>) -> Self {
        let mut roles: Vec<Option<Role>> = Vec::new();
        for header in headers {
            let folded = fold(header);
            let role =
                HEADERS.iter().find(|(_, names)| names.contains(&folded.as_str())).map(|(role, _)| *role);
            // Of two columns with one meaning the first holds it.
            roles.push(role.filter(|role| !roles.contains(&Some(*role))));
        }
        Self(roles)
    }

    fn has(&self, role: Role) -> bool {
        self.0.contains(&Some(role))
    }

    /// Whether the columns say enough to read rows by.
    pub(super) fn known(&self) -> bool {
        let pair = |a, b| self.has(a) && self.has(b);
        pair(Role::Term, Role::Definition)
            || pair(Role::Question, Role::Answer)
            || pair(Role::Front, Role::Back)
            || self.has(Role::Text)
    }

    fn cell<'r>(&self, role: Role, row: &'r Row<'_>) -> Option<&'r str> {
        let at = self.0.iter().position(|known| *known == Some(role))?;
        row.cells.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// What the row asks, where it asks something.
    pub(super) fn question<'r>(&self, row: &'r Row<'_>) -> Option<&'r str> {
        self.cell(Role::Question, row).or_else(|| self.cell(Role::Front, row))
    }

    /// Puts one row onto the sheet.
    pub(super) fn take(&self, row: &Row<'_>, sheet: &mut Sheet) {
        let record = self.cell(Role::Id, row).map(str::to_owned);
        let title = self.cell(Role::Title, row);
        let cell = |role| self.cell(role, row);
        if let (Some(term), Some(text)) = (cell(Role::Term), cell(Role::Definition)) {
            let aliases = cell(Role::Aliases).unwrap_or_default().split([',', ';']).collect::<Vec<_>>();
            sheet.define_also(&Definition { term, text, title, lines: row.lines, record }, &aliases);
        } else if self.has(Role::Accepted)
            && let Some(question) = self.question(row)
            && let Some(answer) = cell(Role::Answer).or_else(|| cell(Role::Back))
        {
            accepted(question, answer, cell(Role::Accepted), row.lines, record, sheet);
        } else if let (Some(question), Some(answer)) = (cell(Role::Question), cell(Role::Answer)) {
            asked(question, answer, row.lines, record, sheet);
        } else if let (Some(front), Some(back)) = (cell(Role::Front), cell(Role::Back)) {
            if count(back) > MAX_ANSWER_WORDS
                && count(front) <= MAX_ANSWER_WORDS
                && !front.ends_with('?')
                && !has_question_frame(front)
            {
                sheet.term_only(front, back, title, row.lines, record);
                long_answer(row.lines, sheet);
            } else {
                asked(front, back, row.lines, record, sheet);
            }
        } else if let Some(text) = cell(Role::Text) {
            sheet.record(title.or(cell(Role::Term)), text, row.lines, record);
        } else {
            incomplete(row, sheet);
        }
    }
}

/// A row that says itself what it accepts, with `|` between, leaves nothing to be told from its answer.
pub(crate) fn accepted(
    question: &str,
    answer: &str,
    others: Option<&str>,
    lines: Lines,
    record: Option<String>,
    sheet: &mut Sheet,
) {
    let mut names = Names::default();
    names.add(answer);
    others.into_iter().flat_map(|others| others.split('|')).for_each(|other| names.add(other));
    if names.0.is_empty() {
        return asked(question, answer, lines, record, sheet);
    }
    sheet.question(question, answer, names, lines, record);
}

/// A question with its answer, which makes a card where it is short enough.
pub(crate) fn asked(question: &str, answer: &str, lines: Lines, record: Option<String>, sheet: &mut Sheet) {
    let names = response_names(answer);
    if count(answer) > MAX_ANSWER_WORDS {
        sheet.record(Some(question), answer, lines, record);
        long_answer(lines, sheet);
    } else if fold(names.main()).is_empty() {
        sheet.record(Some(question), answer, lines, record);
    } else {
        sheet.question(question, answer, names, lines, record);
    }
}

fn long_answer(lines: Lines, sheet: &mut Sheet) {
    sheet.warn(lines.0, "long-response", "This answer is too long to be typed and judged, so it is searchable but asks nothing. Shorten it to eight words, or name the columns term and definition.");
}

fn incomplete(row: &Row<'_>, sheet: &mut Sheet) {
    sheet.passage(None, &joined(row.cells), row.lines);
    sheet.warn(row.lines.0, "incomplete-row", "A cell that this row needs is empty, so what it says is searchable but asks nothing. Fill the cell in.");
}

/// A row with more cells than headers may be cut in the wrong place.
pub(super) fn ragged(columns: &Columns, row: &Row<'_>, title: Option<&str>, advice: &str, sheet: &mut Sheet) {
    sheet.passage(title, &joined(row.cells), row.lines);
    let (have, want) = (row.cells.len(), columns.count());
    sheet.warn(row.lines.0, "ragged-row", format!("This row has {have} cells where the headers are {want}, so it is searchable but asks nothing. {advice}"));
}

fn joined(cells: &[String]) -> String {
    cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn detect_csv(lines: &[Line<'_>]) -> f64 {
    let header = |line: &Line<'_>| delimiter_of(line.text).is_some();
    // Bars between cells and a rule under the first of them are Markdown's.
    let ruled = lines.get(1).is_some_and(|line| line.text.contains('|') && super::markdown::is_rule(line));
    if lines.first().is_some_and(header) && !ruled { 0.97 } else { 0.0 }
}

/// The delimiter that makes known headers of a line. Spreadsheets use `;` where a comma stands in numbers.
fn delimiter_of(header: &str) -> Option<char> {
    [',', ';', '\t', '|'].into_iter().find(|delimiter| {
        header.contains(*delimiter)
            && split_record(header, *delimiter)
                .is_some_and(|(cells, _)| Columns::of(cells.iter().map(String::as_str)).known())
    })
}

pub(super) fn detect_tsv(lines: &[Line<'_>]) -> f64 {
    let Some(first) = lines.first() else { return 0.0 };
    if delimiter_of(first.text) == Some('\t') {
        return 0.98;
    }
    // Flashcard programs export `term<tab>definition` without headers.
    let pairs = lines.iter().filter(|line| line.text.matches('\t').count() == 1).count();
    if lines.len() > 1 && share(pairs, lines.len()) > 0.8 { 0.96 } else { 0.0 }
}

pub(super) fn parse_csv(text: &Text, sheet: &mut Sheet) {
    let header = text.body.split('\n').find(|line| !line.trim().is_empty()).unwrap_or_default();
    parse(text, delimiter_of(header).unwrap_or(','), sheet);
}

pub(super) fn parse_tsv(text: &Text, sheet: &mut Sheet) {
    parse(text, '\t', sheet);
}

fn parse(text: &Text, delimiter: char, sheet: &mut Sheet) {
    let mut columns: Option<Columns> = None;
    let mut rest = text.body.as_str();
    let mut index = 0;
    while !rest.is_empty() {
        let line_end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let first = line_number(index);
        let Some((mut cells, used)) = split_record(rest, delimiter) else {
            let line = rest[..line_end].trim();
            sheet.passage(None, line, (first, first));
            sheet.warn(first, "open-quote", "A quotation mark on this line is never closed, so the line was kept as plain text. Close it, or double it if it belongs to the text.");
            (rest, index) = (&rest[line_end..], index + 1);
            continue;
        };
        let newlines = rest[..used].matches('\n').count();
        let last = line_number(index + newlines.saturating_sub(usize::from(rest[..used].ends_with('\n'))));
        (rest, index) = (&rest[used..], index + newlines);
        while cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let row = Row { cells: &cells, lines: (first, last) };
        match &columns {
            Some(columns) => row_under(columns, &row, sheet),
            None => columns = first_row(&row, sheet),
        }
    }
}

/// The first row holds the headers, or is itself the first pair of a table without any.
fn first_row(row: &Row<'_>, sheet: &mut Sheet) -> Option<Columns> {
    let columns = Columns::of(row.cells.iter().map(String::as_str));
    if columns.known() {
        return Some(columns);
    }
    if row.cells.len() == 2 {
        let columns = Columns(vec![Some(Role::Term), Some(Role::Definition)]);
        row_under(&columns, row, sheet);
        return Some(columns);
    }
    sheet.warn(row.lines.0, "unknown-columns", "No header here is known, so the rows are searchable but ask nothing. Name the columns term/definition, question/answer, front/back or id/title/text.");
    Some(Columns(vec![None; row.cells.len()]))
}

fn row_under(columns: &Columns, row: &Row<'_>, sheet: &mut Sheet) {
    if !columns.known() {
        return sheet.passage(None, &joined(row.cells), row.lines);
    }
    if row.cells.len() > columns.count() {
        return ragged(
            columns,
            row,
            None,
            "Put quotation marks around cells that hold the separator.",
            sheet,
        );
    }
    columns.take(row, sheet);
}

/// Splits the record at the front of `text`: its cells, and how many bytes it takes with its
/// line end. None when a quote stays open.
fn split_record(text: &str, delimiter: char) -> Option<(Vec<String>, usize)> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let (mut quoted, mut lines) = (false, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' if quoted && chars.peek().is_some_and(|(_, next)| *next == '"') => {
                chars.next();
                cell.push('"');
            }
            // A quote on a later line with words right behind it opens another cell: the first was never closed.
            '"' if quoted && lines > 0 && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric()) => {
                return None;
            }
            '"' if quoted => quoted = false,
            // Text exported with tabs is not quoted, so there a quote is only a quote.
            '"' if cell.trim().is_empty() && delimiter != '\t' => {
                quoted = true;
                cell.clear();
            }
            '\n' if !quoted => {
                cells.push(cell);
                return Some((cells, at + 1));
            }
            '\n' if lines + 1 >= MAX_RECORD_LINES => return None,
            '\n' => {
                lines += 1;
                cell.push(' ');
            }
            c if c == delimiter && !quoted && cells.len() < MAX_COLUMNS => {
                cells.push(std::mem::take(&mut cell))
            }
            c => cell.push(c),
        }
    }
    cells.push(cell);
    (!quoted).then_some((cells, text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_quotes_that_stay_open_do_not_close_each_other() {
        assert_eq!(split_record("keel,\"the spine\nrudder,\"the blade\nbow,front\n", ','), None);
        let (cells, _) =
            split_record("keel,\"the \"\"spine\"\"\nof a hull\"\nbow,front\n", ',').expect("closed");
        assert_eq!(cells, ["keel", "the \"spine\" of a hull"]);
    }

    #[test]
    fn records_split_like_spreadsheets_do() {
        let rows: &[(&str, &[&str], usize)] = &[
            ("a,b\nc", &["a", "b"], 4),
            ("\"a, \"\"b\"\"\",c", &["a, \"b\"", "c"], 12),
            ("\"a\nb\",c\n", &["a b", "c"], 8),
            ("say \"hi\",x", &["say \"hi\"", "x"], 10),
            ("", &[""], 0),
        ];
        for (text, cells, used) in rows {
            let (found, length) = split_record(text, ',').unwrap();
            assert_eq!(
                (found.iter().map(String::as_str).collect::<Vec<_>>(), length),
                (cells.to_vec(), *used)
            );
        }
        assert_eq!(split_record("a,\"b\nc,d\n", ','), None);
    }

    #[test]
    fn headers_are_known_in_any_case() {
        let known = |header: &str| Columns::of(header.split(',')).known();
        assert!(
            known("Term,DEFINITION") && known("id,Title,Text") && known("Front,Back") && known("_id,text")
        );
        assert!(known("Question,Answer") && !known("id,title") && !known("name,age"));
    }
}
