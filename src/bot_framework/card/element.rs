//! The elements of a card.

use serde::{Deserialize, Serialize};

use super::action::Action;

/// Anything that can stand in the body of a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Element {
    /// Text.
    TextBlock(TextBlock),
    /// A picture.
    Image(Image),
    /// Elements that belong together.
    Container(Container),
    /// Elements side by side.
    ColumnSet {
        /// The columns, from left to right.
        columns: Vec<Column>,
    },
    /// Names and values.
    FactSet {
        /// The lines.
        facts: Vec<Fact>,
    },
    /// Buttons between other elements.
    ActionSet {
        /// The buttons.
        actions: Vec<Action>,
    },
    /// A choice between options.
    #[serde(rename = "Input.ChoiceSet")]
    ChoiceSet(ChoiceSet),
    /// A day.
    #[serde(rename = "Input.Date")]
    Date(DateInput),
}

/// Text. Bold, italic, lists and links in Markdown are drawn; nothing else is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TextBlock {
    /// The words.
    pub text: String,
    /// Always on: text that is cut off cannot be read.
    #[serde(default)]
    wrap: bool,
    /// How large.
    #[serde(default, skip_serializing_if = "is_default")]
    pub size: Size,
    /// How heavy.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weight: Weight,
    /// Less prominent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_subtle: bool,
    /// A colour with a meaning that the words also carry.
    #[serde(default, skip_serializing_if = "is_default")]
    pub color: Color,
    /// Its role for a screen reader.
    #[serde(default, skip_serializing_if = "is_default")]
    pub style: TextStyle,
    /// The space above.
    #[serde(default, skip_serializing_if = "is_default")]
    pub spacing: Spacing,
}

/// A picture on a public https address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Image {
    /// Where it is.
    pub url: String,
    /// What it shows, for those who do not see it.
    pub alt_text: String,
}

/// Elements that belong together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Container {
    /// What is in it.
    pub items: Vec<Element>,
    /// Its background.
    #[serde(default, skip_serializing_if = "is_default")]
    pub style: ContainerStyle,
    /// The space above.
    #[serde(default, skip_serializing_if = "is_default")]
    pub spacing: Spacing,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// `stretch`, `auto`, or a share as a number.
    pub width: String,
    /// What is in it.
    pub items: Vec<Element>,
}

/// One line of a fact set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The name.
    pub title: String,
    /// The value.
    pub value: String,
}

/// A choice between options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceSet {
    /// The name under which the answer comes back.
    pub id: String,
    /// The question.
    pub label: String,
    /// The options.
    pub choices: Vec<Choice>,
    /// A list to see at once, or one to fold out.
    #[serde(default)]
    pub style: ChoiceStyle,
    /// May several be chosen? They come back in one text, with commas between.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_multi_select: bool,
    /// What is chosen at first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Must something be chosen?
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_required: bool,
    /// What to say when it must and nothing is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error_message: String,
    /// Always on.
    #[serde(default)]
    wrap: bool,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The words.
    pub title: String,
    /// What comes back.
    pub value: String,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DateInput {
    /// The name under which the answer comes back, as `YYYY-MM-DD`.
    pub id: String,
    /// The question.
    pub label: String,
    /// The first day that can be chosen, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub min: String,
    /// What is chosen at first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Must a day be chosen?
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_required: bool,
    /// What to say when it must and none is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error_message: String,
}

/// How large text is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Size {
    /// Smaller than the rest.
    Small,
    /// As the rest.
    #[default]
    Default,
    /// A little larger.
    Medium,
    /// Large.
    Large,
}

/// How heavy text is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Weight {
    /// As the rest.
    #[default]
    Default,
    /// Bold.
    Bolder,
}

/// A colour with a meaning; the client's theme makes it readable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Color {
    /// As the rest.
    #[default]
    Default,
    /// Stands out.
    Accent,
    /// Went well.
    Good,
    /// Mind this.
    Warning,
}

/// The role of text for a screen reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TextStyle {
    /// Ordinary text.
    #[default]
    Default,
    /// A heading.
    Heading,
}

