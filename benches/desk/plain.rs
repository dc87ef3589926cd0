//! tantivy as it comes: two text fields, its own tokenizer, its own query parser, BM25.

use deskbell::domain::knowledge::Library;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{Field, STORED, Schema, TEXT};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, doc};

/// What tantivy may use while it writes, in bytes.
const WRITING_MEMORY: usize = 64 << 20;

/// An index in memory over terms and texts.
pub struct PlainIndex {
    searcher: Searcher,
    parser: QueryParser,
}

impl PlainIndex {
    /// Writes all entries of a library.
    pub fn build(library: &Library) -> Self {
        let mut schema = Schema::builder();
        let term: Field = schema.add_text_field("term", TEXT | STORED);
        let text: Field = schema.add_text_field("text", TEXT | STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITING_MEMORY).expect("a writer");
        for entry in library.documents.iter().flat_map(|document| &document.entries) {
            let name = entry.term.as_deref().unwrap_or_default();
            writer.add_document(doc!(term => name, text => entry.text.as_str())).expect("added");
        }
        writer.commit().expect("written");
        let searcher = index.reader().expect("a reader").searcher();
        Self { searcher, parser: QueryParser::for_index(&index, vec![term, text]) }
    }

    /// The best entries for a question, as stored.
    pub fn ask(&self, question: &str, limit: usize) -> Vec<TantivyDocument> {
        let (query, _) = self.parser.parse_query_lenient(question);
        let best = TopDocs::with_limit(limit).order_by_score();
        let found = self.searcher.search(&query, &best).expect("searched");
        found.into_iter().map(|(_, address)| self.searcher.doc(address).expect("stored")).collect()
    }
}
