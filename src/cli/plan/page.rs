//! The self-check as a page: headings, a table and words; no meaning by colour alone.

use askama::Template;

use crate::content::self_check::{Answer, FactorWords, SelfCheck, SelfCheckWords};

#[derive(Template)]
#[template(path = "cli/plan/page.html")]
struct Page<'a> {
    language: &'a str,
    words: &'a SelfCheckWords,
    score: String,
    first: Option<&'a FactorWords>,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    factor: &'a FactorWords,
    answer: &'a str,
    origin: &'a str,
    is_gap: bool,
}

/// The page as HTML.
pub(super) fn page(check: &SelfCheck, words: &SelfCheckWords, language: &str) -> String {
    let rows = check.outcomes.iter().filter_map(|outcome| {
        Some(Row {
            factor: words.factors.get(&outcome.factor)?,
            answer: words.answer(outcome.answer),
            origin: words.origin(outcome.origin),
            is_gap: outcome.answer != Answer::Yes,
        })
    });
    let page = Page {
        language,
        words,
        score: words.points(check.points(), check.most_points()),
        first: check.first().and_then(|factor| words.factors.get(&factor)),
        rows: rows.collect(),
    };
    // Rendering into a text cannot fail: there is no writer that could.
    page.render().unwrap_or_default()
}