/// Space above an element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spacing {
    /// The usual space.
    #[default]
    Default,
    /// None.
    None,
    /// A little.
    Small,
    /// More than usual.
    Medium,
    /// Much.
    Large,
}

/// The background of a container.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ContainerStyle {
    /// As the card.
    #[default]
    Default,
    /// Set apart.
    Emphasis,
    /// Went well.
    Good,
    /// Mind this.
    Warning,
}

/// How a choice is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChoiceStyle {
    /// To fold out.
    #[default]
    Compact,
    /// All options at once.
    Expanded,
}

impl TextBlock {
    /// Ordinary text.
    pub fn new(text: impl Into<String>) -> TextBlock {
        TextBlock { text: text.into(), wrap: true, ..TextBlock::default() }
    }

    /// The heading of a card. A card has one.
    pub fn heading(text: impl Into<String>) -> TextBlock {
        TextBlock {
            size: Size::Large,
            weight: Weight::Bolder,
            style: TextStyle::Heading,
            ..TextBlock::new(text)
        }
    }

    /// Small, less prominent text.
    pub fn note(text: impl Into<String>) -> TextBlock {
        TextBlock { size: Size::Small, is_subtle: true, ..TextBlock::new(text) }
    }

    /// The text in bold.
    #[must_use]
    pub fn bold(mut self) -> TextBlock {
        self.weight = Weight::Bolder;
        self
    }

    /// The text with this space above it.
    #[must_use]
    pub fn spaced(mut self, spacing: Spacing) -> TextBlock {
        self.spacing = spacing;
        self
    }
}

impl ChoiceSet {
    /// A choice with all options in sight.
    pub fn new(id: &str, label: impl Into<String>, choices: Vec<Choice>) -> ChoiceSet {
        ChoiceSet {
            id: id.to_owned(),
            label: label.into(),
            choices,
            style: ChoiceStyle::Expanded,
            is_multi_select: false,
            value: String::new(),
            is_required: false,
            error_message: String::new(),
            wrap: true,
        }
    }

    /// With this chosen at first.
    #[must_use]
    pub fn chosen(mut self, value: impl Into<String>) -> ChoiceSet {
        self.value = value.into();
        self
    }

    /// With a list to fold out.
    #[must_use]
    pub fn compact(mut self) -> ChoiceSet {
        self.style = ChoiceStyle::Compact;
        self
    }

    /// With several options to choose.
    #[must_use]
    pub fn several(mut self) -> ChoiceSet {
        self.is_multi_select = true;
        self
    }

    /// With a choice that must be made, and what to say when it is not.
    #[must_use]
    pub fn required(mut self, error_message: impl Into<String>) -> ChoiceSet {
        (self.is_required, self.error_message) = (true, error_message.into());
        self
    }
}

impl Choice {
    /// An option.
    pub fn new(value: impl Into<String>, title: impl Into<String>) -> Choice {
        Choice { title: title.into(), value: value.into() }
    }
}

impl Element {
    /// Adds the actions in this element, in reading order.
    pub(super) fn collect_actions<'a>(&'a self, found: &mut Vec<&'a Action>) {
        match self {
            Element::ActionSet { actions } => found.extend(actions),
            Element::Container(container) => {
                for item in &container.items {
                    item.collect_actions(found);
                }
            }
            Element::ColumnSet { columns } => {
                for item in columns.iter().flat_map(|column| &column.items) {
                    item.collect_actions(found);
                }
            }
            Element::TextBlock(_)
            | Element::Image(_)
            | Element::FactSet { .. }
            | Element::ChoiceSet(_)
            | Element::Date(_) => {}
        }
    }
}

impl From<TextBlock> for Element {
    fn from(text: TextBlock) -> Element {
        Element::TextBlock(text)
    }
}

impl From<Image> for Element {
    fn from(image: Image) -> Element {
        Element::Image(image)
    }
}

impl From<Container> for Element {
    fn from(container: Container) -> Element {
        Element::Container(container)
    }
}

impl From<ChoiceSet> for Element {
    fn from(choices: ChoiceSet) -> Element {
        Element::ChoiceSet(choices)
    }
}

impl From<DateInput> for Element {
    fn from(date: DateInput) -> Element {
        Element::Date(date)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
