//! The tantivy index: the entries that share words with a question, the most promising first.

use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager, WhitespaceTokenizer};
use tantivy::{Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::folder::Folder;
use super::lexicon::Lexicon;
use super::question::Question;
use super::shelf::{EntryId, Shelf};
use crate::domain::progress::Progress;
use crate::domain::tables::{Kept, Parts};

/// What tantivy may use while it writes, in bytes.
const WRITING_MEMORY: usize = 64 << 20;
/// How often a heading's words are written: they say more of an entry than its text.
const HEADING_TIMES: usize = 2;
/// Words that weigh less than this share of the question find nothing by themselves.
const TOO_LIGHT: f32 = 0.05;

/// The entries by their words.
pub(super) struct Passages {
    searcher: Searcher,
    words: Field,
    folder: Folder,
}

/// The name of the one field.
const WORDS: &str = "words";
/// What the names of its parts begin with.
const PART: &str = "passages/";

impl Passages {
    /// Writes the index: one segment in memory, so that equal scores come back in the order of entries.
    pub(super) fn write(
        shelf: &Shelf,
        lexicon: &Lexicon,
        mut progress: Progress<'_>,
    ) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("stems")
            .set_index_option(IndexRecordOption::WithFreqs);
        let words = schema.add_text_field(WORDS, TextOptions::default().set_indexing_options(indexing));
        let tokenizers = TokenizerManager::new();
        tokenizers.register("stems", TextAnalyzer::builder(WhitespaceTokenizer::default()).build());
        let builder = Index::builder().schema(schema.build()).tokenizers(tokenizers);
        let written = RamDirectory::create();
        let mut writer = builder.single_segment_index_writer(written.clone(), WRITING_MEMORY)?;
        let mut text = String::new();
        for entry in 0..shelf.len() as EntryId {
            progress.step(entry as usize, shelf.len());
            text.clear();
            let heading = std::iter::repeat_n(shelf.heading(entry), HEADING_TIMES).flatten();
            for word in heading.chain(shelf.body(entry)) {
                text.push_str(lexicon.text(*word));
                text.push(' ');
            }
            let mut document = TantivyDocument::default();
            document.add_text(words, &text);
            writer.add_document(document)?;
        }
        writer.finalize()?;
        Self::open(Folder::copy(&written)?)
    }

    /// Adds its files.
    pub(super) fn keep<'a>(&'a self, parts: &mut Parts<'a>) {
        for (name, bytes) in self.folder.files() {
            parts.add(format!("{PART}{name}"), bytes.as_slice());
        }
    }

    /// The index that was kept.
    pub(super) fn lent(kept: &Kept) -> Option<Self> {
        let files = kept.under(PART).map(|(name, bytes)| (name.to_owned(), bytes.clone()));
        Self::open(files.collect()).ok()
    }

    fn open(folder: Folder) -> tantivy::Result<Self> {
        let index = Index::open(folder.clone())?;
        let words = index.schema().get_field(WORDS)?;
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { searcher: reader.searcher(), words, folder })
    }

    /// At most `limit` entries that share words with the question.
    pub(super) fn candidates(&self, question: &Question, lexicon: &Lexicon, limit: usize) -> Vec<EntryId> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(question.variants.len());
        for variant in &question.variants {
            let slot = &question.slots[variant.slot as usize];
            if slot.weight < TOO_LIGHT * question.weight {
                continue;
            }
            let term = Term::from_field_text(self.words, lexicon.text(variant.word));
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            let boost = variant.strength * slot.class.factor();
            clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(query), boost))));
        }
        if clauses.is_empty() {
            return Vec::new();
        }
        // What lies in memory or in a mapped file cannot fail to be read; were it to, nothing is found and nothing made up.
        let best = TopDocs::with_limit(limit).order_by_score();
        let found = self.searcher.search(&BooleanQuery::new(clauses), &best).unwrap_or_default();
        found.into_iter().map(|(_, address)| address.doc_id).collect()
    }
}
