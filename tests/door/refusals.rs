//! One test for each check, with a token or activity that is wrong in that one thing only.

use serde_json::{Map, Value, json};
use stapje::local_channel::{Call, Fault, TokenClaims};

use super::issuer::{self, Issuer};
use crate::world::World;

/// An ordinary message from Sanne, who has installed the bot.
async fn at_the_door() -> (World, Map<String, Value>) {
    let world = World::on_sqlite().await;
    world.sanne().installs().await;
    let mut activity = world.sanne().cast.person.activity("message");
    activity.insert("text".to_owned(), json!("hoi"));
    (world, activity)
}

/// The status of a message with this token.
async fn status(world: &World, activity: &Map<String, Value>, token: Option<&str>) -> u16 {
    let body = Value::Object(activity.clone()).to_string();
    let response = world.demo.channel.post_with(body, token).await.expect("an answer");
    assert!(response.body.is_none(), "a refusal says nothing: {:?}", response.body);
    response.status
}

async fn status_with(change: impl Fn(TokenClaims) -> TokenClaims) -> u16 {
    let (world, activity) = at_the_door().await;
    let claims = change(world.demo.channel.claims());
    let token = world.demo.channel.sign(&claims).expect("a token");
    let status = status(&world, &activity, Some(&token)).await;
    world.settles().await;
    let answered = world.sanne().newest() == "Hoi";
    assert_eq!(answered, status == 200, "who is refused gets no answer in the chat either");
    status
}

async fn status_of(change: impl Fn(&mut Map<String, Value>)) -> u16 {
    let (world, mut activity) = at_the_door().await;
    change(&mut activity);
    let token = world.demo.channel.sign(&world.demo.channel.claims()).expect("a token");
    status(&world, &activity, Some(&token)).await
}

#[tokio::test]
async fn a_good_token_and_activity_come_in() {
    assert_eq!(status_with(|claims| claims).await, 200);
}

#[tokio::test]
async fn without_a_token_nobody_comes_in() {
    let (world, activity) = at_the_door().await;
    assert_eq!(status(&world, &activity, None).await, 401);
    for token in ["", "x", "a.b.c", "....", "eyJhbGciOiJub25lIn0.e30."] {
        assert_eq!(status(&world, &activity, Some(token)).await, 401, "{token:?}");
    }
}

#[tokio::test]
async fn a_token_without_a_signature_or_with_a_weaker_one_is_refused() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    let (world, activity) = at_the_door().await;
    let claims = world.demo.channel.claims();
    // The classic: our public key as the secret of an HMAC.
    let (modulus, _) = world.demo.channel.public_key();
    let mut header = Header::new(Algorithm::HS256);
    header.kid.clone_from(&claims.kid);
    let key = EncodingKey::from_secret(modulus.as_bytes());
    let hmac = encode(&header, &claims.claims, &key).expect("a token");
    assert_eq!(status(&world, &activity, Some(&hmac)).await, 401);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = part(&json!({ "alg": "none", "kid": claims.kid }));
    let none = format!("{head}.{}.", part(&json!(claims.claims)));
    assert_eq!(status(&world, &activity, Some(&none)).await, 401);
}

#[tokio::test]
async fn a_token_that_was_changed_is_refused() {
    let (world, activity) = at_the_door().await;
    let token = world.demo.channel.sign(&world.demo.channel.claims()).expect("a token");
    let mut changed = token.into_bytes();
    let middle = changed.len() / 2;
    changed[middle] = if changed[middle] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).expect("text");
    assert_eq!(status(&world, &activity, Some(&changed)).await, 401);
}

#[tokio::test]
async fn another_issuer_audience_or_key_is_refused() {
    let other = |name: &'static str, value: Value| {
        status_with(move |claims| claims.with(name, value.clone()))
    };
    assert_eq!(other("iss", json!("https://api.botframework.com.evil.example")).await, 401);
    assert_eq!(other("iss", Value::Null).await, 401);
    assert_eq!(other("iss", json!(["https://channel.stapje.invalid"])).await, 401);
    assert_eq!(other("aud", json!("00000000-0000-0000-0000-000000000000")).await, 401);
    assert_eq!(other("aud", json!("https://api.botframework.com")).await, 401);
    assert_eq!(other("aud", Value::Null).await, 401);
    let unknown = status_with(|mut claims| {
        claims.kid = Some("another".to_owned());
        claims
    });
    assert_eq!(unknown.await, 401);
    let keyless = status_with(|mut claims| {
        claims.kid = None;
        claims
    });
    assert_eq!(keyless.await, 401);
}

