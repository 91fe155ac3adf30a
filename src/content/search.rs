//! Full-text search over the tips of one language (BM25, with stemming), forgiving of slips of
//! the keyboard, capitals and accents.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::OnceLock;

use bm25::{
    DefaultTokenizer, Document, Language as Stemmer, LanguageMode, SearchEngine,
    SearchEngineBuilder, Tokenizer,
};
use strsim::osa_distance;

use super::plan::Texts;
use super::tip::Tip;

/// A match weaker than this is no match: a common word that happens to occur.
const WEAKEST: f32 = 0.5;
/// The shortest beginning of a word that is completed.
const SHORTEST_BEGINNING: usize = 3;
/// The shortest word in which a slip is forgiven: shorter ones turn into other words.
const SHORTEST_SLIP: usize = 5;
/// The most words of a text that are looked at for slips.
const MOST_WORDS: usize = 20;
/// The most words that stand in for one.
const MOST_STAND_INS: usize = 8;

/// Finds tips by their words. The index is made when somebody first looks for something.
pub struct Search {
    language: LanguageMode,
    documents: Vec<Document<String>>,
    index: OnceLock<Index>,
}

struct Index {
    engine: SearchEngine<String>,
    /// Splits into words and takes capitals and accents away.
    plain: DefaultTokenizer,
    /// All words of all tips, plain.
    vocabulary: BTreeSet<String>,
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
        let documents = documents.collect();
        Search { language: stemmer(language), documents, index: OnceLock::new() }
    }

    /// Ids of the best matching tips, best first.
    pub fn find(&self, words: &str, at_most: usize) -> Vec<String> {
        let mut found = self.index().ranked(words, false);
        found.truncate(at_most);
        found
    }

    /// Ids of all matching tips, best first, for words that are still being typed: the last one
    /// may be the beginning of a longer one.
    pub fn suggest(&self, words: &str) -> Vec<String> {
        self.index().ranked(words, true)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::over(&self.language, &self.documents))
    }
}

impl Index {
    fn over(language: &LanguageMode, documents: &[Document<String>]) -> Index {
        let plain = DefaultTokenizer::builder()
            .language_mode(language.clone())
            .stemming(false)
            .stopwords(false)
            .build();
        let words = documents.iter().flat_map(|document| plain.tokenize(&document.contents));
        let vocabulary = words.collect();
        let engine = SearchEngineBuilder::with_documents(language.clone(), documents.to_vec());
        Index { engine: engine.build(), plain, vocabulary }
    }

    /// Equal scores are in the order of their ids, so that pages of results do not overlap.
    fn ranked(&self, words: &str, unfinished: bool) -> Vec<String> {
        let found = self.engine.search(&self.mended(words, unfinished), None);
        let mut found: Vec<_> = found.into_iter().filter(|one| one.score >= WEAKEST).collect();
        found.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| a.document.id.cmp(&b.document.id))
        });
        found.into_iter().map(|one| one.document.id).collect()
    }

    /// The words, with words of the tips beside those that occur in none.
    fn mended(&self, words: &str, unfinished: bool) -> String {
        let typed = self.plain.tokenize(words);
        let last = typed.len().saturating_sub(1);
        let mut mended = typed.clone();
        for (at, word) in typed.iter().enumerate().take(MOST_WORDS) {
            if unfinished && at == last {
                mended.extend(self.continued(word));
            }
            if !self.vocabulary.contains(word) {
                mended.extend(self.meant(word));
            }
        }
        mended.join(" ")
    }

    /// Words that begin like this one.
    fn continued(&self, beginning: &str) -> Vec<String> {
        if beginning.chars().count() < SHORTEST_BEGINNING {
            return Vec::new();
        }
        let from = self.vocabulary.range(beginning.to_owned()..);
        let longer = from.take_while(|word| word.starts_with(beginning));
        longer.filter(|word| *word != beginning).take(MOST_STAND_INS).cloned().collect()
    }

    /// The words that somebody may have meant: one slip away, or two in a long word.
    fn meant(&self, word: &str) -> Vec<String> {
        let length = word.chars().count();
        let slips = match length {
            0..SHORTEST_SLIP | 33.. => return Vec::new(),
            SHORTEST_SLIP..8 => 1,
            _ => 2,
        };
        // Slips spare the first letter; another one makes another word.
        let first = word.chars().next();
        let alike = self.vocabulary.iter().filter(|known| {
            let known_length = known.chars().count();
            known.chars().next() == first
                && known_length.abs_diff(length) <= slips
                && known_length >= SHORTEST_SLIP
        });
        let distances = alike.map(|known| (osa_distance(word, known), known));
        let near: Vec<_> = distances.filter(|(distance, _)| *distance <= slips).collect();
        let nearest = near.iter().map(|(distance, _)| *distance).min();
        let nearest = near.iter().filter(|(distance, _)| Some(*distance) == nearest);
        nearest.take(MOST_STAND_INS).map(|(_, known)| (*known).clone()).collect()
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
