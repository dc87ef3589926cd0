//! JSON and YAML decks: trivia lists, records with the headers that tables have, OpenTDB.
//!
//! A deck that breaks off is refused as a whole, with its line and the reason: half a deck
//! would look like a whole one.

use super::super::super::fold::{fold, has_question_frame};
use super::super::answers::Names;
use super::super::html::unescaped;
use super::super::sheet::{Definition, Lines, Sheet};
use super::super::text::{Line, Text};
use super::super::words::count;
use super::passages;
use super::share;
use super::table::{Columns, MAX_ANSWER_WORDS, Row, asked};
use super::tree::{Broken, Node, Tree, json, yaml};

/// Keys that say something about a deck and ask nothing.
const ABOUT: &[&str] = &["author", "description", "config", "response code", "schema", "version", "language"];

/// Words behind which the choices must follow.
const CHOICES_FOLLOW: &[&str] = &["of these", "of the following", "which one", "following"];

/// A key with fewer words, and no question mark, may be anything.
const FEWEST_CLUE_WORDS: usize = 4;

pub(super) fn detect_json(lines: &[Line<'_>]) -> f64 {
    let Some(first) = lines.first().map(|line| line.text) else { return 0.0 };
    let next = lines.get(1).map_or("", |line| line.text);
    let opens = |text: &str| text.starts_with(['{', '[', '"']);
    let whole = match first.split_at_checked(1) {
        Some(("[", "")) => opens(next),
        Some(("[", rest)) => opens(rest.trim_start()),
        Some(("{", "")) => next.starts_with(['"', '}']),
        // One object that holds a list of others is no line of records.
        Some(("{", rest)) => {
            let tight: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
            tight.starts_with('"') && (tight.contains("\":[{") || tight.ends_with(['[', '{', ',']))
        }
        _ => false,
    };
    if whole { 1.0 } else { 0.0 }
}

pub(super) fn detect_yaml(lines: &[Line<'_>]) -> f64 {
    let lines: Vec<&Line<'_>> =
        lines.iter().filter(|line| !line.text.starts_with(['#', '%']) && line.text != "---").collect();
    if is_record_list(&lines) { 0.97 } else { sure_of_trivia(&lines) }
}

/// `- question: …` with `answer: …` below it.
fn is_record_list(lines: &[&Line<'_>]) -> bool {
    let Some(first) = lines.iter().position(|line| line.text.starts_with("- ")) else { return false };
    let key = |text: &str| text.split_once(':').map(|(key, _)| key.trim_matches(['"', '\'', ' ']).to_owned());
    let Some(head) = key(lines[first].text.trim_start_matches("- ")) else { return false };
    let below = lines[first + 1..].iter().take_while(|line| !line.text.starts_with("- "));
    let below = below.filter(|line| line.indent > lines[first].indent).filter_map(|line| key(line.text));
    let keys: Vec<String> = std::iter::once(head).chain(below).collect();
    let above = lines[..first].iter().all(|line| line.text.ends_with(':') || key(line.text).is_some());
    above && keys.len() > 1 && Columns::of(keys.iter().map(String::as_str)).known()
}

/// Questions as keys, each with a list of answers under it.
fn sure_of_trivia(lines: &[&Line<'_>]) -> f64 {
    let mut questions = 0;
    let mut asking = 0;
    let mut items = 0;
    let mut about = 0;
    for (at, line) in lines.iter().enumerate() {
        let item = line.text.starts_with("- ");
        let next_is_item = lines.get(at + 1).is_some_and(|next| next.text.starts_with("- "));
        let (key, value) = line.text.rsplit_once(':').unwrap_or_default();
        let key = key.trim_matches(['"', '\'', ' ']);
        let value = value.trim();
        items += usize::from(item || line.indent > 0 || line.text == "---");
        if !item && !key.is_empty() && (value.is_empty() && next_is_item || value.starts_with('[')) {
            questions += 1;
            asking += usize::from(asks(key));
        } else if line.text.split_once(':').is_some_and(|(key, _)| is_about(key)) {
            about += 1;
        }
    }
    let of_its_kind = share(questions + items + about, lines.len());
    let enough = asking * 2 > questions || about > 0 && questions > 0;
    if questions + about < 2 || !enough || of_its_kind < 0.9 { 0.0 } else { 0.97 }
}

fn is_about(key: &str) -> bool {
    ABOUT.contains(&fold(key).as_str())
}

/// Whether somebody who reads this knows that it wants an answer.
fn asks(key: &str) -> bool {
    key.ends_with('?') || has_question_frame(key) || key.contains("__")
}

pub(super) fn parse_json(text: &Text, sheet: &mut Sheet) {
    match json(&text.body) {
        Ok(tree) => take_all(&tree, text, sheet),
        Err(broken) => refuse(&broken, "broken-json", "JSON", sheet),
    }
}

pub(super) fn parse_yaml(text: &Text, sheet: &mut Sheet) {
    match yaml(&text.body) {
        Ok(tree) => take_all(&tree, text, sheet),
        Err(broken) => refuse(&broken, "broken-yaml", "YAML", sheet),
    }
}

fn refuse(broken: &Broken, code: &'static str, kind: &str, sheet: &mut Sheet) {
    let why = &broken.why;
    sheet.warn(broken.line, code, format!("This deck breaks as {kind} here ({why}), so nothing of it was read. Correct this line; the one above it may lack a sign."));
}

fn take_all(tree: &Tree, text: &Text, sheet: &mut Sheet) {
    let mut reader = Reader { sheet, taken: 0 };
    reader.walk(tree, None);
    if reader.taken == 0 {
        sheet.warn(tree.lines.0, "unknown-columns", "No question with its answer was found here, so the file is searchable but asks nothing. Use question/answer, term/definition or front/back, or questions with a list of answers.");
        passages::parse(text, sheet);
    }
}

struct Reader<'s, 'p> {
    sheet: &'s mut Sheet<'p>,
    /// How many records and questions were found.
    taken: usize,
}

impl Reader<'_, '_> {
    fn walk(&mut self, tree: &Tree, title: Option<&str>) {
        match &tree.node {
            Node::Text(_) => {}
            Node::List(list) => list.iter().for_each(|item| self.item(item, title)),
            Node::Map(map) => self.map(map, tree.lines, title),
        }
    }

    /// `["question", "answer"]` is a card too.
    fn item(&mut self, item: &Tree, title: Option<&str>) {
        let Node::List(pair) = &item.node else { return self.walk(item, title) };
        match pair.as_slice() {
            [Tree { node: Node::Text(front), .. }, Tree { node: Node::Text(back), .. }] => {
                let cells = [front.clone(), back.clone()];
                self.taken += 1;
                Columns::of(["front", "back"].into_iter())
                    .take(&Row { cells: &cells, lines: item.lines }, self.sheet);
            }
            _ => self.walk(item, title),
        }
    }

    fn map(&mut self, map: &[(String, Tree)], lines: Lines, title: Option<&str>) {
        let columns = Columns::of(map.iter().map(|(key, _)| key.as_str()));
        if map.iter().any(|(key, _)| key == "correct_answer") {
            self.taken += 1;
            return choice_question(map, lines, self.sheet);
        }
        if columns.known() && map.iter().all(|(_, value)| !holds_maps(value)) {
            self.taken += 1;
            let cells: Vec<String> = map.iter().map(|(_, value)| said(value)).collect();
            return self.record(&columns, map, &Row { cells: &cells, lines });
        }
        let own_title = map.iter().find(|(key, _)| matches!(fold(key).as_str(), "title" | "name" | "deck"));
        let own_title = own_title.map(|(_, value)| said(value)).filter(|title| !title.is_empty());
        let holds_decks = map.iter().any(|(_, value)| holds_maps(value));
        for (key, value) in map.iter().filter(|(key, _)| !is_about(key)) {
            if holds_maps(value) {
                self.walk(value, own_title.as_deref().or(title));
            } else if !holds_decks {
                self.trivia(key, value);
            }
        }
    }

    /// A list of answers accepts each of them as it is written.
    fn record(&mut self, columns: &Columns, map: &[(String, Tree)], row: &Row<'_>) {
        let listed = map.iter().find_map(|(_, value)| match &value.node {
            Node::List(list) if list.len() > 1 => Some(list),
            _ => None,
        });
        match (listed, columns.question(row)) {
            (Some(list), Some(question)) => ask(question, list, row.lines, self.sheet),
            _ => columns.take(row, self.sheet),
        }
    }

    fn trivia(&mut self, key: &str, value: &Tree) {
        let text = said(value);
        let clue = asks(key) || count(key) >= FEWEST_CLUE_WORDS;
        if text.is_empty() {
            return;
        }
        self.taken += 1;
        match &value.node {
            Node::List(list) if clue => ask(key, list, value.lines, self.sheet),
            Node::Text(_) if clue => asked(key, &text, value.lines, None, self.sheet),
            // `Keel: the spine of a hull` as JSON has it.
            Node::Text(_) if count(&text) >= FEWEST_CLUE_WORDS => {
                let found =
                    Definition { term: key, text: &text, title: None, lines: value.lines, record: None };
                self.sheet.define(&found);
            }
            _ => self.sheet.passage(Some(key), &text, value.lines),
        }
    }
}

fn holds_maps(tree: &Tree) -> bool {
    match &tree.node {
        Node::Text(_) => false,
        Node::Map(_) => true,
        Node::List(list) => list.iter().any(|item| !matches!(item.node, Node::Text(_))),
    }
}

/// A value as text; lists are joined, nothing else nested is said.
fn said(tree: &Tree) -> String {
    match &tree.node {
        Node::Text(text) => text.trim().to_owned(),
        Node::List(list) => {
            let said: Vec<String> = list.iter().map(said).filter(|text| !text.is_empty()).collect();
            said.join(", ")
        }
        Node::Map(_) => String::new(),
    }
}

/// A question with a list of accepted answers.
fn ask(question: &str, list: &[Tree], lines: Lines, sheet: &mut Sheet) {
    let mut names = Names::default();
    let texts: Vec<String> = list.iter().map(said).filter(|text| !text.is_empty()).collect();
    texts.iter().filter(|text| count(text) <= MAX_ANSWER_WORDS).for_each(|text| names.add(text));
    match (names.0.is_empty(), texts.as_slice()) {
        (_, []) => {}
        (_, [one]) => asked(question, one, lines, None, sheet),
        (true, _) => sheet.record(Some(question), &texts.join(", "), lines, None),
        (false, _) => sheet.question(question, &texts.join(", "), names, lines, None),
    }
}

/// A record as opentdb.com/api_config.php gives it: HTML-escaped, the wrong choices beside the right one.
fn choice_question(map: &[(String, Tree)], lines: Lines, sheet: &mut Sheet) {
    let value = |name: &str| map.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let text = |name: &str| value(name).map(|value| unescaped(&said(value))).unwrap_or_default();
    let (question, right) = (text("question"), text("correct_answer"));
    let mut choices = match value("incorrect_answers").map(|value| &value.node) {
        Some(Node::List(wrong)) => wrong.iter().map(|wrong| unescaped(&said(wrong))).collect(),
        _ => Vec::new(),
    };
    choices.push(right.clone());
    choices.sort();
    let folded = fold(&question);
    let question = if matches!(fold(&right).as_str(), "true" | "false") {
        format!("True or false: {question}")
    } else if CHOICES_FOLLOW.iter().any(|words| folded.contains(words)) {
        format!("{question} ({})", choices.join(" / "))
    } else {
        question
    };
    let mut names = Names::default();
    names.add(&right);
    if count(&right) > MAX_ANSWER_WORDS || names.0.is_empty() {
        return sheet.record(Some(&question), &right, lines, None);
    }
    sheet.question(&question, &right, names, lines, None);
}
