//! The connector client against a channel that checks what Teams checks.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde_json::json;
use stapje::bot_framework::{
    Activity, Cloud, Connector, ConversationReference, Credentials, Outcome, TimeLimits,
    TokenSource, client_builder,
};
use stapje::clock::{Clock, ManualClock};
use stapje::local_channel::{Call, Ends, Fault, LocalChannel, Person, Profile};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

const APP: &str = "11111111-2222-4333-8444-555566667777";
const TENANT: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeffff0000";

/// A channel, and a connector that speaks with it. No bot listens.
pub(super) struct Line {
    pub(super) channel: LocalChannel,
    pub(super) connector: Connector,
    pub(super) clock: ManualClock,
    /// A conversation in which the bot is installed. Its id is one segment of an address.
    pub(super) to: ConversationReference,
}

impl Line {
    pub(super) async fn open() -> Line {
        Line::within(TimeLimits::default()).await
    }

    /// The same, and the connector waits no longer than this.
    pub(super) async fn within(limits: TimeLimits) -> Line {
        Self::open_with(limits, false).await
    }

    async fn open_with(limits: TimeLimits, gcc_is_trusted: bool) -> Line {
        let clock = ManualClock::new("2026-11-02T08:00:00Z".parse().expect("a moment"));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let ends = Ends { app_id: APP.to_owned(), tenant_id: TENANT.to_owned() };
        let address = listener.local_addr().expect("an address");
        let channel = LocalChannel::new(Clock::Manual(clock.clone()), address, ends);
        let channel = channel.expect("a channel");
        tokio::spawn(axum::serve(listener, channel.router()).into_future());
        let http = client_builder(stapje::USER_AGENT, limits).build().expect("a client");
        let cloud = channel.cloud().expect("a cloud");
        let credentials = Credentials::with_secret(APP, TENANT, SecretString::from("secret"));
        let tokens = TokenSource::new(http.clone(), &cloud, credentials);
        // The same channel by another name stands for the government's community cloud.
        let cloud =
            Cloud { gcc_service: channel.service_url().replace("127.0.0.1", "localhost"), ..cloud };
        let cloud = if gcc_is_trusted {
            cloud.and_hosts(&[format!("localhost:{}", address.port())]).expect("a host")
        } else {
            cloud
        };
        let connector = Connector::new(http, &cloud, tokens);
        let profile = Profile {
            id: "sanne/@thread;messageid=1 %".to_owned(),
            name: "Sanne".to_owned(),
            locale: "nl-NL".to_owned(),
            time_zone: "Europe/Amsterdam".to_owned(),
        };
        let person = Person::new(channel.clone(), profile);
        // The bot is not there to hear of it; the channel knows all the same.
        let _ = person.installs_by("installationUpdate").await;
        let to = ConversationReference {
            conversation_id: person.conversation_id(),
            service_url: channel.service_url(),
        };
        Line { channel, connector, clock, to }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) async fn send(&self) -> Outcome {
        self.connector.send(&self.to, &card(), self.now()).await
    }
}

pub(super) fn card() -> Activity {
    let text = json!({ "type": "TextBlock", "text": "hoi", "wrap": true });
    let card = json!({
        "type": "AdaptiveCard", "version": "1.5", "lang": "nl", "fallbackText": "hoi",
        "body": [text],
    });
    Activity::card(card, "hoi", false)
}

/// The channel says this whatever it is asked.
fn says(status: u16, body: String) -> Fault {
    Fault::Status { status, retry_after: None, body }
}

