//! How easily a text reads, by two formulas that count words and syllables.
//!
//! For Dutch the one of Douma (*De leesbaarheid van landbouwbladen*, 1960), for English the one
//! of Flesch ("A new readability yardstick", 1948). Both were made for pages of text: on a tip of
//! forty words they say little, so they never say more than a hint.

use super::sentence::sentences;

/// The score below which a text is "tamelijk moeilijk" in Douma's table, or "fairly difficult" in
/// that of Flesch.
const HARD_BELOW: f64 = 60.0;
/// A text of fewer words has no score worth showing.
const FEWEST_WORDS: usize = 20;

/// How easily a text reads: 100 very easily, 0 hardly at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ease {
    /// The score.
    pub score: f64,
}

impl Ease {
    /// Is it harder than most people like?
    pub fn is_hard(self) -> bool {
        self.score < HARD_BELOW
    }
}

/// The score of a text; `None` where there are too few words, or no formula for the language.
pub fn reading_ease(language: &str, text: &str) -> Option<Ease> {
    let sentences = sentences(text);
    let words = sentences.iter().flat_map(|sentence| &sentence.words);
    let words: Vec<_> = words.filter(|word| !word.is_name).collect();
    if words.len() < FEWEST_WORDS {
        return None;
    }
    let syllables: usize = words.iter().map(|word| syllables(language, &word.lower)).sum();
    #[expect(clippy::cast_precision_loss, reason = "counts of a short text")]
    let (count, sentences, syllables) =
        (words.len() as f64, sentences.len() as f64, syllables as f64);
    let (per_sentence, per_word) = (count / sentences, syllables / count);
    let score = match language {
        "nl" => 206.835 - 0.93 * per_sentence - 77.0 * per_word,
        "en" => 206.835 - 1.015 * per_sentence - 84.6 * per_word,
        _ => return None,
    };
    Some(Ease { score })
}

/// An estimate of the syllables of a word in small letters: its groups of vowels.
pub(super) fn syllables(language: &str, word: &str) -> usize {
    let mut count = 0;
    let mut in_group = false;
    for c in word.chars() {
        let is_vowel = "aeiouyáéíóúàèìòùâêîôûëïöüä".contains(c);
        // Two dots begin a syllable: "creëren".
        if is_vowel && (!in_group || "ëïöü".contains(c)) {
            count += 1;
        }
        in_group = is_vowel;
    }
    // English writes an e at the end that nobody says.
    let silent = language == "en" && word.ends_with('e') && !word.ends_with("le");
    (count - usize::from(silent && count > 1)).max(1)
}
