//! The checks come in their order: of two faults the first one is named.

use serde_json::{Value, json};
use stapje::bot_framework::auth::{Refusal, Verifier};
use stapje::local_channel::TokenClaims;

use super::attacks::{bearer, counts, request, send};
use super::issuer::{CALLER, Door, Issuer, METADATA, Page, TENANT, activity, key};

const ELSEWHERE: &str = "99999999-9999-4999-8999-999999999999";

/// Somebody at the door.
struct Knock {
    scheme: &'static str,
    claims: TokenClaims,
    /// The signature is that of another token.
    is_forged: bool,
    /// The issuer cannot be reached.
    is_dark: bool,
    activity: Value,
}

impl Knock {
    fn new(claims: TokenClaims) -> Knock {
        let scheme = "Bearer";
        Knock { scheme, claims, is_forged: false, is_dark: false, activity: activity() }
    }

    fn claim(&mut self, name: &str, value: Value) {
        self.claims = self.claims.clone().with(name, value);
    }

    /// What comes of it.
    async fn comes_in(&self, issuer: &Issuer, verifier: &Verifier) -> Result<(), Refusal> {
        let metadata = json!({ "jwks_uri": issuer.url("/openid/keys") });
        let page = if self.is_dark { Page::Status(500) } else { Page::Json(metadata) };
        issuer.shows(METADATA, page);
        let mut token = issuer.ring.sign(&self.claims).expect("a token");
        if self.is_forged {
            let other = issuer.ring.sign(&issuer.claims().with("jti", json!(1))).expect("a token");
            let (said, _) = token.rsplit_once('.').expect("parts");
            let (_, signature) = other.rsplit_once('.').expect("parts");
            token = format!("{said}.{signature}");
        }
        let header = format!("{} {token}", self.scheme);
        let proof = verifier.prove(&[&header], issuer.clock.now()).await?;
        let activity = self.activity.to_string();
        let activity = stapje::bot_framework::Activity::parse(activity.as_bytes()).expect("one");
        verifier.admit(&proof, &activity).map(drop)
    }
}

type Fault = (Refusal, fn(&mut Knock));

/// One fault for each check, in the order of the checks.
const FAULTS: &[Fault] = &[
    (Refusal::NoToken, |knock| knock.scheme = "Basic"),
    (Refusal::BadToken, |knock| knock.claims.kid = None),
    (Refusal::BadIssuer, |knock| knock.claim("iss", json!("https://evil.example"))),
    (Refusal::NoKeys, |knock| knock.is_dark = true),
    (Refusal::UnknownKey, |knock| knock.claims.kid = Some("unknown".to_owned())),
    (Refusal::BadSignature, |knock| knock.is_forged = true),
    (Refusal::Expired, |knock| knock.claim("exp", json!(1))),
    (Refusal::NotYetValid, |knock| knock.claim("nbf", json!(4_000_000_000_u64))),
    (Refusal::BadAudience, |knock| knock.claim("aud", json!(ELSEWHERE))),
    (Refusal::BadServiceUrl, |knock| knock.claim("serviceurl", Value::Null)),
    (Refusal::NotEndorsed, |knock| knock.activity["channelId"] = json!("webchat")),
    (Refusal::ForeignHost, |knock| {
        knock.claim("serviceurl", json!("https://evil.example/"));
        knock.activity["serviceUrl"] = json!("https://evil.example/");
    }),
    (Refusal::ForeignTenant, |knock| {
        knock.activity["channelData"]["tenant"]["id"] = json!(ELSEWHERE);
    }),
    (Refusal::BadRecipient, |knock| knock.activity["recipient"]["id"] = json!(ELSEWHERE)),
];

/// The same for a token of Entra, from the audience on: what only such a token has to say comes
/// between what all tokens say and what the activity says.
const FAULTS_OF_ENTRA: &[Fault] = &[
    (Refusal::BadAudience, |knock| knock.claim("aud", json!(ELSEWHERE))),
    (Refusal::TenantMismatch, |knock| knock.claim("tid", json!(ELSEWHERE))),
    (Refusal::BadCaller, |knock| knock.claim("azp", json!(ELSEWHERE))),
    (Refusal::BadServiceUrl, |knock| knock.activity["serviceUrl"] = Value::Null),
    (Refusal::NotEndorsed, |knock| knock.activity["channelId"] = json!("webchat")),
];

/// Every pair of faults, each with a verifier that has no keys yet.
async fn check(issuer: &Issuer, faults: &[Fault], good: impl Fn() -> TokenClaims) {
    let verifier = || issuer.verifier_with_entra(&[TENANT]);
    Knock::new(good()).comes_in(issuer, &verifier()).await.expect("without a fault");
    for (at, (first, fault)) in faults.iter().enumerate() {
        for (second, other) in &faults[at..] {
            let mut knock = Knock::new(good());
            // Where both change the same thing, the earlier fault stands.
            other(&mut knock);
            fault(&mut knock);
            let named = knock.comes_in(issuer, &verifier()).await;
            assert_eq!(named, Err(*first), "with {second:?} as well");
        }
    }
}

#[tokio::test]
async fn of_two_faults_the_first_is_named() {
    let issuer = Issuer::start().await;
    check(&issuer, FAULTS, || issuer.claims()).await;
    issuer.shows_tenant(TENANT, &[key(&issuer.ring, &[])]);
    let iss = issuer.url(&format!("/login/{TENANT}/v2.0"));
    let of_entra = || {
        let claims = issuer.claims().with("serviceurl", Value::Null).with("iss", json!(iss));
        claims.with("tid", json!(TENANT)).with("azp", json!(CALLER))
    };
    check(&issuer, FAULTS_OF_ENTRA, of_entra).await;
    // Each refusal has its place, and it is the one in which they are listed.
    let listed = Refusal::ALL
        .iter()
        .filter(|refusal| !matches!(refusal, Refusal::TenantMismatch | Refusal::BadCaller));
    assert!(listed.eq(FAULTS.iter().map(|(refusal, _)| refusal)));
}

/// What is asked before and between: the method, the token, the size, the form of the body, and
/// only then whether the activity is the token's.
#[tokio::test]
async fn a_request_is_checked_from_the_outside_in() {
    let issuer = Issuer::start().await;
    let door = Door::open(&issuer, issuer.verifier()).await;
    let good = bearer(&issuer.ring.sign(&issuer.claims()).expect("a token"));
    let foreign = issuer.claims().with("aud", json!(ELSEWHERE));
    let foreign = bearer(&issuer.ring.sign(&foreign).expect("a token"));
    let large = " ".repeat(256 * 1024 + 1);
    let put = |bytes: Vec<u8>| [&b"PUT"[..], bytes.strip_prefix(b"POST").expect("a POST")].concat();
    for (bytes, named) in [
        (put(request("", &large)), "wrong_method"),
        (request("", &large), "no_token"),
        (request(&foreign, &large), "bad_audience"),
        (request(&foreign, "{"), "bad_audience"),
        (request(&good, &large), "too_large"),
        (request(&good, r#"{"type":"message","channelId":"webchat"}"#), "malformed"),
    ] {
        let before = counts(&door.service);
        send(door.address, std::iter::once(bytes), false).await;
        let mut after = counts(&door.service);
        after.retain(|reason, count| before[reason] != *count);
        assert_eq!(after.into_keys().collect::<Vec<_>>(), [named]);
    }
}
