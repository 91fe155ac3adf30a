//! Tokens that are wrong in one thing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use stapje::local_channel::{ISSUER, TokenClaims};

use super::super::issuer::{APP, Issuer, SERVICE_URL, TENANT, activity, key, key_ring};
use super::{Attack, bearer, request};

pub(super) fn attacks(issuer: &Issuer) -> Vec<Attack> {
    let unendorsed = unendorsed(issuer);
    let mut attacks = headers(issuer);
    attacks.extend(forged(issuer));
    attacks.extend(claims(issuer));
    attacks.extend(unendorsed);
    attacks
}

/// A good message behind this header.
fn behind(header: &str) -> Vec<u8> {
    request(header, &activity().to_string())
}

fn signed(issuer: &Issuer, claims: &TokenClaims) -> Vec<u8> {
    behind(&bearer(&issuer.ring.sign(claims).expect("a token")))
}

fn headers(issuer: &Issuer) -> Vec<Attack> {
    let token = issuer.ring.sign(&issuer.claims()).expect("a token");
    let good = bearer(&token);
    let refused = |name, header: &str| Attack::new(name, behind(header), &[401], "no_token");
    vec![
        refused("no token", ""),
        refused("an empty header", "authorization:\r\n"),
        refused("`Bearer` and nothing else", "authorization: Bearer\r\n"),
        refused("another scheme", "authorization: Basic eDp5\r\n"),
        refused("the token without a scheme", &format!("authorization: {token}\r\n")),
        refused("two headers, both good", &good.repeat(2)),
        refused("a good header and an empty one", &format!("{good}authorization:\r\n")),
        refused("two tokens in one header", &format!("authorization: Bearer {token} {token}\r\n")),
        refused("two tokens with a comma", &format!("authorization: Bearer {token}, {token}\r\n")),
        refused("a token of 32 KiB", &bearer(&"a".repeat(32 * 1024))),
        Attack::new(
            "bytes that are not text",
            behind("authorization: Bearer \u{fffd}\u{fffd}\r\n"),
            &[401],
            "no_token",
        ),
    ]
}

/// The issuer has keys for other channels too. What they sign is genuine, and not for Teams.
fn unendorsed(issuer: &Issuer) -> Vec<Attack> {
    let mut published = vec![key(&issuer.ring, &["msteams"])];
    let mut attack = |name: &'static str, endorsements: Value| {
        let mut other = key(&issuer.ring, &[]);
        (other["kid"], other["endorsements"]) = (json!(name), endorsements);
        other.as_object_mut().expect("a key").retain(|_, value| *value != json!("left out"));
        published.push(other);
        let mut claims = issuer.claims();
        claims.kid = Some(name.to_owned());
        Attack::new(name, signed(issuer, &claims), &[403], "not_endorsed")
    };
    let attacks = vec![
        attack("a key without endorsements", json!("left out")),
        attack("a key whose endorsements are null", Value::Null),
        attack("a key endorsed for nothing", json!([])),
        attack("a key endorsed for another channel", json!(["webchat"])),
        attack("a key endorsed for Teams in capitals", json!(["MSTEAMS"])),
    ];
    issuer.shows_keys(&published);
    attacks
}

