//! JSON lines: one record a line, with the headers that tables have.

use serde_json::{Map, Value};

use super::super::sheet::Sheet;
use super::super::text::{Line, Text, line_number};
use super::share;
use super::table::{Columns, Row};

/// How many lines are parsed to tell the layout.
const LINES_TRIED: usize = 20;

pub(super) fn detect(lines: &[Line<'_>]) -> f64 {
    let tried = &lines[..lines.len().min(LINES_TRIED)];
    // A record that breaks off is still meant for one: read as anything else, it would make a wrong card.
    let records = tried.iter().filter(|line| opens_record(line.text)).count();
    if records * 2 > tried.len() { 0.9 + share(records, tried.len()) * 0.1 } else { 0.0 }
}

fn opens_record(text: &str) -> bool {
    text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
}

pub(super) fn parse(text: &Text, sheet: &mut Sheet) {
    for (index, line) in text.body.split('\n').enumerate() {
        let line = line.trim();
        let number = line_number(index);
        if line.is_empty() {
            continue;
        }
        match serde_json::from_str::<Map<String, Value>>(line) {
            Ok(record) => take(&record, number, sheet),
            Err(why) => {
                // The parser's own place is always line 1 of this one line.
                let column = why.column();
                sheet.passage(None, line, (number, number));
                sheet.warn(number, "broken-json", format!("This line is no JSON record (it breaks at character {column}), so it was kept as plain text. Correct it; the other lines are read."));
            }
        }
    }
}

fn take(record: &Map<String, Value>, number: u32, sheet: &mut Sheet) {
    let columns = Columns::of(record.keys().map(String::as_str));
    let values: Vec<String> = record.values().map(said).collect();
    if columns.known() {
        columns.take(&Row { cells: &values, lines: (number, number) }, sheet);
        return;
    }
    let all = values.iter().filter(|value| !value.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    sheet.passage(None, &all, (number, number));
    sheet.warn(number, "unknown-columns", "None of this record's names is known, so it is searchable but asks nothing. Use term/definition, question/answer, front/back or id/title/text.");
}

/// A value as text; lists are joined, nothing else nested is said.
fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Array(values) => {
            values.iter().map(said).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
        }
        Value::Null | Value::Object(_) => String::new(),
    }
}
