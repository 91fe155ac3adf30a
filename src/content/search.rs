//! Full-text search over the tips of one language (BM25, with stemming).

use std::fmt;

use bm25::{Document, Language as Stemmer, LanguageMode, SearchEngine, SearchEngineBuilder};

use super::plan::Texts;
use super::tip::Tip;

/// A match weaker than this is no match: a common word that happens to occur.
const WEAKEST: f32 = 0.5;

/// Finds tips by their words.
pub struct Search {
    engine: SearchEngine<String>,
}

impl Search {
    pub(super) fn over<'a>(
        language: &str,
        texts: &Texts,
        tips: impl Iterator<Item = &'a Tip>,
    ) -> Search {
        let documents = tips.filter_map(|tip| {
            let words = tip.texts.get(language)?;
            let topic = texts.topics.get(&tip.topic).map_or("", String::as_str);
            // The title counts three times: it says what the tip is about.
            let contents = format!(
                "{0} {0} {0} {topic} {1} {2}",
                words.title, words.body, words.question.prompt
            );
            Some(Document::new(tip.id.clone(), contents))
        });
        let documents: Vec<_> = documents.collect();
        let engine = SearchEngineBuilder::with_documents(stemmer(language), documents).build();
        Search { engine }
    }

    /// Ids of the best matching tips, best first.
    pub fn find(&self, words: &str, at_most: usize) -> Vec<String> {
        self.engine
            .search(words, at_most)
            .into_iter()
            .filter(|found| found.score >= WEAKEST)
            .map(|found| found.document.id)
            .collect()
    }
}

impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Search")
    }
}

fn stemmer(language: &str) -> LanguageMode {
    LanguageMode::Fixed(match language {
        "nl" => Stemmer::Dutch,
        "de" => Stemmer::German,
        "fr" => Stemmer::French,
        _ => Stemmer::English,
    })
}
