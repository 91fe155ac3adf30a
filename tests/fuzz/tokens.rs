//! The `Authorization` header: nothing but the very token that was signed is believed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngExt;
use serde_json::{Value, json};

use super::{like, odd_inside, run};
use crate::door::issuer::Issuer;

#[test]
fn nothing_but_what_was_signed_is_believed() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let issuer = runtime.block_on(Issuer::start());
    let verifier = issuer.verifier();
    let good = issuer.ring.sign(&issuer.claims()).expect("a token");
    let header = json!({ "alg": "RS256", "typ": "JWT", "kid": issuer.claims().kid });
    let claims = Value::Object(issuer.claims().claims);
    let signature = good.rsplit('.').next().expect("a signature").to_owned();
    let examples = vec![
        format!("Bearer {good}").into_bytes(),
        format!("bearer {good}").into_bytes(),
        b"Bearer eyJhbGciOiJub25lIn0.e30.".to_vec(),
        b"Basic dXNlcjpwYXNz".to_vec(),
    ];
    run("token headers", |chance| {
        let text = if chance.random() {
            String::from_utf8_lossy(&like(&examples, chance)).into_owned()
        } else {
            // A token whose parts can be read, and say something odd.
            let (mut header, mut claims) = (header.clone(), claims.clone());
            odd_inside(if chance.random() { &mut header } else { &mut claims }, chance);
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            format!("Bearer {}.{}.{signature}", part(&header), part(&claims))
        };
        let now = issuer.clock.now();
        let believed = runtime.block_on(verifier.prove(&[&text], now)).is_ok();
        if believed {
            let (scheme, token) = text.split_once(' ').expect("two parts");
            assert!(scheme.eq_ignore_ascii_case("bearer") && token == good, "believed: {text}");
        }
        believed
    });
    assert!(issuer.asked("/openid/keys") <= 2, "strangers make us fetch keys");
}
