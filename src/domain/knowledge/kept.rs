//! Documents as bytes: how entries, cards and warnings are packed, and what of a library is kept
//! between two starts.

use std::sync::Arc;

use super::super::ids::CardId;
use super::super::tables::{
    Fields, Kept, Parts, Record, Records, write_maybe, write_number, write_text, write_texts,
};
use super::anki;
use super::layout::LAYOUTS;
use super::library::Shared;
use super::{Card, Document, Entry, Library, Source, Warning};

/// The codes of all warnings, for reading them back.
const CODES: &[&str] = &[
    "binary",
    "broken-json",
    "broken-package",
    "broken-yaml",
    "clue-in-two-documents",
    "control-characters",
    "empty",
    "file-too-large",
    "first-letter",
    "folder-too-deep",
    "glued-words",
    "incomplete-row",
    "kept-last-good",
    "line-too-long",
    "link-loop",
    "long-response",
    "long-term",
    "media-left-out",
    "no-partner",
    "not-a-file",
    "not-plain-text",
    "not-utf8",
    "note-left-out",
    "note-without-text",
    "open-quote",
    "ragged-row",
    "repeated",
    "stray-glyph",
    "two-responses",
    "unclear-term",
    "unknown-columns",
    "unknown-layout",
    "unreadable",
];

/// The layout's name of a document that could not be read at all.
const NO_LAYOUT: &str = "none";

impl Record for Entry {
    /// The text and the term come first: most looks end there.
    fn write(&self, bytes: &mut Vec<u8>) {
        write_text(&self.text, bytes);
        write_maybe(self.term.as_deref(), bytes);
        write_maybe(self.title.as_deref(), bytes);
        write_texts(&self.aliases, bytes);
        write_source(&self.source, bytes);
    }

    fn read(fields: &mut Fields<'_>, document: &Arc<str>) -> Self {
        let text = fields.text().to_owned();
        let term = fields.maybe().map(str::to_owned);
        let title = fields.maybe().map(str::to_owned);
        Self { term, aliases: fields.texts(), title, text, source: read_source(fields, document) }
    }
}

impl Record for Card {
    /// What it has twice is written once: most prompts are the definition, most terms the first answer.
    fn write(&self, bytes: &mut Vec<u8>) {
        write_text(&self.id.0, bytes);
        write_text(&self.definition, bytes);
        write_maybe(Some(self.prompt.as_str()).filter(|prompt| *prompt != self.definition), bytes);
        write_texts(&self.answers, bytes);
        let first_answer = self.term.is_some() && self.term.as_ref() == self.answers.first();
        write_number(u32::from(first_answer), bytes);
        if !first_answer {
            write_maybe(self.term.as_deref(), bytes);
        }
        write_source(&self.source, bytes);
    }

    fn read(fields: &mut Fields<'_>, document: &Arc<str>) -> Self {
        let id = CardId(fields.text().to_owned());
        let definition = fields.text().to_owned();
        let prompt = fields.maybe().map_or_else(|| definition.clone(), str::to_owned);
        let answers = fields.texts();
        let term = match fields.number() {
            1 => answers.first().cloned(),
            _ => fields.maybe().map(str::to_owned),
        };
        Self { id, term, definition, prompt, answers, source: read_source(fields, document) }
    }
}

fn write_source(source: &Source, bytes: &mut Vec<u8>) {
    write_number(source.first_line, bytes);
    write_number(source.last_line - source.first_line.min(source.last_line), bytes);
    write_maybe(source.record.as_deref(), bytes);
}

fn read_source(fields: &mut Fields<'_>, document: &Arc<str>) -> Source {
    let first_line = fields.number();
    let last_line = first_line.saturating_add(fields.number());
    Source { document: document.clone(), first_line, last_line, record: fields.maybe().map(str::to_owned) }
}

