//! The sheet that a layout fills while it reads a document.
//!
//! It keeps repeated lines once, lets a clue with two responses accept both, and turns
//! definitions into entries and cards, so that no layout does it differently.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::fold::fold;
use super::super::progress::Progress;
use super::super::tables::Gathered;
use super::answers::{Names, term_names};
use super::card::{Fnv, card_id, prompt_without};
use super::repair::unglued;
use super::text::Line;
use super::{Card, Document, Entry, Source, Warning};

/// The first and the last line of something.
pub(crate) type Lines = (u32, u32);

/// A term and what the document says of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Definition<'a> {
    pub(crate) term: &'a str,
    pub(crate) text: &'a str,
    pub(crate) title: Option<&'a str>,
    pub(crate) lines: Lines,
    pub(crate) record: Option<String>,
}

/// A document on its way.
pub(crate) struct Sheet<'p> {
    path: Arc<str>,
    /// Who waits for it, and how many lines it has.
    progress: Progress<'p>,
    lines: u32,
    entries: Gathered<Entry>,
    cards: Gathered<Card>,
    warnings: Vec<Warning>,
    /// Where each thing was said first, by the hash of its folded words.
    said: BTreeMap<u64, u32>,
    /// Each card by the hash of its folded prompt.
    asked: BTreeMap<u64, usize>,
}

impl<'p> Sheet<'p> {
    pub(crate) fn new(path: &str, lines: u32, progress: Progress<'p>) -> Self {
        let path: Arc<str> = path.into();
        Self {
            entries: Gathered::new(&path),
            cards: Gathered::new(&path),
            path,
            progress,
            lines,
            warnings: Vec::new(),
            said: BTreeMap::new(),
            asked: BTreeMap::new(),
        }
    }

    pub(crate) fn warn(&mut self, line: u32, code: &'static str, message: impl Into<String>) {
        self.warnings.push(Warning { line, code, message: message.into() });
    }

    pub(crate) fn warn_all(&mut self, warnings: Vec<Warning>) {
        self.warnings.extend(warnings);
    }

    /// A searchable text that makes no card.
    pub(crate) fn passage(&mut self, title: Option<&str>, text: &str, lines: Lines) {
        let text = unglued(text);
        if fold(&text).is_empty() || self.repeats(&[&text], lines.0) {
            return;
        }
        let source = self.source(lines, None);
        let title = title.map(str::to_owned);
        self.entries.push(Entry { term: None, aliases: Vec::new(), title, text, source });
    }

    /// A line that could not be read surely: a passage, and a warning that says why.
    pub(crate) fn unsure(&mut self, line: Line<'_>, title: Option<&str>, code: &'static str, why: &str) {
        self.passage(title, line.text, (line.number, line.number));
        self.warn(line.number, code, why);
    }

    /// A record with an id: kept as it stands, even where its words repeat another's.
    pub(crate) fn record(&mut self, title: Option<&str>, text: &str, lines: Lines, record: Option<String>) {
        let source = self.source(lines, record);
        let title = title.map(str::to_owned);
        self.entries.push(Entry { term: None, aliases: Vec::new(), title, text: text.to_owned(), source });
    }

    /// A term with its definition: an entry, and a card that asks for the term.
    pub(crate) fn define(&mut self, found: &Definition<'_>) {
        self.define_also(found, &[]);
    }

    /// The same, where the document lists other names of the term by themselves: each is taken whole.
    pub(crate) fn define_also(&mut self, found: &Definition<'_>, other_names: &[&str]) {
        let mut names = term_names(found.term);
        other_names.iter().for_each(|name| names.add(name));
        let text = unglued(found.text);
        if fold(names.main()).is_empty() || fold(&text).is_empty() {
            let both = format!("{} {}", found.term, found.text);
            return self.passage(found.title, both.trim(), found.lines);
        }
        if found.record.is_none() && self.repeats(&[names.main(), &text], found.lines.0) {
            return;
        }
        let source = self.source(found.lines, found.record.clone());
        let prompt = prompt_without(&text, &names.0);
        self.add_entry(&names, found.title, text.clone(), source.clone());
        self.add_card(names, text, prompt, source);
    }