fn forged(issuer: &Issuer) -> Vec<Attack> {
    let claims = issuer.claims();
    let good = issuer.ring.sign(&claims).expect("a token");
    let (modulus, _) = issuer.ring.public_key();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let unsigned = |alg: &str| {
        let head = part(&json!({ "alg": alg, "kid": claims.kid }));
        format!("{head}.{}.", part(&json!(claims.claims)))
    };
    let hmac = |secret: &[u8]| {
        let mut header = Header::new(Algorithm::HS256);
        header.kid.clone_from(&claims.kid);
        encode(&header, &claims.claims, &EncodingKey::from_secret(secret)).expect("a token")
    };
    let modulus_bytes = URL_SAFE_NO_PAD.decode(&modulus).expect("base64");
    let stolen_signature = {
        let forged = claims.clone().with("aud", json!("another"));
        let forged = issuer.ring.sign(&forged).expect("a token");
        let (signed, _) = forged.rsplit_once('.').expect("parts");
        let (_, signature) = good.rsplit_once('.').expect("parts");
        format!("{signed}.{signature}")
    };
    let own_key = key_ring(&issuer.clock, issuer.address).sign(&claims).expect("a token");
    let embedded = {
        let jwk = json!({ "kty": "RSA", "n": modulus, "e": "AQAB" });
        let head = part(&json!({ "alg": "RS256", "jwk": jwk }));
        format!("{head}.{}.c2ln", part(&json!(claims.claims)))
    };
    let refused = |name, token: &str, counted| {
        Attack::new(name, behind(&bearer(token)), &[401], Some(counted))
    };
    vec![
        refused("not a token", "x", "bad_token"),
        refused("three parts of nonsense", "a.b.c", "bad_token"),
        refused("`alg: none` without a signature", &unsigned("none"), "bad_token"),
        refused("`alg: NONE`", &unsigned("NONE"), "bad_token"),
        refused("RS256 with an empty signature", &unsigned("RS256"), "bad_signature"),
        refused("RS512 instead of RS256", &unsigned("RS512"), "bad_token"),
        refused("HS256 with our public key as text", &hmac(modulus.as_bytes()), "bad_token"),
        refused("HS256 with our public key as bytes", &hmac(&modulus_bytes), "bad_token"),
        refused("a key of the sender's in the header", &embedded, "bad_token"),
        refused("a key of the sender's under our key id", &own_key, "bad_signature"),
        refused("the signature of another token", &stolen_signature, "bad_signature"),
        refused("the signature left out", good.rsplit_once('.').map_or("", |p| p.0), "bad_token"),
        refused("a fourth part", &format!("{good}.AAAA"), "bad_token"),
        refused("padding after the signature", &format!("{good}=="), "bad_token"),
    ]
}

fn claims(issuer: &Issuer) -> Vec<Attack> {
    let now = issuer.clock.now().as_second();
    let with = |name: &str, value: Value| signed(issuer, &issuer.claims().with(name, value));
    let key_id = |kid: Option<&str>| {
        let mut claims = issuer.claims();
        claims.kid = kid.map(str::to_owned);
        signed(issuer, &claims)
    };
    let iss = |name, text: &str| Attack::new(name, with("iss", json!(text)), &[401], "bad_issuer");
    let is =
        |name, claim, value, counted| Attack::new(name, with(claim, value), &[401], Some(counted));
    vec![
        Attack::new("no key id", key_id(None), &[401], "bad_token"),
        Attack::new("an unknown key id", key_id(Some("unknown")), &[401], "unknown_key"),
        Attack::new("a key id that is a path", key_id(Some("../../keys")), &[401], "unknown_key"),
        Attack::new(
            "a key id with line ends and colours for the log",
            key_id(Some("\r\n2026-01-01T00:00:00Z  INFO forged\u{1b}[31m")),
            &[401],
            "unknown_key",
        ),
        iss("another issuer", "https://evil.example"),
        iss("our issuer with a slash", &format!("{ISSUER}/")),
        iss("our issuer in capitals", &ISSUER.to_uppercase()),
        iss("our issuer with a path", &format!("{ISSUER}/v2.0")),
        iss("our issuer with a space", &format!("{ISSUER} ")),
        iss("our issuer as the beginning of another", &format!("{ISSUER}.evil.example")),
        iss("our issuer over http", &ISSUER.replace("https", "http")),
        iss("the issuer of another cloud", "https://api.botframework.us"),
        iss("a tenant of Entra", &format!("https://sts.windows.net/{TENANT}/")),
        iss("an issuer with line ends for the log", "x\r\n2026-01-01T00:00:00Z  INFO forged"),
        is("an array of issuers", "iss", json!([ISSUER]), "bad_issuer"),
        is("no issuer", "iss", Value::Null, "bad_issuer"),
        is("another bot's token", "aud", json!(TENANT), "bad_audience"),
        is(
            "Microsoft's own audience",
            "aud",
            json!("https://api.botframework.com"),
            "bad_audience",
        ),
        is("our id as a URI", "aud", json!(format!("api://{APP}")), "bad_audience"),
        is("our id among others", "aud", json!([APP, TENANT]), "bad_audience"),
        is("our id in an array", "aud", json!([APP]), "bad_audience"),
        is("no audience", "aud", Value::Null, "bad_audience"),
        is("expired", "exp", json!(now - 300), "expired"),
        is("no expiry", "exp", Value::Null, "expired"),
        is("an expiry that is text", "exp", json!("4000000000"), "expired"),
        is("not valid yet", "nbf", json!(now + 301), "not_yet_valid"),
        Attack::new(
            "no signed service URL",
            with("serviceurl", Value::Null),
            &[403],
            "bad_service_url",
        ),
        Attack::new(
            "two signed service URLs",
            with("serviceurl", json!([SERVICE_URL])),
            &[401],
            "bad_token",
        ),
    ]
}
