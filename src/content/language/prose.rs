//! The running text of a tip's file: what a reader reads, each byte where it was, and with names
//! of buttons, quotations and addresses made unreadable for rules about words.

use std::ops::Range;

/// Stands in for each byte of a name, a quotation or a link's text.
pub(super) const NAME: char = '\u{1}';

/// Passages of a Markdown body: a heading, a paragraph, an option or its feedback. Each is a range
/// in `text` with the prose in it, byte by byte.
pub(in crate::content) fn passages(text: &str, from: usize) -> Vec<(Range<usize>, String)> {
    let mut passages: Vec<Range<usize>> = Vec::new();
    let mut at = from;
    let mut joins = false;
    for line in text[from..].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim();
        let is_item = bare.starts_with("- ") || bare.starts_with("* ");
        if bare.is_empty() {
            joins = false;
        } else if let (true, false, Some(last)) = (joins, is_item, passages.last_mut()) {
            last.end = at;
        } else {
            passages.push(start..at);
            // An option is one line; what follows beneath it is its feedback.
            joins = !is_item && !bare.starts_with('#');
        }
    }
    passages.into_iter().map(|range| (range.clone(), prose(&text[range]))).collect()
}

/// The prose of a piece of Markdown, byte for byte as long.
pub(super) fn prose(markdown: &str) -> String {
    let mut hidden = vec![false; markdown.len()];
    let mut gone = vec![false; markdown.len()];
    for (open, close) in [("**", "**"), ("`", "`"), ("‘", "’"), ("“", "”"), ("\"", "\"")] {
        for range in between(markdown, open, close) {
            hidden[range].fill(true);
        }
    }
    for (at, _) in markdown.match_indices("](") {
        let Some(start) = markdown[..at].rfind('[') else { continue };
        let end = at + markdown[at..].find(')').unwrap_or(markdown.len() - at - 1);
        hidden[start..at].fill(true);
        gone[at..=end].fill(true);
    }
    let lead = markdown.len() - markdown.trim_start_matches([' ', '-', '#', '*']).len();
    let box_length = if markdown[lead..].starts_with('[') { 3 } else { 0 };
    gone[..(lead + box_length).min(markdown.len())].fill(true);
    let mut prose = String::with_capacity(markdown.len());
    for (at, c) in markdown.char_indices() {
        let length = c.len_utf8();
        if gone[at] || matches!(c, '*' | '_') {
            prose.extend(std::iter::repeat_n(' ', length));
        } else if hidden[at] && !c.is_whitespace() {
            prose.extend(std::iter::repeat_n('\u{1}', length));
        } else {
            prose.push(c);
        }
    }
    prose
}

/// The ranges between each opening sign and the closing one after it.
fn between(text: &str, open: &str, close: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(open).map(|at| from + at + open.len()) {
        let Some(end) = closing(text, start, close) else { break };
        found.push(start..end);
        from = end + close.len();
    }
    found
}

/// Where a quotation closes: a single quote inside a word is an apostrophe.
fn closing(text: &str, from: usize, close: &str) -> Option<usize> {
    let ends =
        |at: &usize| close != "’" || !text[at + close.len()..].starts_with(char::is_alphanumeric);
    text[from..].match_indices(close).map(|(at, _)| from + at).find(ends)
}
