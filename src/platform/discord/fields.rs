//! Compared passages as the fields of an embed, which Discord shows side by side.

use super::body::Field;
use super::render::{place, quote};
use super::text::{Sheet, flat, units};
use crate::domain::reply::{Block, Column};

/// Discord shows up to three inline fields in a row ("Embed Field Structure"). Two leave each other room to
/// be read, and the rest of the embed enough of its 6,000 characters.
const IN_A_ROW: usize = 2;
/// Discord takes 256 and 1,024 ("Embed Limits").
const NAME_UNITS: usize = 120;
const VALUE_UNITS: usize = 860;

/// What is said in prose, and the fields under it: the columns that stand last.
pub(super) fn split(body: &[Block]) -> (&[Block], Vec<Field>) {
    match body {
        [above @ .., Block::Columns(columns)] if columns.len() == IN_A_ROW => {
            (above, columns.iter().map(field).collect())
        }
        _ => (body, Vec::new()),
    }
}

/// The units that a field takes of the embed's.
pub(super) fn size(field: &Field) -> usize {
    units(&field.name) + units(&field.value)
}

/// A field needs a name: where there is no term, it is the place.
fn field(column: &Column) -> Field {
    let term = column.term.as_deref().map(flat).filter(|term| !term.is_empty());
    let place = || column.sources.first().map(|source| place(source).into());
    let name = term.or_else(place).unwrap_or("…".into());
    let mut sheet = Sheet::new(NAME_UNITS, "");
    sheet.plain(&name);
    let (value, _) = quote(None, &column.spans, &column.sources, VALUE_UNITS);
    Field { name: sheet.finish().0, value, inline: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::knowledge::Source;
    use crate::domain::reply::Span;

    fn column(term: Option<&str>, text: &str) -> Column {
        let source = Source { document: "a.txt".into(), first_line: 3, last_line: 3, record: None };
        Column {
            term: term.map(str::to_owned),
            spans: vec![Span::Text(text.to_owned())],
            sources: vec![source],
        }
    }

    #[test]
    fn columns_at_the_end_become_fields() {
        let columns = vec![column(Some("*Keel*"), "The spine."), column(None, "The front.")];
        let above = Block::Paragraph(vec![Span::Text("Compared:".to_owned())]);
        let body = [above.clone(), Block::Columns(columns.clone())];
        let (prose, fields) = split(&body);
        assert_eq!(prose, std::slice::from_ref(&above));
        let field = |name: &str, value: &str| Field { name: name.into(), value: value.into(), inline: true };
        let spine = field("\\*Keel\\*", "> The spine.\n-# a.txt, line 3");
        assert_eq!(fields, [spine, field("a.txt, line 3", "> The front.\n-# a.txt, line 3")]);
        let body = [Block::Columns(columns), above];
        assert_eq!(split(&body), (&body[..], Vec::new()));
    }

    #[test]
    fn fields_keep_within_what_the_embed_has() {
        let long = column(Some(&"*term ".repeat(90)), &"word * ".repeat(900));
        let body = [Block::Columns(vec![long.clone(), long])];
        let (_, fields) = split(&body);
        assert!(fields.iter().all(|field| size(field) <= NAME_UNITS + VALUE_UNITS));
        assert!(fields[0].value.contains("a.txt, line 3"));
        assert_eq!(split(&[Block::Columns(vec![column(None, "one")])]).1, Vec::new());
    }
}