    /// A clue with its response: an entry, and a card that shows the clue.
    pub(crate) fn clue(
        &mut self,
        clue: &str,
        names: Names,
        title: Option<&str>,
        lines: Lines,
        record: Option<String>,
    ) {
        let clue = unglued(clue);
        if fold(names.main()).is_empty() || fold(&clue).is_empty() {
            return self.passage(title, &clue, lines);
        }
        if record.is_none() && self.repeats(&[names.main(), &clue], lines.0) {
            return;
        }
        let source = self.source(lines, record);
        self.add_entry(&names, title, clue.clone(), source.clone());
        self.add_card(names, clue.clone(), clue, source);
    }

    /// A term with a text too unlike a definition to ask for: an entry without a card.
    pub(crate) fn term_only(
        &mut self,
        term: &str,
        text: &str,
        title: Option<&str>,
        lines: Lines,
        record: Option<String>,
    ) {
        let source = self.source(lines, record);
        self.add_entry(&term_names(term), title, text.to_owned(), source);
    }

    /// A question with a short answer: an entry that answers it, and a card that asks it.
    pub(crate) fn question(
        &mut self,
        question: &str,
        answer: &str,
        names: Names,
        lines: Lines,
        record: Option<String>,
    ) {
        if fold(names.main()).is_empty() || fold(question).is_empty() {
            return self.passage(Some(question), answer, lines);
        }
        if record.is_none() && self.repeats(&[question, answer], lines.0) {
            return;
        }
        let source = self.source(lines, record);
        self.entries.push(Entry {
            term: None,
            aliases: Vec::new(),
            title: Some(question.to_owned()),
            text: answer.to_owned(),
            source: source.clone(),
        });
        self.add_card(names, answer.to_owned(), question.to_owned(), source);
    }

    fn add_entry(&mut self, names: &Names, title: Option<&str>, text: String, source: Source) {
        let term = Some(names.main().to_owned());
        let title = title.map(str::to_owned);
        self.entries.push(Entry { term, aliases: names.others().to_vec(), title, text, source });
    }

    fn add_card(&mut self, names: Names, definition: String, prompt: String, source: Source) {
        let key = hash(&[&prompt]);
        if let Some(&known) = self.asked.get(&key) {
            return self.accept_too(known, names, source.first_line);
        }
        self.asked.insert(key, self.cards.len());
        let id = card_id(&prompt, &names.0);
        let term = Some(names.main().to_owned());
        self.cards.push(Card { id, term, definition, prompt, answers: names.0, source });
    }

    /// The same words ask for something else: whoever says either is right.
    fn accept_too(&mut self, known: usize, names: Names, line: u32) {
        let Some(mut card) = self.cards.get(known).map(Cow::into_owned) else { return };
        let first = card.source.first_line;
        let mut all = Names(std::mem::take(&mut card.answers));
        let (before, new) = (all.main().to_owned(), names.main().to_owned());
        names.0.iter().for_each(|name| all.add(name));
        card.answers = all.0;
        card.id = card_id(&card.prompt, &card.answers);
        self.cards.put(known, card);
        self.warn(line, "two-responses", format!(
            "Line {first} says the same but answers “{before}”, here it is “{new}”. Both are accepted; make the two lines differ if only one is meant."));
    }

    /// Whether these words were said before; if so, warns.
    fn repeats(&mut self, said: &[&str], line: u32) -> bool {
        let first = *self.said.entry(hash(said)).or_insert(line);
        let repeats = first != line;
        if repeats {
            self.warn(
                line,
                "repeated",
                format!("This repeats line {first} and was kept once. Delete one of the two."),
            );
        }
        repeats
    }

    fn source(&mut self, (first_line, last_line): Lines, record: Option<String>) -> Source {
        self.progress.step(first_line as usize, self.lines as usize);
        Source { document: self.path.clone(), first_line, last_line: last_line.max(first_line), record }
    }

    /// The finished document.
    pub(crate) fn finish(mut self, layout: &'static str) -> Document {
        self.warnings.sort_by(|a, b| (a.line, a.code).cmp(&(b.line, b.code)));
        let mut told = BTreeSet::new();
        self.warnings.retain(|w| told.insert((w.line, w.code, w.message.clone())));
        Document {
            path: self.path,
            layout,
            entries: self.entries.finish(),
            cards: self.cards.finish(),
            warnings: self.warnings,
        }
    }
}

fn hash(texts: &[&str]) -> u64 {
    let mut hash = Fnv::default();
    texts.iter().for_each(|text| hash.text(&fold(text)));
    hash.0
}