#[tokio::test]
async fn time_is_kept_to_within_five_minutes() {
    let shifted = |name: &'static str, seconds: i64| {
        status_with(move |claims| {
            let now = claims.claims["nbf"].as_i64().expect("a time") + 300;
            claims.with(name, json!(now + seconds))
        })
    };
    assert_eq!(shifted("exp", -299).await, 200);
    assert_eq!(shifted("exp", -300).await, 401);
    assert_eq!(shifted("nbf", 300).await, 200);
    assert_eq!(shifted("nbf", 301).await, 401);
    assert_eq!(status_with(|claims| claims.with("exp", Value::Null)).await, 401);
    assert_eq!(status_with(|claims| claims.with("exp", json!("tomorrow"))).await, 401);
}

#[tokio::test]
async fn the_service_url_must_be_the_signed_one() {
    assert_eq!(status_with(|claims| claims.with("serviceurl", Value::Null)).await, 403);
    let other = json!("https://smba.trafficmanager.net/emea/");
    assert_eq!(status_with(move |claims| claims.with("serviceurl", other.clone())).await, 403);
    for url in ["https://evil.example/", "http://127.0.0.1:1/connector/", "", "x"] {
        let change = |activity: &mut Map<String, Value>| {
            activity.insert("serviceUrl".to_owned(), json!(url));
        };
        assert_eq!(status_of(change).await, 403, "{url:?}");
    }
}

/// One slash at the end, and the case of scheme and host, are the same address.
#[tokio::test]
async fn the_service_url_may_be_written_in_another_way_that_means_the_same() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier();
    let ways = [
        "https://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net/emea",
        "https://SMBA.TrafficManager.NET/emea",
        "HTTPS://smba.trafficmanager.net/emea/",
    ];
    for signed in ways {
        for said in ways {
            let claims = issuer.claims().with("serviceurl", json!(signed));
            let mut activity = issuer::activity();
            activity["serviceUrl"] = json!(said);
            let entered = issuer.enters(&verifier, &claims, &activity).await;
            let address = entered.map(|verified| verified.service_url.to_string());
            let plain = "https://smba.trafficmanager.net/emea".to_owned();
            assert_eq!(address, Ok(plain), "{signed} {said}");
        }
    }
}

#[tokio::test]
async fn a_signed_url_on_a_foreign_host_is_refused_as_well() {
    let (world, mut activity) = at_the_door().await;
    let url = "https://evil.example/";
    activity.insert("serviceUrl".to_owned(), json!(url));
    let claims = world.demo.channel.claims().with("serviceurl", json!(url));
    let token = world.demo.channel.sign(&claims).expect("a token");
    assert_eq!(status(&world, &activity, Some(&token)).await, 403);
}

#[tokio::test]
async fn another_channel_recipient_or_tenant_is_turned_away() {
    let channel = status_of(|activity| {
        activity.insert("channelId".to_owned(), json!("webchat"));
    });
    assert_eq!(channel.await, 403);
    let recipient = status_of(|activity| {
        activity.insert("recipient".to_owned(), json!({ "id": "28:another-bot" }));
    });
    assert_eq!(recipient.await, 403);
    // Genuine but not ours: the channel need not repeat it, and nothing happens.
    let tenant = json!("99999999-9999-4999-8999-999999999999");
    let foreign = status_of(move |activity| {
        activity["conversation"]["tenantId"] = tenant.clone();
        activity["channelData"]["tenant"]["id"] = tenant.clone();
    });
    assert_eq!(foreign.await, 200);
}

#[tokio::test]
async fn without_signing_keys_it_is_a_failure_of_ours_and_may_be_repeated() {
    let world = World::on_sqlite().await;
    let broken = std::iter::repeat_n(Fault::error(500, "Broken"), 3);
    world.demo.channel.break_next(Call::Keys, broken);
    let activity = world.sanne().cast.person.activity("message");
    let token = world.demo.channel.sign(&world.demo.channel.claims()).expect("a token");
    assert_eq!(status(&world, &activity, Some(&token)).await, 503);
}