fn id_of(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Delivered { id: Some(id) } => id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_activity_is_sent_answered_changed_and_deleted() {
    let line = Line::open().await;
    let (connector, to) = (&line.connector, &line.to);
    let sent = line.send().await;
    let reply = connector.reply(to, id_of(&sent), &card(), line.now()).await;
    assert_ne!(id_of(&reply), id_of(&sent));
    assert_eq!(line.channel.messages(&to.conversation_id).len(), 2);
    let changed = connector.update(to, id_of(&sent), &card(), line.now()).await;
    assert_eq!(id_of(&changed), id_of(&sent));
    assert_eq!(line.channel.messages(&to.conversation_id)[0].revision, 1);
    let deleted = connector.delete(to, id_of(&sent), line.now()).await;
    assert_eq!(deleted, Outcome::Delivered { id: None });
    assert_eq!(line.channel.messages(&to.conversation_id)[0].card, None);
    let missing = connector.delete(to, "no/such id", line.now()).await;
    assert_eq!(missing, Outcome::Gone);
    assert_eq!(line.channel.complaints(), Vec::<String>::new());
    assert_eq!(line.channel.tokens_issued(), 1, "one token for all of it");
}

#[tokio::test]
async fn a_conversation_with_somebody_is_found_by_either_of_their_ids() {
    let line = Line::open().await;
    let url = &line.to.service_url;
    for id in ["29:sanne/@thread;messageid=1 %", "oid-sanne/@thread;messageid=1 %"] {
        let made = line.connector.create_conversation(url, TENANT, id, line.now()).await;
        assert_eq!(made.as_ref(), Ok(&line.to), "{id}");
    }
    let stranger = line.connector.create_conversation(url, TENANT, "29:x", line.now()).await;
    assert_eq!(stranger, Err(Outcome::Uninstalled));
    let foreign = line.connector.create_conversation(url, "other", "29:x", line.now()).await;
    assert!(matches!(foreign, Err(Outcome::OurBug { .. })), "{foreign:?}");
}

#[tokio::test]
async fn a_new_address_in_an_answer_needs_trust_as_well() {
    let line = Line::open().await;
    for (given, taken) in [
        ("https://evil.example.org/", line.to.service_url.clone()),
        (
            &*format!("{}elsewhere/", line.to.service_url),
            format!("{}elsewhere/", line.to.service_url),
        ),
    ] {
        let body = json!({ "id": "a:new", "serviceUrl": given }).to_string();
        line.channel.break_next(Call::Create, [says(201, body)]);
        let url = &line.to.service_url;
        let made = line.connector.create_conversation(url, TENANT, "29:x", line.now()).await;
        let expected =
            ConversationReference { conversation_id: "a:new".to_owned(), service_url: taken };
        assert_eq!(made, Ok(expected));
    }
    for body in ["{}", "", "[]", r#"{"id":""}"#] {
        let body = body.to_owned();
        line.channel.break_next(Call::Create, [says(201, body)]);
        let url = &line.to.service_url;
        let made = line.connector.create_conversation(url, TENANT, "29:x", line.now()).await;
        assert!(matches!(made, Err(Outcome::OurBug { .. })), "{made:?}");
    }
}

#[tokio::test]
async fn members_come_one_by_one_and_in_pages() {
    let line = Line::open().await;
    let (connector, to) = (&line.connector, &line.to);
    for number in 1..120 {
        let (id, object) = (format!("29:{number}"), format!("oid-{number}"));
        line.channel.add_member(&to.conversation_id, &id, &object);
    }
    let one = connector.member(to, "oid-7", line.now()).await.expect("a member");
    assert_eq!((&*one.id, one.aad_object_id.as_deref()), ("29:7", Some("oid-7")));
    assert_eq!(one.user_role.as_deref(), Some("user"));
    let by_id = connector.member(to, "29:7", line.now()).await;
    assert_eq!(by_id.as_ref(), Ok(&one));
    assert_eq!(connector.member(to, "29:nobody", line.now()).await, Err(Outcome::Gone));
    let (mut seen, mut pages, mut continuation) = (Vec::new(), 0, None);
    loop {
        let page = connector.members(to, 10, continuation.as_deref(), line.now()).await;
        let page = page.expect("a page");
        seen.extend(page.members.into_iter().map(|member| member.id));
        pages += 1;
        continuation = page.continuation;
        if continuation.is_none() {
            break;
        }
    }
    assert_eq!((seen.len(), pages), (120, 3), "a page has at least fifty");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 120, "nobody twice");
}

#[tokio::test]
async fn both_spellings_of_a_members_object_id_are_read() {
    let line = Line::open().await;
    for (body, expected) in [
        (json!({ "id": "1", "objectId": "o" }), Some("o")),
        (json!({ "id": "1", "aadObjectId": "a" }), Some("a")),
        (json!({ "id": "1", "aadObjectId": "a", "objectId": "o", "new": [1] }), Some("a")),
        (json!({ "id": "1", "aadObjectId": null, "name": 7 }), None),
    ] {
        let body = body.to_string();
        line.channel.break_next(Call::Members, [says(200, body)]);
        let member = line.connector.member(&line.to, "1", line.now()).await.expect("a member");
        assert_eq!(member.aad_object_id.as_deref(), expected);
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_not_for_every_send() {
    let line = Line::open().await;
    line.send().await;
    let refusal = || Fault::error(401, "Unauthorized");
    line.channel.break_next(Call::Send, [refusal()]);
    assert_eq!(line.send().await, Outcome::TokenRenewed);
    assert!(!line.connector.is_refused(), "a fresh one may do");
    id_of(&line.send().await);
    assert_eq!(line.channel.tokens_issued(), 2, "a fresh one, and it went through");
    // Somebody took the bot's rights away: whatever the token, the answer is no.
    line.channel.break_next(Call::Send, vec![refusal(); 500]);
    for _ in 0..20 {
        assert_eq!(line.send().await, Outcome::Unauthorised);
    }
    assert_eq!(line.channel.tokens_issued(), 2, "within a minute no other token is asked for");
    line.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(line.send().await, Outcome::TokenRenewed);
    for _ in 0..20 {
        assert_eq!(line.send().await, Outcome::Unauthorised);
    }
    assert_eq!(line.channel.tokens_issued(), 3);
    assert!(line.connector.is_refused());
    line.channel.mend();
    line.channel.break_next(Call::Send, [Fault::error(503, "ServiceError")]);
    line.send().await;
    assert!(line.connector.is_refused(), "that says nothing about the token");
    line.send().await;
    assert!(!line.connector.is_refused());
}

/// They hold the same token when the first of them throws it away.
#[tokio::test]
async fn of_many_that_are_refused_at_once_none_is_lost() {
    let line = Arc::new(Line::open().await);
    line.send().await;
    line.channel.break_next(Call::Send, vec![Fault::error(401, "Unauthorized"); 20]);
    let twenty = async || {
        let one = |_| {
            let line = line.clone();
            async move { line.send().await }
        };
        (0..20).map(one).collect::<JoinSet<_>>().join_all().await
    };
    let outcomes = twenty().await;
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::TokenRenewed), "{outcomes:?}");
    assert!(twenty().await.iter().all(|outcome| !id_of(outcome).is_empty()));
    assert_eq!(line.channel.tokens_issued(), 2);
}

