//! The links of the content, and what an answer says about each.
//!
//! Nothing is asked here: whoever can ask (`stapje content check --online`) takes
//! [`Loaded::links`](super::Loaded::links), asks for each, and hands the [`Reply`] to [`verdict`].

mod picture;
mod same_page;
mod verdict;

use std::collections::BTreeMap;

use url::Url;

use super::finding::Place;
use super::markdown;
use super::plan::{Plan, knows_host};
use super::read::{Read, TipFile};

pub use picture::LARGEST_PICTURE;
pub use verdict::{Reply, Silence, verdict};

/// Where somebody signs in; a page that leads there is there.
const SIGN_IN: [&str; 3] = ["login.microsoftonline.com", "login.live.com", "login.microsoft.com"];

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// The page where the facts of a tip come from.
    Source,
    /// What a button opens.
    Button,
    /// A picture on a card.
    Picture,
}

/// One use of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// What for.
    pub kind: LinkKind,
    /// Where it stands.
    pub place: Place,
}

/// One address, and everywhere it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address.
    pub url: Url,
    /// Its uses, by file.
    pub uses: Vec<Use>,
}

/// The links of all tips that may be asked for: https, and on a host that the plan knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Links {
    /// Each address once.
    pub all: Vec<Link>,
    /// The hosts that the plan adds to Microsoft's.
    hosts: Vec<String>,
}

/// Where a redirect leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hop {
    /// To another page that may be asked for.
    On(Url),
    /// To where somebody signs in.
    SignIn,
    /// To a place that the plan does not know, or to none.
    Away(String),
}

impl Link {
    /// Is it used as a picture?
    pub fn is_picture(&self) -> bool {
        self.uses.iter().any(|it| it.kind == LinkKind::Picture)
    }
}

impl Links {
    /// Where to go on, after an answer that points to `location`.
    pub fn hop(&self, from: &Url, location: &str) -> Hop {
        let Ok(to) = from.join(location) else { return Hop::Away(location.to_owned()) };
        match to.host_str() {
            Some(host) if SIGN_IN.contains(&host) => Hop::SignIn,
            Some(host) if to.scheme() == "https" && knows_host(&self.hosts, host) => Hop::On(to),
            _ => Hop::Away(to.to_string()),
        }
    }
}

/// The links of tips and moments. What may not be asked for has a finding already.
pub(super) fn links(plan: &Plan, read: &Read) -> Links {
    let mut by_url: BTreeMap<Url, Vec<Use>> = BTreeMap::new();
    let of_tips = read.tips.iter().flat_map(TipFile::addresses);
    let of_tips = of_tips.map(|(kind, url, place)| (kind, url.to_owned(), place));
    for (kind, url, place) in of_tips.chain(of_moments(read)) {
        let Ok(url) = Url::parse(&url) else { continue };
        if url.scheme() == "https" && url.host_str().is_some_and(|host| plan.knows_host(host)) {
            by_url.entry(url).or_default().push(Use { kind, place });
        }
    }
    let all = by_url.into_iter().map(|(url, uses)| Link { url, uses }).collect();
    Links { all, hosts: plan.link_hosts.clone() }
}

fn of_moments(read: &Read) -> impl Iterator<Item = (LinkKind, String, Place)> {
    read.texts.iter().flat_map(move |(language, texts)| {
        let file = format!("{language}/texts.yaml");
        let urls = texts.moments.values().flat_map(|moment| markdown::addresses(&moment.body));
        let at = move |url: String| {
            let text = read.text(&file);
            let place = Place::at(&file, text, text.find(&url).unwrap_or_default());
            (LinkKind::Button, url, place)
        };
        urls.map(at)
    })
}
