//! `stapje content check --online`: asks for every link, politely.
//!
//! One address is asked for once, those of one host one after the other with a pause between, a
//! few hosts at a time. Redirects are followed by hand, and only to hosts that the plan knows.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;

use super::Failure;
use crate::bot_framework::read_up_to;
use crate::clock::pause;
use crate::content::Finding;
use crate::content::links::{Hop, LARGEST_PICTURE, Link, Links, Reply, Silence, verdict};

/// What we call ourselves.
const USER_AGENT: &str = concat!("stapje-content-check/", env!("CARGO_PKG_VERSION"));
/// Limits for opening a connection and for one answer.
const CONNECT: Duration = Duration::from_secs(10);
const TOTAL: Duration = Duration::from_secs(20);
/// Hosts that are asked at the same time.
const HOSTS_AT_ONCE: usize = 6;
/// Between two questions to one host.
const PAUSE: Duration = Duration::from_millis(200);
/// The most redirects that are followed.
const MOST_HOPS: usize = 8;
/// A host that was silent so many times in a row is left alone.
const MOST_SILENCES: usize = 3;

/// Asks for every link; what is wrong with them, and how many there were.
pub(super) async fn ask(links: Links) -> Result<(Vec<Finding>, usize), Failure> {
    let bar = ProgressBar::new(links.all.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos} of {len} links, {eta} left")?);
    let asker = Arc::new(Asker { http: client()?, links, bar });
    let turns = Arc::new(Semaphore::new(HOSTS_AT_ONCE));
    let mut hosts = JoinSet::new();
    for positions in asker.by_host() {
        let (asker, turns) = (asker.clone(), turns.clone());
        hosts.spawn(async move {
            let _turn = turns.acquire().await;
            asker.one_by_one(positions).await
        });
    }
    let replies: Vec<_> = hosts.join_all().await.into_iter().flatten().collect();
    asker.bar.finish_and_clear();
    let is_silence = |reply: &Reply| matches!(reply, Reply::Silent(_));
    if !replies.is_empty() && replies.iter().all(|(_, reply)| is_silence(reply)) {
        return Err("no link answered at all. Is there a network? Behind a proxy, set \
            HTTPS_PROXY; for certificates of its own, SSL_CERT_FILE."
            .into());
    }
    let all = &asker.links.all;
    let findings = replies.iter().flat_map(|(at, reply)| verdict(&all[*at], reply)).collect();
    Ok((findings, replies.len()))
}

struct Asker {
    http: Client,
    links: Links,
    bar: ProgressBar,
}

/// A client that follows no redirects by itself. No token goes along with any of this, so a proxy
/// of the organisation may stand in between, unlike with what the bot sends.
#[expect(clippy::disallowed_methods, reason = "asks strangers: other limits than the bot's client")]
fn client() -> Result<Client, reqwest::Error> {
    Client::builder()
        .redirect(Policy::none())
        .connect_timeout(CONNECT)
        .timeout(TOTAL)
        .user_agent(USER_AGENT)
        .build()
}

impl Asker {
    /// The positions of links, by host.
    fn by_host(&self) -> Vec<Vec<usize>> {
        let mut by_host: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, link) in self.links.all.iter().enumerate() {
            by_host.entry(link.url.host_str().unwrap_or_default()).or_default().push(at);
        }
        by_host.into_values().collect()
    }

    async fn one_by_one(&self, positions: Vec<usize>) -> Vec<(usize, Reply)> {
        let mut replies = Vec::with_capacity(positions.len());
        let mut silences = 0;
        for (number, at) in positions.into_iter().enumerate() {
            let reply = if silences < MOST_SILENCES {
                if number > 0 {
                    pause(PAUSE).await;
                }
                self.reply(&self.links.all[at]).await
            } else {
                Reply::Silent(Silence::LeftAlone)
            };
            silences = if matches!(reply, Reply::Silent(_)) { silences + 1 } else { 0 };
            self.bar.inc(1);
            replies.push((at, reply));
        }
        replies
    }

    async fn reply(&self, link: &Link) -> Reply {
        self.follow(link).await.unwrap_or_else(|error| Reply::Silent(silence(&error)))
    }

    async fn follow(&self, link: &Link) -> Result<Reply, reqwest::Error> {
        let mut end = link.url.clone();
        for _ in 0..=MOST_HOPS {
            let mut answer = self.answer(&end, link.is_picture()).await?;
            let status = answer.status().as_u16();
            let location = answer.headers().get("location").and_then(|it| it.to_str().ok());
            let Some(location) = location.filter(|_| answer.status().is_redirection()) else {
                let is_read = link.is_picture() && answer.status().is_success();
                let mut bytes = is_read.then(Vec::new);
                if let Some(bytes) = &mut bytes {
                    // One byte more than a picture may have shows that it is too large.
                    read_up_to(&mut answer, LARGEST_PICTURE + 1, bytes).await?;
                }
                return Ok(Reply::Answered { status, end, bytes });
            };
            match self.links.hop(&end, location) {
                Hop::On(next) => end = next,
                Hop::SignIn => return Ok(Reply::SignIn),
                Hop::Away(to) => return Ok(Reply::Away(to)),
            }
        }
        Ok(Reply::Silent(Silence::Circle))
    }

    /// Asks for the head alone. A server that does not like that is asked for the page, and so is
    /// one that says no: nothing is called dead on the word of a head.
    async fn answer(&self, url: &Url, is_picture: bool) -> Result<Response, reqwest::Error> {
        if !is_picture {
            let head = self.http.request(Method::HEAD, url.clone()).send().await?;
            let status = head.status().as_u16();
            if !matches!(status, 400..=499 | 501) || status == 429 {
                return Ok(head);
            }
        }
        self.http.get(url.clone()).send().await
    }
}

fn silence(error: &reqwest::Error) -> Silence {
    if error.is_timeout() {
        return Silence::TimeOut;
    }
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("certificate") {
            return Silence::Certificate;
        }
        cause = error.source();
    }
    Silence::Unreachable
}