#[tokio::test]
async fn unknown_keys_do_not_make_us_fetch_for_every_request() {
    let (world, activity) = at_the_door().await;
    let before = world.demo.channel.key_fetches();
    for number in 0..20 {
        let mut claims = world.demo.channel.claims();
        claims.kid = Some(format!("unknown-{number}"));
        let token = world.demo.channel.sign(&claims).expect("a token");
        assert_eq!(status(&world, &activity, Some(&token)).await, 401);
    }
    assert!(world.demo.channel.key_fetches() <= before + 1);
}

#[tokio::test]
async fn a_body_that_is_too_large_or_no_activity_is_refused() {
    let (world, _) = at_the_door().await;
    let token = world.demo.channel.sign(&world.demo.channel.claims()).expect("a token");
    for (body, expected) in [
        ("x".repeat(300 * 1024), 413),
        ("{".to_owned(), 400),
        (String::new(), 400),
        ("[]".to_owned(), 400),
        ("\u{feff}{}".to_owned(), 400),
        ("[".repeat(10_000), 400),
    ] {
        let answer = world.demo.channel.post_with(body.clone(), Some(&token)).await.unwrap();
        assert_eq!(answer.status, expected, "{body:.20}");
    }
    // Without a token the body is not even looked at.
    let answer = world.demo.channel.post_with("{".to_owned(), None).await.unwrap();
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn a_token_that_was_believed_before_is_checked_again() {
    let (world, activity) = at_the_door().await;
    let token = world.demo.channel.sign(&world.demo.channel.claims()).expect("a token");
    for _ in 0..3 {
        assert_eq!(status(&world, &activity, Some(&token)).await, 200);
    }
    let mut foreign = activity.clone();
    foreign.insert("serviceUrl".to_owned(), json!("https://evil.example/"));
    assert_eq!(status(&world, &foreign, Some(&token)).await, 403, "the activity is checked");
    let changed = format!("{token}A");
    assert_eq!(status(&world, &activity, Some(&changed)).await, 401, "another token is another");
    world.demo.clock.advance(jiff::SignedDuration::from_secs(3600 + 299));
    assert_eq!(status(&world, &activity, Some(&token)).await, 200);
    world.demo.clock.advance(jiff::SignedDuration::from_secs(1));
    assert_eq!(status(&world, &activity, Some(&token)).await, 401, "its time is over");
}

#[tokio::test]
async fn a_token_dies_with_its_key() {
    let (world, activity) = at_the_door().await;
    let claims = world.demo.channel.claims().with("exp", json!(4_000_000_000_u64));
    let token = world.demo.channel.sign(&claims).expect("a token");
    assert_eq!(status(&world, &activity, Some(&token)).await, 200);
    world.demo.channel.replace_key().expect("a new key");
    assert_eq!(status(&world, &activity, Some(&token)).await, 200, "we have not heard of it yet");
    world.demo.clock.advance(jiff::SignedDuration::from_hours(25));
    world.demo.service.refresh_keys().await.expect("the keys are refreshed");
    assert_eq!(status(&world, &activity, Some(&token)).await, 401, "its key is gone");
    let fresh = world.demo.channel.sign(&world.demo.channel.claims()).expect("a token");
    assert_eq!(status(&world, &activity, Some(&fresh)).await, 200);
}

#[tokio::test]
async fn old_keys_are_kept_while_new_ones_cannot_be_fetched() {
    let (world, activity) = at_the_door().await;
    let claims = world.demo.channel.claims().with("exp", json!(4_000_000_000_u64));
    let token = world.demo.channel.sign(&claims).expect("a token");
    assert_eq!(status(&world, &activity, Some(&token)).await, 200);
    let broken = std::iter::repeat_n(Fault::error(500, "Broken"), 9);
    world.demo.channel.break_next(Call::Keys, broken);
    world.demo.clock.advance(jiff::SignedDuration::from_hours(71));
    world.demo.service.refresh_keys().await.expect_err("no keys come");
    assert_eq!(status(&world, &activity, Some(&token)).await, 200, "old keys count for a while");
    world.demo.clock.advance(jiff::SignedDuration::from_hours(1));
    assert_eq!(status(&world, &activity, Some(&token)).await, 503, "but not for ever");
}
