//! JSON and YAML as one tree of texts that know their lines.
//!
//! Every value stays the text that was written: `yes`, `NO` and `3.14` are answers, not
//! truths and numbers. Nothing is expanded, so a small text never becomes a large tree.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::value::RawValue;

use super::super::sheet::Lines;
use super::super::text::line_number;

/// Lists and maps deeper than this hold no cards.
const DEPTH: usize = 16;

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) node: Node,
    pub(super) lines: Lines,
}

/// A value.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    List(Vec<Tree>),
    /// In the order of the lines.
    Map(Vec<(String, Tree)>),
}

/// Why a text is no tree, and on which line it breaks.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) line: u32,
    pub(super) why: String,
}

/// Reads JSON.
pub(super) fn json(body: &str) -> Result<Tree, Broken> {
    let reader = JsonReader { body, ends: body.match_indices('\n').map(|(at, _)| at).collect() };
    let read = serde_json::from_str(body).map_err(|error| (error, 0));
    let tree = read.and_then(|raw: &RawValue| reader.tree(raw, 0));
    tree.map_err(|(error, from)| {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
        Broken { line: reader.line_at(from).saturating_add(line - 1), why: why_json(&error) }
    })
}

/// The parser's reason without its place, which the warning names already.
fn why_json(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.split(" at line ").next().unwrap_or_default().to_owned()
}

struct JsonReader<'t> {
    body: &'t str,
    /// Where each line ends.
    ends: Vec<usize>,
}

impl JsonReader<'_> {
    fn tree(&self, raw: &RawValue, depth: usize) -> Result<Tree, (serde_json::Error, usize)> {
        let text = raw.get();
        let from = self.place(raw);
        let lines = (self.line_at(from), self.line_at(from + text.len().saturating_sub(1)));
        let at = |error| (error, from);
        let node = match text.as_bytes().first() {
            Some(b'{' | b'[') if depth == DEPTH => Node::Text(String::new()),
            Some(b'{') => {
                let map: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(at)?;
                let mut pairs: Vec<(String, &RawValue)> = map.into_iter().collect();
                pairs.sort_by_key(|(_, value)| self.place(value));
                let pairs = pairs.into_iter().map(|(key, value)| Ok((key, self.tree(value, depth + 1)?)));
                Node::Map(pairs.collect::<Result<_, _>>()?)
            }
            Some(b'[') => {
                let list: Vec<&RawValue> = serde_json::from_str(text).map_err(at)?;
                let list = list.into_iter().map(|value| self.tree(value, depth + 1));
                Node::List(list.collect::<Result<_, _>>()?)
            }
            Some(b'"') => Node::Text(serde_json::from_str(text).map_err(at)?),
            _ if text == "null" => Node::Text(String::new()),
            _ => Node::Text(text.to_owned()),
        };
        Ok(Tree { node, lines })
    }

    /// The raw value is a part of the body, so its place in it is the distance of the two.
    fn place(&self, raw: &RawValue) -> usize {
        (raw.get().as_ptr() as usize).saturating_sub(self.body.as_ptr() as usize)
    }

    fn line_at(&self, at: usize) -> u32 {
        line_number(self.ends.partition_point(|end| *end < at))
    }
}

/// Reads the first document of a YAML text.
pub(super) fn yaml(body: &str) -> Result<Tree, Broken> {
    let mut reader =
        YamlReader { parser: Parser::new_from_str(body), last: line_number(body.matches('\n').count()) };
    loop {
        match reader.next()? {
            Some((Event::StreamEnd, _)) | None => {
                return Ok(Tree { node: Node::Map(Vec::new()), lines: (1, 1) });
            }
            Some((Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _)) => {}
            Some((event, lines)) => return reader.tree(event, lines, 0),
        }
    }
}

struct YamlReader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    /// The number of the last line.
    last: u32,
}

impl<'t> YamlReader<'t> {
    fn next(&mut self) -> Result<Option<(Event<'t>, Lines)>, Broken> {
        let line = |line: usize| u32::try_from(line).unwrap_or(u32::MAX).clamp(1, self.last);
        match self.parser.next_event() {
            None => Ok(None),
            Some(Ok((event, span))) => {
                // A span that ends at the front of a line does not stand on it.
                let end =
                    span.end.line() - usize::from(span.end.col() == 0 && span.end.line() > span.start.line());
                Ok(Some((event, (line(span.start.line()), line(end)))))
            }
            Some(Err(error)) => {
                Err(Broken { line: line(error.marker().line()), why: error.info().to_owned() })
            }
        }
    }

