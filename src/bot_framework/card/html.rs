//! The accessible HTML rendering: headings, labels and real buttons, no script of its own.

use askama::Template;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, html};

use super::element::{ChoiceStyle, Element};
use super::{Action, Card, TextBlock};
use crate::bot_framework::card::element::{
    Color, ContainerStyle, Size, Spacing, TextStyle, Weight,
};

/// The whole card. Buttons carry `data-action`, the position in [`Card::all_actions`]; inputs
/// carry their id as `name`, prefixed on the page so that two cards never share an id.
#[derive(Template)]
#[template(path = "bot_framework/card/card.html")]
struct CardPage<'a> {
    card: &'a Card,
    prefix: &'a str,
    body: String,
    actions: String,
}

#[derive(Template)]
#[template(path = "bot_framework/card/element.html")]
struct ElementPart<'a> {
    element: &'a Element,
    prefix: &'a str,
    inner: Vec<String>,
    text: String,
}

#[derive(Template)]
#[template(path = "bot_framework/card/actions.html")]
struct ActionsPart<'a> {
    actions: Vec<(usize, &'a Action)>,
}

impl Card {
    /// The card as HTML. `prefix` makes the ids on a page unique.
    pub fn html(&self, prefix: &str) -> String {
        let mut next_action = 0;
        let body = self
            .body
            .iter()
            .map(|element| element_html(element, prefix, &mut next_action))
            .collect();
        let actions = actions_html(&self.actions, &mut next_action);
        render(&CardPage { card: self, prefix, body, actions })
    }
}

fn element_html(element: &Element, prefix: &str, next_action: &mut usize) -> String {
    let inner = match element {
        Element::Container(container) => {
            container.items.iter().map(|item| element_html(item, prefix, next_action)).collect()
        }
        Element::ColumnSet { columns } => columns
            .iter()
            .map(|column| {
                let items = column.items.iter();
                items.map(|item| element_html(item, prefix, next_action)).collect()
            })
            .collect(),
        Element::ActionSet { actions } => vec![actions_html(actions, next_action)],
        _ => Vec::new(),
    };
    let text = match element {
        Element::TextBlock(block) => markdown(&block.text),
        _ => String::new(),
    };
    render(&ElementPart { element, prefix, inner, text })
}

fn actions_html(actions: &[Action], next_action: &mut usize) -> String {
    let first = *next_action;
    *next_action += actions.len();
    render(&ActionsPart { actions: (first..).zip(actions).collect() })
}

fn render(template: &impl Template) -> String {
    template.render().expect("writing into a text does not fail")
}

/// Bold, italic, lists and links as in Teams; all else as the words it is made of.
fn markdown(text: &str) -> String {
    let mut drawn = String::new();
    let mut link_open = Vec::new();
    let events = Parser::new_ext(text, Options::empty()).filter_map(|event| match event {
        Event::Start(Tag::Heading { .. } | Tag::BlockQuote(_) | Tag::CodeBlock(_)) => {
            Some(Event::Start(Tag::Paragraph))
        }
        Event::End(TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::CodeBlock) => {
            Some(Event::End(TagEnd::Paragraph))
        }
        Event::Start(Tag::Link { dest_url, .. }) => {
            let safe = dest_url.starts_with("https://");
            link_open.push(safe);
            safe.then(|| {
                Event::Start(Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url,
                    title: "".into(),
                    id: "".into(),
                })
            })
        }
        Event::End(TagEnd::Link) => {
            link_open.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link))
        }
        Event::Html(words) | Event::InlineHtml(words) | Event::Code(words) => {
            Some(Event::Text(words))
        }
        Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Item | Tag::Emphasis | Tag::Strong)
        | Event::End(
            TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Item | TagEnd::Emphasis | TagEnd::Strong,
        )
        | Event::Text(_)
        | Event::SoftBreak
        | Event::HardBreak => Some(event),
        _ => None,
    });
    html::push_html(&mut drawn, events);
    drawn
}

impl TextBlock {
    fn is_heading(&self) -> bool {
        self.style == TextStyle::Heading
    }

    /// CSS classes, one for each property that differs from the default.
    fn classes(&self) -> String {
        let mut classes = vec!["card-text"];
        classes.extend(match self.size {
            Size::Small => Some("small"),
            Size::Default => None,
            Size::Medium => Some("medium"),
            Size::Large => Some("large"),
        });
        classes.extend((self.weight == Weight::Bolder).then_some("bolder"));
        classes.extend(self.is_subtle.then_some("subtle"));
        classes.extend(match self.color {
            Color::Default => None,
            Color::Accent => Some("accent"),
            Color::Good => Some("good"),
            Color::Warning => Some("warning"),
        });
        classes.extend(space(self.spacing));
        classes.join(" ")
    }
}

impl super::Container {
    fn classes(&self) -> String {
        let mut classes = vec!["card-container"];
        classes.extend(match self.style {
            ContainerStyle::Default => None,
            ContainerStyle::Emphasis => Some("emphasis"),
            ContainerStyle::Good => Some("good"),
            ContainerStyle::Warning => Some("warning"),
        });
        classes.extend(space(self.spacing));
        classes.join(" ")
    }
}

impl super::ChoiceSet {
    fn is_compact(&self) -> bool {
        self.style == ChoiceStyle::Compact && !self.is_multi_select
    }

    fn is_chosen(&self, choice: &super::Choice) -> bool {
        if self.is_multi_select {
            self.value.split(',').any(|value| value == choice.value)
        } else {
            self.value == choice.value
        }
    }
}

fn space(spacing: Spacing) -> Option<&'static str> {
    match spacing {
        Spacing::Default => None,
        Spacing::None => Some("space-none"),
        Spacing::Small => Some("space-small"),
        Spacing::Medium => Some("space-medium"),
        Spacing::Large => Some("space-large"),
    }
}
