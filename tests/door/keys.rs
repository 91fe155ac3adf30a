//! The signing keys that are kept: when they are fetched, how long they count, and what a hostile
//! or broken issuer can do to us.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::json;
use stapje::bot_framework::auth::{Refusal, Verifier};

use tokio::sync::Notify;

use super::issuer::{Issuer, KEYS, METADATA, Page, activity, key};

/// Is a fresh good token believed?
async fn believed(issuer: &Issuer, verifier: &Verifier) -> Result<(), Refusal> {
    // Each is a token of its own, so that none was proven before.
    let id = issuer.asked("/").to_string() + &issuer.clock.now().to_string();
    let claims = issuer.claims().with("jti", json!(id));
    issuer.enters(verifier, &claims, &activity()).await.map(drop)
}

async fn refresh(issuer: &Issuer, verifier: &Verifier, share: f64) -> Result<(), String> {
    let refreshed = verifier.refresh_keys(issuer.clock.now(), share).await;
    refreshed.map_err(|error| error.to_string())
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

#[tokio::test]
async fn keys_are_there_before_the_first_request() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    assert!(!verifier.is_ready(issuer.clock.now()));
    refresh(&issuer, &verifier, 0.5).await.expect("keys");
    assert!(verifier.is_ready(issuer.clock.now()));
    believed(&issuer, &verifier).await.expect("a good token");
    assert_eq!((issuer.asked(METADATA), issuer.asked(KEYS)), (1, 1));
}

#[tokio::test]
async fn keys_are_refreshed_after_a_day_or_a_little_before() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    // Chance is asked when keys are fetched, not every time that somebody looks: looking often
    // would always find a chance that says now.
    for (round, (share, hours_later)) in [(1.0, 22), (0.0, 24), (0.5, 23)].into_iter().enumerate() {
        refresh(&issuer, &verifier, share).await.expect("keys");
        assert_eq!(issuer.asked(KEYS), round + 1);
        issuer.clock.advance(hours(hours_later) - SignedDuration::from_secs(1));
        refresh(&issuer, &verifier, share).await.expect("keys");
        assert_eq!(issuer.asked(KEYS), round + 1, "too early");
        issuer.clock.advance(SignedDuration::from_secs(1));
    }
    refresh(&issuer, &verifier, 7.0).await.expect("keys");
    assert_eq!(issuer.asked(KEYS), 4);
    issuer.clock.advance(hours(22));
    refresh(&issuer, &verifier, 0.0).await.expect("keys");
    assert_eq!(issuer.asked(KEYS), 5, "chance has its limits");
}

#[tokio::test]
async fn many_at_once_fetch_once() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    let token = issuer.ring.sign(&issuer.claims()).expect("a token");
    let proofs = (0..50).map(|_| issuer.prove(&verifier, &token));
    for proof in all(proofs).await {
        proof.expect("a good token");
    }
    assert_eq!(issuer.asked(KEYS), 1, "all of them waited for one fetch");
    issuer.clock.advance(hours(24));
    for refreshed in all((0..10).map(|_| refresh(&issuer, &verifier, 0.0))).await {
        refreshed.expect("keys");
    }
    assert_eq!(issuer.asked(KEYS), 2);
}

/// Runs them side by side on this thread.
async fn all<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|cx| {
        let mut done = true;
        for (future, outcome) in &mut waiting {
            if outcome.is_none() {
                match future.as_mut().poll(cx) {
                    std::task::Poll::Ready(value) => *outcome = Some(value),
                    std::task::Poll::Pending => done = false,
                }
            }
        }
        if done { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    waiting.into_iter().filter_map(|(_, outcome)| outcome).collect()
}

#[tokio::test]
async fn unknown_keys_cause_one_fetch_in_five_minutes_whatever_the_load() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    refresh(&issuer, &verifier, 0.0).await.expect("keys");
    issuer.clock.advance(SignedDuration::from_mins(10));
    for window in 0..3 {
        for number in 0..200 {
            let mut claims = issuer.claims();
            claims.kid = Some(format!("unknown-{window}-{number}"));
            let refused = issuer.enters(&verifier, &claims, &activity()).await;
            assert_eq!(refused, Err(Refusal::UnknownKey));
        }
        assert_eq!(issuer.asked(KEYS), 2 + window);
        believed(&issuer, &verifier).await.expect("everybody else is served");
        issuer.clock.advance(SignedDuration::from_mins(5));
    }
}

