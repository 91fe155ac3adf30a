//! The body of a tip's file: title, tip, one thing to try, question with options.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::finding::{Finding, Place, Rule};
use super::tip::{Choice, Picture, Question, TryIt};

/// What the body says.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) try_it: Option<TryIt>,
    pub(super) picture: Option<Picture>,
    pub(super) question: Option<Question>,
    /// Where the title begins, for findings about it.
    pub(super) title_at: usize,
    /// Where the tip's own text begins.
    pub(super) text_at: usize,
    /// Where the thing to try begins.
    pub(super) try_at: usize,
    /// Where the picture begins.
    pub(super) picture_at: usize,
    /// Where the question begins.
    pub(super) question_at: usize,
}

/// A block at the top level.
struct Block<'a> {
    kind: Kind,
    range: Range<usize>,
    events: Vec<(Event<'a>, Range<usize>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heading(HeadingLevel),
    Paragraph,
    List,
    Other,
}

/// Reads a body. `whole` is the file's text and `from` where the body starts in it, so that
/// findings point into the file.
pub(super) fn read(file: &str, whole: &str, from: usize, findings: &mut Vec<Finding>) -> Body {
    let body = Body { title_at: from, text_at: from, question_at: from, ..Body::default() };
    let mut reader = Reader { file, whole, from, body, findings };
    for block in blocks(&whole[from..]) {
        reader.take(&block);
    }
    reader.finish()
}

/// Reads the body of a talking point: a title, a text, and one question as the last heading.
pub(super) fn read_talk(file: &str, whole: &str, from: usize, findings: &mut Vec<Finding>) -> Body {
    let body = Body { title_at: from, text_at: from, question_at: from, ..Body::default() };
    let mut reader = Reader { file, whole, from, body, findings };
    for block in blocks(&whole[from..]) {
        if block.kind == Kind::List && reader.body.question.is_some() {
            reader.error(
                &block,
                Rule::AfterQuestion,
                "a list stands after the question",
                "The team answers in its own words: take the list out, or put it above the question.",
            );
        } else {
            reader.take(&block);
        }
    }
    let Reader { body, findings, .. } = reader;
    let mut missing = |is_missing: bool, what: &str, help: &str| {
        if is_missing {
            findings.push(Finding::error(
                Place::at(file, whole, from),
                Rule::MissingPart,
                what,
                help,
            ));
        }
    };
    let no_title = "Start the body with `# ` and a short title.";
    missing(body.title.is_empty(), "the talking point has no title", no_title);
    let no_text = "Write one or two short paragraphs under the title.";
    missing(body.text.is_empty(), "the talking point has no text", no_text);
    let no_question = "End with `## ` and one question for the team.";
    missing(body.question.is_none(), "the talking point has no question", no_question);
    body
}

struct Reader<'a> {
    file: &'a str,
    whole: &'a str,
    from: usize,
    body: Body,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    fn take(&mut self, block: &Block) {
        let source = self.whole[self.from..][block.range.clone()].trim();
        if self.has_html(block) && block.kind == Kind::Other {
            return;
        }
        match (block.kind, &mut self.body.question) {
            (Kind::Heading(HeadingLevel::H1), _) if self.body.title.is_empty() => {
                self.body.title = plain(&block.events);
                self.body.title_at = self.from + block.range.start;
            }
            (Kind::Heading(HeadingLevel::H2), None) => {
                self.body.question_at = self.from + block.range.start;
                let prompt = plain(&block.events);
                self.body.question = Some(Question { prompt, choices: Vec::new() });
            }
            (Kind::List, Some(question)) if question.choices.is_empty() => {
                question.choices = choices(&block.events);
            }
            (Kind::Paragraph, None) => self.paragraph(block, source),
            (Kind::List, None) if has_link(block) => self.error(block, Rule::Link,
                "a link stands in a list",
                "Put the one link of the tip in a paragraph of its own: it becomes the button."),
            (Kind::List, None) => self.add_text(block, source),
            (Kind::Paragraph, Some(_)) => self.error(block, Rule::AfterQuestion,
                "a paragraph stands between or after the question and its options",
                "Put the whole question in the heading, and feedback under its option with two spaces before it."),
            (Kind::Heading(_), _) => self.error(block, Rule::Heading,
                "a heading that is neither the title nor the question",
                "Use one `#` title and one `##` question; take other headings out."),
            (Kind::List, Some(_)) => self.error(block, Rule::SecondList,
                "a second list after the question",
                "Put all options in one list, without text between them."),
            (Kind::Other, _) => self.error(block, Rule::NotOnACard,
                "this cannot be shown on a card",
                "Use paragraphs, lists, bold, italic and links; Teams shows no tables, HTML or code blocks."),
        }
    }

    /// HTML is told where it stands.
    fn has_html(&mut self, block: &Block) -> bool {
        let html = block.events.iter().find(|(event, _)| {
            matches!(event, Event::InlineHtml(_) | Event::Html(_) | Event::Start(Tag::HtmlBlock))
        });
        let Some((_, range)) = html else { return false };
        let place = Place::at(self.file, self.whole, self.from + range.start);
        self.findings.push(Finding::error(
            place,
            Rule::Html,
            "this is HTML",
            "Take it out; use `**bold**`, `_italic_`, a list or a plain line.",
        ));
        true
    }

    fn paragraph(&mut self, block: &Block, source: &str) {
        let links = parts(&block.events, |tag| matches!(tag, Tag::Link { .. }));
        let pictures = parts(&block.events, |tag| matches!(tag, Tag::Image { .. }));
        if let [(picture, _)] = pictures.as_slice() {
            let Tag::Image { dest_url, .. } = picture else { return };
            self.body.picture_at = self.from + block.range.start;
            self.body.picture =
                Some(Picture { url: dest_url.to_string(), alt: plain(&block.events) });
        } else if let [(link, range)] = links.as_slice()
            && self.body.try_it.is_none()
        {
            let Tag::Link { dest_url, .. } = link else { return };
            let inside = block
                .events
                .iter()
                .filter(|(_, at)| at.start >= range.start && at.end <= range.end);
            let label = plain_of(inside.map(|(event, _)| event));
            let before = &self.whole[self.from..][block.range.start..range.start];
            let after = &self.whole[self.from..][range.end..block.range.end];
            let text = one_line(&format!("{} {}", before.trim(), after.trim()));
            self.body.try_at = self.from + block.range.start;
            self.body.try_it = Some(TryIt { text, label, url: dest_url.to_string() });
        } else if links.is_empty() {
            self.add_text(block, source);
        } else {
            self.error(
                block,
                Rule::TooManyLinks,
                "more than one link",
                "A tip has one thing to try, with one link. Keep the most useful one.",
            );
        }
    }

    fn add_text(&mut self, block: &Block, source: &str) {
        if self.body.text.is_empty() {
            self.body.text_at = self.from + block.range.start;
        } else {
            self.body.text.push_str("\n\n");
        }
        match block.kind {
            Kind::List => self.body.text.push_str(source),
            _ => self.body.text.push_str(&one_line(source)),
        }
    }

    fn error(&mut self, block: &Block, rule: Rule, what: &str, help: &str) {
        let place = Place::at(self.file, self.whole, self.from + block.range.start);
        self.findings.push(Finding::error(place, rule, what, help));
    }

    fn finish(self) -> Body {
        let mut missing = |what: &str, help: &str| {
            let place = Place::at(self.file, self.whole, self.from);
            self.findings.push(Finding::error(place, Rule::MissingPart, what, help));
        };
        if self.body.title.is_empty() {
            missing("the tip has no title", "Start the body with `# ` and a short title.");
        }
        if self.body.text.is_empty() {
            missing("the tip has no text", "Write one or two short paragraphs under the title.");
        }
        if self.body.question.is_none() {
            missing(
                "the tip has no check-in question",
                "Add `## ` with a question, and under it a list of options: `- [ ]` and one `- [x]`.",
            );
        }
        self.body
    }
}

