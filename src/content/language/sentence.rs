//! A text as sentences and words, with the place of each.

use std::ops::Range;

/// Abbreviations after which a point ends nothing.
const ABBREVIATIONS: [&str; 20] = [
    "bijv", "bv", "o.a", "d.w.z", "m.a.w", "a.u.b", "i.p.v", "t.b.v", "n.a.v", "t.z.t", "nr",
    "dhr", "mevr", "enz", "e.g", "i.e", "etc", "mr", "mrs", "dr",
];

/// One sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// Its words.
    pub words: Vec<Word>,
    /// Places of exclamation marks.
    pub shouts: Vec<usize>,
}

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// As it is written.
    pub text: String,
    /// In small letters.
    pub lower: String,
    /// What is not running text, such as the name of a button: counted, never judged.
    pub is_name: bool,
}

/// The sentences of a text.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut sentence = Sentence { at: 0..0, words: Vec::new(), shouts: Vec::new() };
    let mut rest = 0;
    while let Some((at, token)) = next_token(text, rest) {
        rest = at + token.len();
        if let Some(word) = word(at, token) {
            sentence.words.push(word);
        }
        sentence.shouts.extend(token.find('!').map(|within| at + within));
        if ends_sentence(token) {
            take(&mut sentence, &mut found);
        }
    }
    take(&mut sentence, &mut found);
    found
}

fn take(sentence: &mut Sentence, found: &mut Vec<Sentence>) {
    if let (Some(first), Some(last)) = (sentence.words.first(), sentence.words.last()) {
        sentence.at = first.at.start..last.at.end;
        found.push(sentence.clone());
    }
    sentence.words.clear();
    sentence.shouts.clear();
}

/// The next run of characters that are not white space.
fn next_token(text: &str, from: usize) -> Option<(usize, &str)> {
    let start = from + text[from..].find(|c: char| !c.is_whitespace())?;
    let length = text[start..].find(char::is_whitespace).unwrap_or(text.len() - start);
    Some((start, &text[start..start + length]))
}

fn word(at: usize, token: &str) -> Option<Word> {
    let is_edge = |c: char| !c.is_alphanumeric();
    let inside = token.trim_matches(is_edge);
    if inside.is_empty() {
        return None;
    }
    let start = at + token.find(inside).unwrap_or(0);
    Some(Word {
        at: start..start + inside.len(),
        text: inside.to_owned(),
        lower: inside.to_lowercase(),
        // The prose hides names behind this sign; capitals and digits inside a word are names too.
        is_name: inside.starts_with(super::prose::NAME)
            || inside.chars().skip(1).any(|c| c.is_uppercase() || c.is_numeric()),
    })
}

fn ends_sentence(token: &str) -> bool {
    let bare = token.trim_end_matches(['"', '\'', ')', '”', '’', '*', '_', '»']);
    let before = bare.trim_end_matches('.').to_lowercase();
    let abbreviated = bare.ends_with('.')
        && ABBREVIATIONS.contains(&before.trim_start_matches(|c: char| !c.is_alphanumeric()));
    bare.ends_with(['.', '!', '?', ':', ';', '…']) && !abbreviated
}