/// A flood at once, while the issuer takes its time: one fetch, and who has a good token does not
/// wait for it.
#[tokio::test]
async fn a_flood_of_unknown_keys_waits_for_one_fetch_and_nobody_else_does() {
    let issuer = Issuer::start().await;
    let verifier = Arc::new(issuer.verifier());
    refresh(&issuer, &verifier, 0.0).await.expect("keys");
    issuer.clock.advance(SignedDuration::from_mins(10));
    let until = Arc::new(Notify::new());
    let set = json!({ "keys": [key(&issuer.ring, &["msteams"])] });
    issuer.shows(KEYS, Page::Held(until.clone(), set));
    let mut flood = tokio::task::JoinSet::new();
    for number in 0..500 {
        let mut claims = issuer.claims();
        claims.kid = Some(format!("unknown-{number}"));
        let header = format!("Bearer {}", issuer.ring.sign(&claims).expect("a token"));
        let (verifier, now) = (verifier.clone(), issuer.clock.now());
        flood.spawn(async move { verifier.prove(&[&header], now).await.err() });
    }
    while issuer.asked(KEYS) < 2 {
        tokio::task::yield_now().await;
    }
    believed(&issuer, &verifier).await.expect("a good token passes by");
    until.notify_one();
    let refused = flood.join_all().await;
    assert!(refused.iter().all(|refusal| *refusal == Some(Refusal::UnknownKey)));
    assert_eq!(issuer.asked(KEYS), 2, "all of them caused one fetch");
}

#[tokio::test]
async fn a_new_key_is_found_without_waiting_for_a_day() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    believed(&issuer, &verifier).await.expect("the first key");
    issuer.ring.replace_key().expect("a key");
    issuer.shows_keys(&[key(&issuer.ring, &["msteams"])]);
    assert_eq!(believed(&issuer, &verifier).await, Err(Refusal::UnknownKey));
    issuer.clock.advance(SignedDuration::from_mins(5));
    believed(&issuer, &verifier).await.expect("the new key");
}

#[tokio::test]
async fn the_key_set_is_replaced_and_never_merged() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    let old = issuer.ring.sign(&issuer.claims()).expect("a token");
    issuer.prove(&verifier, &old).await.expect("the old key");
    issuer.ring.replace_key().expect("a key");
    issuer.shows_keys(&[key(&issuer.ring, &["msteams"])]);
    issuer.clock.advance(hours(24));
    refresh(&issuer, &verifier, 0.0).await.expect("keys");
    believed(&issuer, &verifier).await.expect("the new key");
    assert_eq!(issuer.prove(&verifier, &old).await.err(), Some(Refusal::UnknownKey));
}

#[tokio::test]
async fn a_key_that_lost_its_endorsement_lets_nobody_in_any_more() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    believed(&issuer, &verifier).await.expect("an endorsed key");
    issuer.shows_keys(&[key(&issuer.ring, &["webchat"])]);
    issuer.clock.advance(hours(24));
    refresh(&issuer, &verifier, 0.0).await.expect("keys");
    assert_eq!(believed(&issuer, &verifier).await, Err(Refusal::NotEndorsed));
}

#[tokio::test]
async fn without_keys_it_is_our_failure_and_tried_again_soon() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    issuer.shows(METADATA, Page::Status(500));
    for _ in 0..20 {
        assert_eq!(believed(&issuer, &verifier).await, Err(Refusal::NoKeys));
    }
    assert_eq!(issuer.asked(METADATA), 1, "not for every request");
    issuer.shows(METADATA, Page::Json(json!({ "jwks_uri": issuer.url(KEYS) })));
    issuer.clock.advance(SignedDuration::from_secs(5));
    believed(&issuer, &verifier).await.expect("it works again");
}

#[tokio::test]
async fn old_keys_count_for_three_days_when_no_new_ones_come() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    believed(&issuer, &verifier).await.expect("keys");
    for broken in [Page::Status(500), Page::Json(json!({ "keys": [] })), Page::Json(json!([]))] {
        issuer.shows(KEYS, broken);
        issuer.clock.advance(hours(23));
        let _ = refresh(&issuer, &verifier, 1.0).await;
        believed(&issuer, &verifier).await.expect("the old keys count");
        assert!(verifier.is_ready(issuer.clock.now()));
    }
    issuer.clock.advance(hours(3));
    assert_eq!(believed(&issuer, &verifier).await, Err(Refusal::NoKeys));
    assert!(!verifier.is_ready(issuer.clock.now()));
}