impl Record for Warning {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_number(self.line, bytes);
        write_text(self.code, bytes);
        write_text(&self.message, bytes);
    }

    fn read(fields: &mut Fields<'_>, _: &Arc<str>) -> Self {
        let line = fields.number();
        let code = fields.text();
        let code = CODES.iter().find(|known| **known == code).copied().unwrap_or("noted");
        Self { line, code, message: fields.text().to_owned() }
    }
}

impl Records<Entry> {
    /// What an entry says, without reading the rest of it; empty where there is none.
    pub(crate) fn text(&self, number: usize) -> &str {
        self.peek(number, |entry| entry.text.as_str(), |fields| fields.text()).unwrap_or_default()
    }

    /// The term that an entry defines, without reading the rest of it.
    pub(crate) fn term(&self, number: usize) -> Option<&str> {
        fn behind_text<'f>(fields: &mut Fields<'f>) -> Option<&'f str> {
            fields.text();
            fields.maybe()
        }
        self.peek(number, |entry| entry.term.as_deref(), behind_text)?
    }
}

impl Records<Card> {
    /// A card's id, without reading the rest of it; empty where there is none.
    pub(crate) fn id(&self, number: usize) -> &str {
        self.peek(number, |card| card.id.0.as_str(), |fields| fields.text()).unwrap_or_default()
    }

    /// What a card accepts, without reading the rest of it.
    pub(crate) fn answers(&self, number: usize) -> Vec<String> {
        let packed = |fields: &mut Fields<'_>| {
            // The id, the definition and the prompt stand in front.
            fields.text();
            fields.text();
            fields.maybe();
            fields.texts()
        };
        self.peek(number, |card| card.answers.clone(), packed).unwrap_or_default()
    }
}

impl Document {
    /// Adds its parts under a name.
    pub fn keep<'a>(&'a self, name: &str, parts: &mut Parts<'a>) {
        let mut about = Vec::new();
        write_text(&self.path, &mut about);
        write_text(self.layout, &mut about);
        write_number(self.warnings.len() as u32, &mut about);
        self.warnings.iter().for_each(|warning| warning.write(&mut about));
        parts.add(format!("{name}.about"), about);
        self.entries.keep(&format!("{name}.entries"), parts);
        self.cards.keep(&format!("{name}.cards"), parts);
    }

    /// The document that was kept under a name.
    pub fn lent(name: &str, kept: &Kept) -> Option<Self> {
        let about = kept.bytes(&format!("{name}.about"))?;
        let mut about = Fields(&about);
        let path: Arc<str> = about.text().into();
        let layout = about.text();
        let layout =
            LAYOUTS.iter().map(|known| known.name).chain([anki::LAYOUT]).find(|known| *known == layout);
        let layout = layout.unwrap_or(NO_LAYOUT);
        let count = about.number();
        let warnings = (0..count).map(|_| Warning::read(&mut about, &path)).collect();
        let entries = Records::lent(&format!("{name}.entries"), &path, kept)?;
        let cards = Records::lent(&format!("{name}.cards"), &path, kept)?;
        Some(Self { path, layout, entries, cards, warnings })
    }
}

impl Library {
    /// Adds what [`Library::new`] found out about its documents; the documents are kept by themselves.
    pub fn keep(&self, parts: &mut Parts<'_>) {
        let mut bytes = Vec::new();
        write_number(self.shared.len() as u32, &mut bytes);
        for shared in &self.shared {
            write_number(shared.document as u32, &mut bytes);
            write_number(shared.card as u32, &mut bytes);
            write_texts(&shared.answers, &mut bytes);
            write_number(u32::from(shared.warning.is_some()), &mut bytes);
            if let Some(warning) = &shared.warning {
                warning.write(&mut bytes);
            }
        }
        parts.add("library.shared", bytes);
    }

