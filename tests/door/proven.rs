//! Tokens that were verified before: what is saved is the signature, and not one check.

use jiff::SignedDuration;
use serde_json::{Value, json};
use stapje::bot_framework::Activity;
use stapje::bot_framework::auth::{Proof, Refusal, Verifier};

use super::issuer::{Issuer, SERVICE_URL, activity, key};

/// A verifier, and a token that it has seen.
async fn seen() -> (Issuer, Verifier, String, Proof) {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    let token = issuer.ring.sign(&issuer.claims()).expect("a token");
    issuer.prove(&verifier, &token).await.expect("a good token");
    let again = issuer.prove(&verifier, &token).await.expect("the same again");
    (issuer, verifier, token, again)
}

#[tokio::test]
async fn its_times_are_checked_every_time() {
    let (issuer, verifier, token, _) = seen().await;
    let header = format!("Bearer {token}");
    let at = async |seconds| {
        let now = issuer.clock.now() + SignedDuration::from_secs(seconds);
        verifier.prove(&[&header], now).await.map(drop)
    };
    // Good for an hour, and five minutes more for clocks that differ.
    assert_eq!(at(3600 + 299).await, Ok(()));
    assert_eq!(at(3600 + 300).await, Err(Refusal::Expired));
    // Not before five minutes ago, and five minutes more.
    assert_eq!(at(-600).await, Ok(()));
    assert_eq!(at(-601).await, Err(Refusal::NotYetValid));
}

#[tokio::test]
async fn its_key_must_still_be_there_and_be_the_same() {
    let later = SignedDuration::from_hours(24);
    // A key that is gone.
    let (issuer, verifier, _, _) = seen().await;
    let claims = issuer.claims().with("exp", json!(4_000_000_000_u64));
    let token = issuer.ring.sign(&claims).expect("a token");
    issuer.prove(&verifier, &token).await.expect("a good token");
    let own = key(&issuer.ring, &["msteams"]);
    let mut other = own.clone();
    other["kid"] = json!("other");
    issuer.shows_keys(&[other]);
    issuer.clock.advance(later);
    verifier.refresh_keys(issuer.clock.now(), 0.0).await.expect("keys");
    assert_eq!(issuer.prove(&verifier, &token).await.err(), Some(Refusal::UnknownKey));
    // Another key of the same name.
    issuer.shows_keys(std::slice::from_ref(&own));
    issuer.clock.advance(later);
    verifier.refresh_keys(issuer.clock.now(), 0.0).await.expect("keys");
    issuer.prove(&verifier, &token).await.expect("the key is back");
    let before = issuer.ring.public_key();
    issuer.ring.replace_key().expect("a key");
    let mut replaced = key(&issuer.ring, &["msteams"]);
    assert_ne!(before, issuer.ring.public_key());
    replaced["kid"] = own["kid"].clone();
    issuer.shows_keys(&[replaced]);
    issuer.clock.advance(later);
    verifier.refresh_keys(issuer.clock.now(), 0.0).await.expect("keys");
    assert_eq!(issuer.prove(&verifier, &token).await.err(), Some(Refusal::BadSignature));
}

#[tokio::test]
async fn an_endorsement_that_is_taken_back_counts_at_once() {
    let (issuer, verifier, _, _) = seen().await;
    let claims = issuer.claims().with("exp", json!(4_000_000_000_u64));
    let token = issuer.ring.sign(&claims).expect("a token");
    issuer.prove(&verifier, &token).await.expect("a good token");
    issuer.shows_keys(&[key(&issuer.ring, &["webchat"])]);
    issuer.clock.advance(SignedDuration::from_hours(24));
    verifier.refresh_keys(issuer.clock.now(), 0.0).await.expect("keys");
    let proof = issuer.prove(&verifier, &token).await.expect("its signature is still good");
    let message = Activity::parse(activity().to_string().as_bytes()).expect("an activity");
    assert_eq!(verifier.admit(&proof, &message), Err(Refusal::NotEndorsed));
}

#[tokio::test]
async fn without_keys_it_counts_for_nothing() {
    let (issuer, verifier, _, _) = seen().await;
    let claims = issuer.claims().with("exp", json!(4_000_000_000_u64));
    let token = issuer.ring.sign(&claims).expect("a token");
    issuer.prove(&verifier, &token).await.expect("a good token");
    issuer.shows_keys(&[]);
    issuer.clock.advance(SignedDuration::from_hours(72));
    assert_eq!(issuer.prove(&verifier, &token).await.err(), Some(Refusal::NoKeys));
}

/// Every check of the activity is made for a token that was seen as for one that was not.
#[tokio::test]
async fn every_activity_is_checked_against_it() {
    let (issuer, verifier, _, again) = seen().await;
    let token = issuer.ring.sign(&issuer.claims().with("jti", json!(1))).expect("a token");
    let first = issuer.prove(&verifier, &token).await.expect("a good token");
    let with = |pointer: &str, value: Value| {
        let mut changed = activity();
        *changed.pointer_mut(pointer).expect("a field") = value;
        changed
    };
    for (changed, refusal) in [
        (
            with("/serviceUrl", json!("https://smba.trafficmanager.net/amer/")),
            Refusal::BadServiceUrl,
        ),
        (with("/serviceUrl", json!(format!("{SERVICE_URL}x"))), Refusal::BadServiceUrl),
        (with("/serviceUrl", Value::Null), Refusal::BadServiceUrl),
        (with("/channelId", json!("webchat")), Refusal::NotEndorsed),
        (with("/channelData/tenant/id", json!("other")), Refusal::ForeignTenant),
        (with("/recipient/id", json!("28:other")), Refusal::BadRecipient),
    ] {
        let activity = Activity::parse(changed.to_string().as_bytes()).expect("an activity");
        assert_eq!(verifier.admit(&first, &activity), Err(refusal));
        assert_eq!(verifier.admit(&again, &activity), Err(refusal));
    }
    let good = Activity::parse(activity().to_string().as_bytes()).expect("an activity");
    assert_eq!(verifier.admit(&first, &good), verifier.admit(&again, &good));
    verifier.admit(&again, &good).expect("admitted");
}

/// What is remembered is a hash of the whole token.
#[tokio::test]
async fn one_letter_makes_it_another_token() {
    let (issuer, verifier, token, _) = seen().await;
    for at in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("text");
        let proof = issuer.prove(&verifier, &changed).await;
        assert!(proof.is_err(), "changed at {at}");
    }
}

#[tokio::test]
async fn what_is_refused_is_not_remembered_and_many_good_ones_are_not_kept_for_ever() {
    let (issuer, verifier, token, _) = seen().await;
    let bad = issuer.claims().with("aud", json!("other"));
    let bad = issuer.ring.sign(&bad).expect("a token");
    for _ in 0..2 {
        assert_eq!(issuer.prove(&verifier, &bad).await.err(), Some(Refusal::BadAudience));
    }
    // More than are kept: the first are verified again, and that is all that one notices.
    for number in 0..1100 {
        let claims = issuer.claims().with("jti", json!(number));
        let token = issuer.ring.sign(&claims).expect("a token");
        issuer.prove(&verifier, &token).await.expect("a good token");
    }
    issuer.prove(&verifier, &token).await.expect("the first is good as ever");
}