#[tokio::test]
async fn keys_come_from_the_metadatas_own_host_and_from_nowhere_else() {
    let issuer = Issuer::start().await;
    let elsewhere = Issuer::start().await;
    let port = issuer.address.port();
    for uri in [
        elsewhere.url(KEYS),
        format!("https://127.0.0.1:{port}{KEYS}"),
        format!("http://localhost:{port}{KEYS}"),
        "file:///etc/passwd".to_owned(),
        "keys".to_owned(),
    ] {
        let verifier = issuer.verifier();
        issuer.shows(METADATA, Page::Json(json!({ "jwks_uri": uri })));
        refresh(&issuer, &verifier, 0.0).await.expect_err("no keys");
        assert_eq!(believed(&issuer, &verifier).await, Err(Refusal::NoKeys), "{uri}");
    }
    assert_eq!((issuer.asked(KEYS), elsewhere.asked("/")), (0, 0));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    issuer.shows("/elsewhere", Page::Json(json!({ "jwks_uri": issuer.url(KEYS) })));
    issuer.shows(METADATA, Page::Redirect(issuer.url("/elsewhere")));
    refresh(&issuer, &verifier, 0.0).await.expect_err("no keys");
    assert_eq!((issuer.asked("/elsewhere"), issuer.asked(KEYS)), (0, 0));
}

#[tokio::test]
async fn a_key_set_without_end_is_not_read_and_odd_keys_are_passed_over() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    let good = key(&issuer.ring, &["msteams"]);
    let mut large = vec![json!({ "kty": "RSA", "x": "x".repeat(300 * 1024) })];
    large.push(good.clone());
    issuer.shows_keys(&large);
    refresh(&issuer, &verifier, 0.0).await.expect_err("too much to read");
    let odd = json!([
        { "kty": "EC", "kid": "local-1", "crv": "P-256", "x": "AA", "y": "AA" },
        { "kty": "oct", "kid": "local-1", "k": "AA" },
        { "kty": "RSA", "kid": "no-modulus", "e": "AQAB" },
        { "kty": "RSA", "kid": "bad", "n": "not base64!", "e": "AQAB" },
        { "kty": "new", "kid": "new" },
        { "kty": null, "kid": "no-kind" },
        { "kty": "RSA", "kid": 7, "n": "AQAB", "e": "AQAB" },
        { "kty": "RSA", "kid": "odd", "n": ["AQAB"], "e": 65537, "endorsements": "msteams" },
        { "kty": ["RSA"], "kid": {}, "endorsements": [null, 7] },
        null,
        "a text",
        [],
        {},
    ]);
    let mut keys = odd.as_array().cloned().expect("keys");
    issuer.shows_keys(&keys);
    refresh(&issuer, &verifier, 0.0).await.expect_err("not one key that can be used");
    keys.push(good);
    issuer.shows_keys(&keys);
    refresh(&issuer, &verifier, 0.0).await.expect("one key that can be used");
    believed(&issuer, &verifier).await.expect("and it is");
}

#[tokio::test]
async fn endorsements_of_another_shape_count_as_none() {
    let issuer = Issuer::start().await;
    for none in [json!(null), json!("msteams"), json!({ "msteams": true }), json!([7, null])] {
        let mut odd = key(&issuer.ring, &[]);
        odd["endorsements"] = none.clone();
        issuer.shows_keys(&[odd]);
        let refused = believed(&issuer, &issuer.verifier()).await;
        assert_eq!(refused, Err(Refusal::NotEndorsed), "{none}");
    }
    let mut some = key(&issuer.ring, &[]);
    some["endorsements"] = json!([null, 7, "msteams"]);
    issuer.shows_keys(&[some]);
    believed(&issuer, &issuer.verifier()).await.expect("the good one counts");
}

/// Takes five seconds of the machine's time: that is the limit.
#[tokio::test]
async fn an_issuer_that_says_nothing_holds_us_up_for_seconds_only() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    issuer.shows(METADATA, Page::Silence);
    let limit = std::time::Duration::from_secs(15);
    let refused = tokio::time::timeout(limit, believed(&issuer, &verifier)).await;
    assert_eq!(refused, Ok(Err(Refusal::NoKeys)));
}