/// The blocks at the top level, each with its events.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut depth = 0;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TASKLISTS).into_offset_iter() {
        let opens = matches!(event, Event::Start(_));
        let closes = matches!(event, Event::End(_));
        if depth == 0 {
            let kind = match &event {
                Event::Start(Tag::Heading { level, .. }) => Kind::Heading(*level),
                Event::Start(Tag::Paragraph) => Kind::Paragraph,
                Event::Start(Tag::List(_)) => Kind::List,
                _ => Kind::Other,
            };
            blocks.push(Block { kind, range: range.clone(), events: Vec::new() });
        }
        if let Some(block) = blocks.last_mut() {
            block.events.push((event, range));
        }
        depth += usize::from(opens);
        depth -= usize::from(closes);
    }
    blocks
}

/// The addresses of links and pictures in Markdown that is no tip.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let address = |event: Event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.to_string())
        }
        _ => None,
    };
    Parser::new(text).filter_map(address).collect()
}

fn has_link(block: &Block) -> bool {
    !parts(&block.events, |tag| matches!(tag, Tag::Link { .. } | Tag::Image { .. })).is_empty()
}

/// The tags of one kind in a block, with their ranges.
fn parts<'a>(
    events: &[(Event<'a>, Range<usize>)],
    wanted: impl Fn(&Tag) -> bool,
) -> Vec<(Tag<'a>, Range<usize>)> {
    events
        .iter()
        .filter_map(|(event, range)| match event {
            Event::Start(tag) if wanted(tag) => Some((tag.clone(), range.clone())),
            _ => None,
        })
        .collect()
}

/// The options of a question: the first line of an item is the option, the rest its feedback.
fn choices(events: &[(Event, Range<usize>)]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    let mut right = false;
    let mut depth = 0;
    for (event, _) in events {
        match event {
            Event::Start(Tag::Item) => {
                depth += 1;
                if depth == 1 {
                    (lines, right) = (vec![String::new()], false);
                }
            }
            Event::End(TagEnd::Item) => {
                depth -= 1;
                if depth == 0 {
                    choices.push(choice(&lines, right));
                }
            }
            Event::TaskListMarker(ticked) if depth == 1 => right = *ticked,
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => {
                lines.push(String::new());
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(line) = lines.last_mut() {
                    line.push_str(words);
                }
            }
            _ => {}
        }
    }
    choices
}

fn choice(lines: &[String], right: bool) -> Choice {
    let mut lines = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    let text = lines.next().unwrap_or_default().to_owned();
    let feedback = lines.collect::<Vec<_>>().join(" ");
    Choice { text, right, feedback }
}

fn plain(events: &[(Event, Range<usize>)]) -> String {
    plain_of(events.iter().map(|(event, _)| event))
}

fn plain_of<'a, 'b: 'a>(events: impl Iterator<Item = &'a Event<'b>>) -> String {
    let mut words = String::new();
    for event in events {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words.trim().to_owned()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
