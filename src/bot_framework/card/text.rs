//! A card as plain text, for terminals, transcripts and tests.

use super::{Action, Card, Choice, Element};

impl Card {
    /// The card in lines of text: a heading as `# …`, an option as `( ) …`, a button as `[…]`.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        for element in &self.body {
            write_element(element, &mut lines);
        }
        if !self.actions.is_empty() {
            lines.push(buttons(&self.actions));
        }
        lines.join("\n")
    }
}

fn write_element(element: &Element, lines: &mut Vec<String>) {
    match element {
        Element::TextBlock(block) => {
            let heading = block.style == super::TextStyle::Heading;
            lines.push(format!("{}{}", if heading { "# " } else { "" }, unescape(&block.text)));
        }
        Element::Image(image) => lines.push(format!("({})", image.alt_text)),
        Element::Container(container) => {
            for item in &container.items {
                write_element(item, lines);
            }
        }
        Element::ColumnSet { columns } => {
            for item in columns.iter().flat_map(|column| &column.items) {
                write_element(item, lines);
            }
        }
        Element::FactSet { facts } => {
            lines.extend(facts.iter().map(|fact| format!("{}: {}", fact.title, fact.value)));
        }
        Element::ActionSet { actions } => lines.push(buttons(actions)),
        Element::ChoiceSet(set) => {
            lines.push(set.label.clone());
            let chosen = |choice: &Choice| set.value.split(',').any(|value| value == choice.value);
            lines.extend(set.choices.iter().map(|choice| {
                format!("  ({}) {}", if chosen(choice) { "x" } else { " " }, choice.title)
            }));
        }
        Element::Date(date) => lines.push(format!("{}: ____-__-__", date.label)),
    }
}

fn buttons(actions: &[Action]) -> String {
    let button = |action: &Action| match action {
        Action::Execute(_) | Action::Submit(_) => format!("[{}]", action.title()),
        Action::OpenUrl(open) => format!("[{} ↗ {}]", open.title, open.url),
    };
    actions.iter().map(button).collect::<Vec<_>>().join(" ")
}

/// Markdown's backslashes keep signs from being read as Markdown; a person does not see them.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let escapes = sign == '\\' && signs.peek().is_some_and(char::is_ascii_punctuation);
        plain.push(if escapes { signs.next().unwrap_or(sign) } else { sign });
    }
    plain
}
