//! Markdown: headings give titles; tables, definition lists and `**Term**: definition` items give cards.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::super::sheet::{Definition, Lines, Sheet};
use super::super::text::{Line, Text, line_number};
use super::super::words::count;
use super::glossary::is_kind_of_line;
use super::table::{Columns, Row, ragged};

/// A term in bold with more words is a stressed sentence.
const MAX_TERM_WORDS: usize = 8;

pub(super) fn detect(lines: &[Line<'_>]) -> f64 {
    let heading = |text: &str| {
        let marks = text.len() - text.trim_start_matches('#').len();
        (1..=6).contains(&marks) && text[marks..].starts_with(' ')
    };
    let headings = lines.iter().filter(|line| heading(line.text)).count();
    let fences = lines.iter().filter(|line| line.text.starts_with("```")).count();
    let bold = lines
        .iter()
        .filter(|line| {
            line.text.trim_start_matches(['-', '*', ' ']).starts_with("**") || line.text.contains("](")
        })
        .count();
    let rules = lines.iter().filter(|line| is_rule(line)).count();
    match (headings + rules, fences + bold) {
        (0, 0) => 0.0,
        (0, marks) if marks * 3 < lines.len() => 0.0,
        (0, _) => 0.9,
        _ => 0.96,
    }
}

/// The line under a table's headers, or one between two parts of a text.
pub(super) fn is_rule(line: &Line<'_>) -> bool {
    line.text.contains("---") && line.text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

pub(super) fn parse(text: &Text, sheet: &mut Sheet) {
    let starts = std::iter::once(0).chain(text.body.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let options = Options::ENABLE_TABLES | Options::ENABLE_DEFINITION_LIST | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader {
        sheet,
        body: &text.body,
        starts,
        title: None,
        said: Said::default(),
        term: None,
        row: Vec::new(),
        columns: None,
    };
    for (event, range) in Parser::new_ext(&text.body, options).into_offset_iter() {
        reader.hear(event, range);
    }
    reader.flush();
}

/// The text of the block that is being read.
#[derive(Default)]
struct Said {
    text: String,
    range: Option<Range<usize>>,
    /// Where bold text ends that began the block.
    bold: Option<usize>,
    in_bold: bool,
}

impl Said {
    fn push(&mut self, text: &str, range: Range<usize>) {
        self.text.push_str(text);
        let from = self.range.as_ref().map_or(range.start, |known| known.start);
        self.range = Some(from..range.end);
    }
}

struct Reader<'s, 'p, 't> {
    sheet: &'s mut Sheet<'p>,
    body: &'t str,
    /// Where each line starts.
    starts: Vec<usize>,
    title: Option<String>,
    said: Said,
    /// The term of a definition list, with its line.
    term: Option<(String, u32)>,
    row: Vec<String>,
    columns: Option<Columns>,
}

impl Reader<'_, '_, '_> {
    fn hear(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) | Event::Html(text) => {
                self.said.push(&text, range)
            }
            Event::SoftBreak | Event::HardBreak => self.said.push(" ", range),
            Event::Start(Tag::Strong) if self.said.text.trim().is_empty() => self.said.in_bold = true,
            Event::End(TagEnd::Strong) if self.said.in_bold => {
                self.said.in_bold = false;
                self.said.bold = Some(self.said.text.len());
            }
            Event::Start(
                Tag::List(_)
                | Tag::Item
                | Tag::Paragraph
                | Tag::CodeBlock(_)
                | Tag::Heading { .. }
                | Tag::Table(_),
            ) => self.flush(),
            Event::End(TagEnd::Heading(_)) => {
                let heading = std::mem::take(&mut self.said).text;
                self.title = Some(heading.trim().to_owned()).filter(|title| !title.is_empty());
            }
            Event::End(TagEnd::DefinitionListTitle) => self.list_term(range),
            Event::End(TagEnd::DefinitionListDefinition) => self.list_definition(),
            Event::End(TagEnd::TableCell) => {
                let cell = std::mem::take(&mut self.said).text;
                self.row.push(cell.trim().to_owned());
            }
            Event::End(TagEnd::TableHead) => {
                let headers = std::mem::take(&mut self.row);
                self.columns = Some(Columns::of(headers.iter().map(String::as_str)));
            }
            Event::End(TagEnd::TableRow) => self.table_row(range),
            // In a definition list the paragraph's end is not the definition's.
            Event::End(TagEnd::Paragraph) if self.term.is_some() => self.said.push(" ", range.end..range.end),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::HtmlBlock) => {
                self.flush()
            }
            _ => {}
        }
    }

    /// The lines of a range, without line ends at its end.
    fn lines(&self, range: &Range<usize>) -> Lines {
        let line =
            |at: usize| line_number(self.starts.partition_point(|start| *start <= at).saturating_sub(1));
        let text = self.body.get(range.clone()).unwrap_or_default();
        let last = range.start + text.trim_end().len();
        (line(range.start), line(last.saturating_sub(1).max(range.start)))
    }

    /// Puts the block read so far onto the sheet.
    fn flush(&mut self) {
        let said = std::mem::take(&mut self.said);
        let Some(range) = said.range else { return };
        let lines = self.lines(&range);
        if let Some((term, text)) = said.bold.and_then(|end| bold_term(&said.text, end)) {
            self.sheet.define(&Definition { term, text, title: self.title.as_deref(), lines, record: None });
            return;
        }
        self.sheet.passage(self.title.as_deref(), said.text.trim(), lines);
    }

    fn list_term(&mut self, range: Range<usize>) {
        let term = std::mem::take(&mut self.said).text;
        self.term = Some((term.trim().to_owned(), self.lines(&range).0));
    }

    fn list_definition(&mut self) {
        let said = std::mem::take(&mut self.said);
        let (Some((term, first)), Some(range)) = (&self.term, said.range) else { return };
        let lines = (*first, self.lines(&range).1);
        self.sheet.define(&Definition {
            term,
            text: said.text.trim(),
            title: self.title.as_deref(),
            lines,
            record: None,
        });
        self.term = None;
    }

    fn table_row(&mut self, range: Range<usize>) {
        let cells = std::mem::take(&mut self.row);
        let lines = self.lines(&range);
        let written = cells_of(self.body.get(range).unwrap_or_default());
        let columns = self.columns.as_ref().filter(|columns| written.len() > columns.count());
        if let Some(columns) = columns {
            let row = Row { cells: &written, lines };
            let advice = "Write a bar that belongs to a cell as \\|.";
            return ragged(columns, &row, self.title.as_deref(), advice, self.sheet);
        }
        match &self.columns {
            Some(columns) if columns.known() => columns.take(&Row { cells: &cells, lines }, self.sheet),
            _ => {
                let text =
                    cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" | ");
                self.sheet.passage(self.title.as_deref(), &text, lines);
            }
        }
    }
}

/// A table row's cells as they are written: the parser leaves out those that no header stands above.
fn cells_of(row: &str) -> Vec<String> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let mut escaped = false;
    for c in row.chars() {
        match c {
            '|' if !escaped => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    cells.push(cell);
    while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells
}

/// `**Term**: definition`, `**Term:** definition` or `**Term** – definition`.
fn bold_term(text: &str, end: usize) -> Option<(&str, &str)> {
    const MARKS: &[char] = &[':', '–', '—', '-', '='];
    let (term, rest) = text.split_at_checked(end)?;
    let (term, rest) = (term.trim(), rest.trim_start());
    let marked = term.ends_with(':') || rest.starts_with(MARKS);
    let definition = rest.trim_start_matches(MARKS).trim();
    let term = term.trim_end_matches(':');
    (marked && (1..=MAX_TERM_WORDS).contains(&count(term)) && count(definition) > 1 && !is_kind_of_line(term))
        .then_some((term, definition))
}
