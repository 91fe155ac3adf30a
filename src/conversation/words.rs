//! The product's words in one language: a key and values in, a text out.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::civil::{Date, Time};
use unic_langid::LanguageIdentifier;

use crate::content::{Catalog, Language, Place, Source};
use crate::learning::{Learned, Library};

/// A language that can be spoken: the product's words and the organisation's.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
}

/// What is live: the catalog with its words ready to use, and the library as each organisation's
/// people have taught us to see it. Replaced as a whole; a clone is the same content.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The plan, the languages and the tips.
    pub catalog: Arc<Catalog>,
    /// Which content it is: the same files have the same version.
    pub version: String,
    words: Arc<BTreeMap<String, Words>>,
    /// By tenant.
    libraries: BTreeMap<String, Library>,
}

/// The words of a language cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}. Compare with words.ftl in another language's folder.")]
pub struct WordsError {
    file: String,
    what: String,
}

impl WordsError {
    /// Where it is.
    pub fn place(&self) -> Place {
        Place::start_of(&self.file)
    }

    /// What is wrong.
    pub fn what(&self) -> &str {
        &self.what
    }
}

impl Edition {
    /// Makes a catalog ready to be spoken from. Every language must have every word that is
    /// built in.
    pub fn new(catalog: Catalog) -> Result<Edition, WordsError> {
        let built_in = Source::built_in_words("nl").unwrap_or_default();
        let words = catalog
            .languages
            .values()
            .map(|language| Ok((language.code.clone(), Words::read(language, &built_in)?)))
            .collect::<Result<BTreeMap<_, _>, WordsError>>()?;
        Ok(Edition {
            catalog: Arc::new(catalog),
            version: "unversioned".to_owned(),
            words: Arc::new(words),
            libraries: BTreeMap::new(),
        })
    }

    /// The same content, seen as the people of each tenant have taught us to.
    #[must_use]
    pub fn seen_by(self, learned: &BTreeMap<String, Learned>) -> Edition {
        let written = &self.catalog.library;
        let seen =
            |(tenant, learned): (&String, &Learned)| (tenant.clone(), written.informed_by(learned));
        Edition { libraries: learned.iter().map(seen).collect(), ..self }
    }

    /// The library as the people of this tenant have taught us to see it.
    pub fn library(&self, tenant_id: &str) -> &Library {
        self.libraries.get(tenant_id).unwrap_or(&self.catalog.library)
    }

    /// The language to speak with somebody who asked for `tag`, and its words.
    ///
    /// # Panics
    /// Never: each language of the catalog has its words.
    pub fn language(&self, tag: &str) -> (&Language, &Words) {
        let language = self.catalog.language(Some(tag));
        (language, &self.words[&language.code])
    }

    /// All languages: code and own name.
    pub fn languages(&self) -> impl Iterator<Item = (&str, &str)> {
        let order = &self.catalog.plan.languages;
        let language = |code: &String| {
            let language = self.catalog.languages.get(code)?;
            Some((language.code.as_str(), language.texts.language.as_str()))
        };
        order.iter().filter_map(language)
    }
}

impl Words {
    fn read(language: &Language, built_in: &str) -> Result<Words, WordsError> {
        let file = format!("{}/words.ftl", language.code);
        let fail = |what: String| WordsError { file: file.clone(), what };
        let tag: LanguageIdentifier = language
            .code
            .parse()
            .map_err(|_| fail("the folder's name is not a language tag".to_owned()))?;
        let resource = FluentResource::try_new(language.words.clone()).map_err(|(_, errors)| {
            let first = errors.first().map(|error| {
                let line = language.words[..error.pos.start].matches('\n').count() + 1;
                format!("line {line} cannot be read ({})", error.kind)
            });
            fail(first.unwrap_or_default())
        })?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Marks round inserted values help in mixed scripts; in cards they show up as boxes.
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).map_err(|_| fail("a name stands in it twice".to_owned()))?;
        let names = built_in.lines().filter(|line| line.starts_with(char::is_alphabetic));
        let names = names.filter_map(|line| line.split_once('=').map(|(name, _)| name.trim_end()));
        let missing: Vec<&str> = names.filter(|name| !bundle.has_message(name)).collect();
        if !missing.is_empty() {
            return Err(fail(format!("these names are missing: {}", missing.join(", "))));
        }
        Ok(Words { bundle })
    }

    /// The text with this key.
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The text with this key, with values filled in.
    pub fn say_with(&self, key: &str, values: &[(&str, FluentValue)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, "a text is missing");
            return key.to_owned();
        };
        let args: FluentArgs = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, "a text lacks a value");
        }
        text.into_owned()
    }

    /// A day, in words: "dinsdag 3 maart".
    pub fn date(&self, day: Date) -> String {
        let weekday = format!("weekday-{}", day.weekday().to_monday_one_offset());
        let month = format!("month-{}", day.month());
        self.say_with(
            "date",
            &[
                ("weekday", self.say(&weekday).into()),
                ("day", i64::from(day.day()).into()),
                ("month", self.say(&month).into()),
            ],
        )
    }

    /// Words in a row: "a, b en c".
    pub fn list(&self, mut items: Vec<String>) -> String {
        let Some(last) = items.pop() else { return String::new() };
        if items.is_empty() {
            return last;
        }
        let first = items.join(", ");
        self.say_with("and", &[("first", first.into()), ("last", last.into())])
    }
}

/// A time on the clock, as in "9.30".
pub(super) fn clock_time(time: Time, language: &str) -> String {
    let separator = if language == "nl" { '.' } else { ':' };
    format!("{}{separator}{:02}", time.hour(), time.minute())
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Words")
    }
}