#[tokio::test]
async fn no_call_goes_to_an_address_that_is_not_trusted() {
    let line = Line::open().await;
    line.send().await;
    let (connector, now) = (&line.connector, line.now());
    let port =
        line.to.service_url.split(':').nth(2).expect("a port").trim_end_matches("/connector/");
    for address in [
        "https://smba.trafficmanager.net.evil.example/",
        "http://smba.trafficmanager.net/",
        &format!("http://localhost:{port}/connector/"),
        &format!("http://user@127.0.0.1:{port}/connector/"),
        &format!("http://127.0.0.1:{port}/connector/?x=1"),
        "file:///etc/passwd",
        "",
    ] {
        let to = ConversationReference {
            service_url: address.to_owned(),
            conversation_id: line.to.conversation_id.clone(),
        };
        let refused = |outcome: Outcome| match outcome {
            Outcome::OurBug { detail } => assert!(detail.contains("service URL"), "{detail}"),
            other => panic!("{address}: {other:?}"),
        };
        refused(connector.send(&to, &card(), now).await);
        refused(connector.reply(&to, "1", &card(), now).await);
        refused(connector.update(&to, "1", &card(), now).await);
        refused(connector.delete(&to, "1", now).await);
        refused(connector.member(&to, "1", now).await.expect_err("refused"));
        refused(connector.members(&to, 50, None, now).await.expect_err("refused"));
        let made = connector.create_conversation(address, TENANT, "29:x", now).await;
        refused(made.expect_err("refused"));
    }
    assert_eq!(line.channel.accepted(), 1);
}

#[tokio::test]
async fn ids_of_dots_lead_nowhere() {
    let line = Line::open().await;
    let to = ConversationReference { conversation_id: "..".to_owned(), ..line.to.clone() };
    let outcome = line.connector.send(&to, &card(), line.now()).await;
    assert!(matches!(outcome, Outcome::Gone | Outcome::OurBug { .. }), "{outcome:?}");
    let member = line.connector.member(&line.to, "..", line.now()).await;
    assert!(member.is_err(), "{member:?}");
}

#[tokio::test]
async fn what_is_too_large_is_not_sent() {
    let line = Line::open().await;
    let with = |characters: usize| {
        let text = "x".repeat(characters);
        Activity::card(json!({ "text": text }), "hoi", false)
    };
    let outcome = line.connector.send(&line.to, &with(41 * 1024), line.now()).await;
    assert_eq!(outcome, Outcome::OurBug { detail: "larger than 80 KB".to_owned() });
    // The same in characters that take four bytes in UTF-8 and in UTF-16.
    let wide = Activity::card(json!({ "text": "😀".repeat(21 * 1024) }), "hoi", false);
    let outcome = line.connector.update(&line.to, "1", &wide, line.now()).await;
    assert_eq!(outcome, Outcome::OurBug { detail: "larger than 80 KB".to_owned() });
    assert_eq!((line.channel.accepted(), line.channel.complaints().len()), (0, 0));
    let outcome = line.connector.send(&line.to, &with(39 * 1024), line.now()).await;
    let complaints = line.channel.complaints();
    assert_eq!(complaints.len(), 1, "the channel reads this one: {outcome:?}");
}

#[tokio::test]
async fn a_conversation_in_the_community_cloud_is_found_there_once_its_host_is_trusted() {
    let wrong_host = || Fault::error(403, "InvalidBotApiHost");
    let line = Line::open_with(TimeLimits::default(), true).await;
    line.channel.break_next(Call::Send, [wrong_host(), wrong_host()]);
    let Outcome::Elsewhere { service_url } = line.send().await else { panic!("it is there") };
    assert_eq!(service_url, line.to.service_url.replace("127.0.0.1", "localhost"));
    let there = ConversationReference { service_url, ..line.to.clone() };
    let outcome = line.connector.send(&there, &card(), line.now()).await;
    assert_eq!(outcome.reason(), "status_403", "it is asked once");
    id_of(&line.connector.send(&there, &card(), line.now()).await);
    let line = Line::open().await;
    line.channel.break_next(Call::Send, [wrong_host()]);
    assert_eq!(line.send().await.reason(), "status_403", "nobody is asked whom we do not trust");
    assert_eq!(line.channel.messages(&line.to.conversation_id).len(), 0);
}