    /// The library of these documents, ordered by path, as it was when it was kept.
    pub fn lent(documents: Vec<Arc<Document>>, kept: &Kept) -> Option<Self> {
        let bytes = kept.bytes("library.shared")?;
        let mut fields = Fields(&bytes);
        let count = fields.number();
        let shared = (0..count).map(|_| {
            let (document, card) = (fields.number() as usize, fields.number() as usize);
            let answers = fields.texts();
            let path = documents.get(document)?.path.clone();
            let warning = (fields.number() != 0).then(|| Warning::read(&mut fields, &path));
            Some(Shared { document, card, answers, warning })
        });
        let shared: Option<Vec<Shared>> = shared.collect();
        Some(Self::sharing(documents, shared?))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tables::{PACKED_FROM, kept};
    use super::super::read_document;
    use super::*;

    fn round(document: &Document) -> Document {
        let mut parts = Parts::default();
        document.keep("one", &mut parts);
        Document::lent("one", &kept(&parts)).expect("kept")
    }

    #[test]
    fn a_document_comes_back_as_it_was() {
        let texts = [
            "",
            "\0\u{1}\0\0",
            "id,term,definition\n7,\"Keel (or spine)\",The keel is the spine of a hull.\nbroken\n",
            "{\"title\":\"Bow\",\"text\":\"The front.\"}\n{\"text\":\"\u{301}\u{301}\"}\n{broken\n{\"x\":1}\n",
            "{\"front\":\"What is a bow?\",\"back\":\"the front\"}\n{\"front\":\"What is a bow?\",\"back\":\"the nose\"}\n",
            "Keel: the spine of a hull.\nKeel: the spine of a hull.\nRudder: the blade that steers a boat.\n",
            include_str!("../../../knowledge/README.md"),
        ];
        for text in texts {
            let document = read_document("week 1/notes.txt", text.as_bytes());
            assert_eq!(round(&document), document, "{text}");
        }
    }

    #[test]
    fn a_large_document_is_packed_and_says_the_same() {
        let rows = (0..=PACKED_FROM).map(|n| {
            format!("{{\"term\":\"Buoy {n}\",\"definition\":\"Marks channel {n} for all ships.\"}}\n")
        });
        let twice = "{\"term\":\"Beacon\",\"definition\":\"Marks channel 5 for all ships.\"}\n".to_owned();
        let document = read_document("buoys.jsonl", rows.chain([twice]).collect::<String>().as_bytes());
        let listed = Document {
            entries: document.entries.iter().map(|entry| entry.into_owned()).collect(),
            cards: document.cards.iter().map(|card| card.into_owned()).collect(),
            ..document.clone()
        };
        assert_eq!((document.entries.len(), document.cards.len()), (PACKED_FROM + 2, PACKED_FROM + 1));
        assert_eq!(document.cards.get(5).expect("a card").answers, ["Buoy 5", "Beacon"]);
        assert_eq!(round(&document), document);
        assert_eq!(document, listed);
        for number in [0, 7, PACKED_FROM, PACKED_FROM + 1] {
            assert_eq!(document.entries.text(number), listed.entries.text(number));
            assert_eq!(document.entries.term(number), listed.entries.term(number));
            assert_eq!(document.cards.get(number), listed.cards.get(number));
        }
    }

    #[test]
    fn shared_clues_come_back_and_the_documents_stay_as_they_are() {
        let document = |name: &str, answer: &str| {
            let text = format!("term,definition\n{answer},It keeps the boat upright.\nMast {name},A pole.\n");
            Arc::new(read_document(name, text.as_bytes()))
        };
        let documents = vec![document("a.csv", "Keel"), document("b.csv", "Spine")];
        let library = Library::new(documents.clone());
        assert_ne!(library.documents, documents);
        let mut parts = Parts::default();
        library.keep(&mut parts);
        assert_eq!(Library::lent(documents.clone(), &kept(&parts)), Some(library));
        assert_eq!(Library::lent(Vec::new(), &kept(&parts)), None);
    }
}