    fn tree(&mut self, event: Event<'t>, lines: Lines, depth: usize) -> Result<Tree, Broken> {
        let (mut node, mut last) = match event {
            Event::Scalar(text, style, ..) => (scalar(text, style), lines.1),
            Event::SequenceStart(..) => (Node::List(Vec::new()), lines.0),
            Event::MappingStart(..) => (Node::Map(Vec::new()), lines.0),
            Event::Alias(_) => {
                let why = "it refers to another place of the file".to_owned();
                return Err(Broken { line: lines.0, why });
            }
            _ => (Node::Text(String::new()), lines.1),
        };
        if !matches!(node, Node::Text(_)) && depth == DEPTH {
            return Err(Broken { line: lines.0, why: format!("it is nested more than {DEPTH} deep") });
        }
        match &mut node {
            Node::Text(_) => {}
            Node::List(list) => {
                while let Some(item) = self.item(depth)? {
                    last = last.max(item.lines.1);
                    list.push(item);
                }
            }
            Node::Map(map) => {
                while let Some(key) = self.item(depth)? {
                    let Some(value) = self.item(depth)? else { break };
                    last = last.max(value.lines.1);
                    let lines = (key.lines.0, value.lines.1.max(key.lines.1));
                    if let Node::Text(name) = key.node {
                        map.push((name, Tree { node: value.node, lines }));
                    }
                }
            }
        }
        Ok(Tree { node, lines: (lines.0, last.max(lines.0)) })
    }

    /// The next item of a list, key or value of a map; none at its end.
    fn item(&mut self, depth: usize) -> Result<Option<Tree>, Broken> {
        match self.next()? {
            None
            | Some((Event::SequenceEnd | Event::MappingEnd | Event::DocumentEnd | Event::StreamEnd, _)) => {
                Ok(None)
            }
            Some((event, lines)) => self.tree(event, lines, depth + 1).map(Some),
        }
    }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Node {
    let nothing = style == ScalarStyle::Plain && matches!(text.as_ref(), "~" | "null");
    Node::Text(if nothing { String::new() } else { text.split_whitespace().collect::<Vec<_>>().join(" ") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(tree: &Tree) -> String {
        let (first, last) = tree.lines;
        match &tree.node {
            Node::Text(text) => format!("{text}@{first}-{last}"),
            Node::List(list) => format!("[{}]", list.iter().map(shown).collect::<Vec<_>>().join(", ")),
            Node::Map(map) => {
                let pairs = map.iter().map(|(key, value)| format!("{key}={}", shown(value)));
                format!("{{{}}}@{first}-{last}", pairs.collect::<Vec<_>>().join(", "))
            }
        }
    }

    #[test]
    fn values_stay_as_written_and_know_their_lines() {
        let text = "---\n# drinks\nIs tea hot?:\n- yes\n- 3.14\n\"Two\\tparts?\": [NO, ~]\n";
        assert_eq!(
            shown(&yaml(text).unwrap()),
            "{Is tea hot?=[yes@4-4, 3.14@5-5], Two parts?=[NO@6-6, @6-6]}@3-6"
        );
        let text = "[\n {\"z\": 1.50, \"a\": [true,\n null]},\n \"x\\u00e9\"]";
        assert_eq!(shown(&json(text).unwrap()), "[{z=1.50@2-2, a=[true@2-2, @3-3]}@2-3, xé@4-4]");
    }

    #[test]
    fn what_is_broken_says_where_and_nothing_is_expanded() {
        assert_eq!(json("{\"a\": 1,\n\"b\": }").unwrap_err().line, 2);
        assert_eq!(yaml("a: [1, 2\nb: 3\n").unwrap_err().line, 2);
        assert_eq!(yaml("a: &x [1]\nb: *x\n").unwrap_err().line, 2);
        assert!(yaml(&"[".repeat(100)).is_err());
        assert!(json(&format!("{}{}", "[".repeat(100), "]".repeat(100))).is_ok());
        assert!(json(&format!("{}{}", "[".repeat(9000), "]".repeat(9000))).is_ok());
    }
}
