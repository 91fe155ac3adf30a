//! The documents for the privacy officer and the works council, written from the running settings:
//! what is kept, why, how long and who sees it. In Dutch, because those who decide read Dutch.
//!
//! What they say of tables comes from [`KEPT`] and [`BESIDE`], which a test holds against the database,
//! and what they say of terms from the settings that the server itself carries out.

use askama::Template;
use jiff::civil::Date;
use pulldown_cmark::{Options, Parser, html};

use crate::store::privacy::{BESIDE, KEPT, Kept, Term};
use crate::store::retention::Retention;

/// What the documents are written from.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The organisation's name.
    pub organisation: String,
    /// How many tenants are served.
    pub tenants: usize,
    /// Is the database PostgreSQL?
    pub postgres: bool,
    /// How long things are kept.
    pub retention: Retention,
    /// The most nudges a week that somebody gets without choosing.
    pub per_week: u8,
    /// The most nudges a week that anybody can choose.
    pub most_per_week: u8,
    /// The languages, by their own names.
    pub languages: Vec<String>,
    /// Who is spoken to beside the organisation's own machine.
    pub hosts: Vec<String>,
    /// Are figures for operators given out?
    pub metrics: bool,
    /// The host that traces go to, where a collector of OpenTelemetry is named.
    pub traces: Option<String>,
    /// What Microsoft Graph is used for, where it is.
    pub graph: Option<Graph>,
    /// The version of the program.
    pub version: &'static str,
    /// The day on which it is written.
    pub day: Date,
}

/// What Microsoft Graph is used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// Installing the app for the people of a group.
    pub install: bool,
    /// Departments, functions, managers and leavers.
    pub people: bool,
    /// Who is in groups that the plan names.
    pub groups: bool,
    /// The permissions that these need.
    pub permissions: Vec<&'static str>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its file name.
    pub name: String,
    /// Its text.
    pub text: String,
}

#[derive(Template)]
#[template(path = "privacy_pack/dpia.md", escape = "none")]
struct Dpia<'a> {
    facts: &'a Facts,
    kept: &'a [Kept],
    beside: &'a [Kept],
}

#[derive(Template)]
#[template(path = "privacy_pack/ondernemingsraad.md", escape = "none")]
struct WorksCouncil<'a> {
    facts: &'a Facts,
    kept: &'a [Kept],
}

#[derive(Template)]
#[template(path = "privacy_pack/page.html")]
struct Page<'a> {
    title: &'a str,
    body: &'a str,
}

/// All documents, each as Markdown and as HTML.
pub fn documents(facts: &Facts) -> Result<Vec<Document>, askama::Error> {
    let texts = [
        (
            "dpia",
            "Gegevensbescherming: Stapje",
            Dpia { facts, kept: KEPT, beside: BESIDE }.render()?,
        ),
        (
            "ondernemingsraad",
            "Stapje en de ondernemingsraad",
            WorksCouncil { facts, kept: KEPT }.render()?,
        ),
    ];
    let mut documents = Vec::new();
    for (name, title, text) in texts {
        let body = to_html(&text);
        let page = Page { title, body: &body }.render()?;
        documents.push(Document { name: format!("{name}.md"), text });
        documents.push(Document { name: format!("{name}.html"), text: page });
    }
    Ok(documents)
}

impl Facts {
    /// Is Graph asked who works where, and who left?
    fn people(&self) -> bool {
        self.graph.as_ref().is_some_and(|graph| graph.people || graph.groups)
    }

    /// A term, in Dutch.
    fn term(&self, term: Term) -> String {
        let Retention { answers_months, delivery_days, leavers_days } = self.retention;
        match term {
            Term::WhileUsing => format!(
                "zolang Stapje iemand kent: zolang de app er staat, ook na *stop*, en dan nog {}",
                days(leavers_days)
            ),
            Term::Answers => {
                format!("{}, en niet langer dan Stapje iemand kent", months(answers_months))
            }
            Term::Deliveries => {
                format!("{}, en niet langer dan Stapje iemand kent", days(delivery_days))
            }
            Term::OnTheList => format!(
                "niet langer dan Stapje iemand kent; van iemand die Stapje nooit ontmoette: {} na de laatste lijst waarop die persoon stond",
                days(leavers_days)
            ),
            Term::Other(term) => term.to_owned(),
        }
    }
}

fn days(number: u32) -> String {
    if number == 1 { "1 dag".to_owned() } else { format!("{number} dagen") }
}

fn months(number: u32) -> String {
    if number == 1 { "1 maand".to_owned() } else { format!("{number} maanden") }
}

fn to_html(markdown: &str) -> String {
    let mut body = String::new();
    html::push_html(&mut body, Parser::new_ext(markdown, Options::ENABLE_TABLES));
    body
}
