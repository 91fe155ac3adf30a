//! Tokens of Entra: off unless named, and then narrow.

use serde_json::{Value, json};
use stapje::bot_framework::Cloud;
use stapje::bot_framework::auth::{Refusal, Verifier};
use stapje::local_channel::{ISSUER, TokenClaims};

use super::issuer::{APP, CALLER, Issuer, TENANT, activity, key, key_ring};
use crate::log::Log;

const OTHER_TENANT: &str = "bbbbbbbb-bbbb-4ccc-8ddd-eeeeffff0000";

/// Claims of version 2 as they should be.
fn v2(issuer: &Issuer) -> TokenClaims {
    let iss = issuer.url(&format!("/login/{TENANT}/v2.0"));
    issuer
        .claims()
        .with("serviceurl", Value::Null)
        .with("iss", json!(iss))
        .with("tid", json!(TENANT))
        .with("azp", json!(CALLER))
        .with("ver", json!("2.0"))
}

/// Claims of version 1 as they should be.
fn v1(issuer: &Issuer) -> TokenClaims {
    v2(issuer)
        .with("iss", json!(format!("https://sts.windows.net/{TENANT}/")))
        .with("azp", Value::Null)
        .with("appid", json!(CALLER))
        .with("ver", json!("1.0"))
}

/// An issuer that is both, and a verifier that believes it.
async fn both() -> (Issuer, Verifier) {
    let issuer = Issuer::start().await;
    issuer.shows_tenant(TENANT, &[key(&issuer.ring, &[])]);
    let verifier = issuer.verifier_with_entra(&[TENANT]);
    (issuer, verifier)
}

#[tokio::test]
async fn tokens_of_a_named_tenant_and_caller_come_in() {
    let (issuer, verifier) = both().await;
    let log = Log::start();
    for claims in [v1(&issuer), v2(&issuer), issuer.claims()] {
        for _ in 0..2 {
            let entered = issuer.enters(&verifier, &claims, &activity()).await;
            assert_eq!(entered.expect("let in").tenant_id, TENANT);
        }
    }
    let text = log.text();
    assert_eq!(text.matches("a token of Entra was accepted").count(), 1, "once a minute: {text}");
    assert!(text.contains(&format!("caller=\"{CALLER}\"")), "{text}");
    assert_eq!(issuer.asked(&format!("/login/{TENANT}/keys")), 1, "keys of version 1");
    assert_eq!(issuer.asked(&format!("/login/{TENANT}/v2.0/keys")), 1, "keys of version 2");
}

#[tokio::test]
async fn without_the_setting_they_do_not_and_nothing_is_fetched() {
    let (issuer, _) = both().await;
    let verifier = issuer.verifier();
    verifier.refresh_keys(issuer.clock.now(), 0.0).await.expect("keys");
    let log = Log::start();
    for claims in [v1(&issuer), v2(&issuer)] {
        let refused = issuer.enters(&verifier, &claims, &activity()).await;
        assert_eq!(refused, Err(Refusal::BadIssuer));
    }
    assert_eq!(issuer.asked("/login/"), 0);
    let text = log.text();
    assert_eq!(text.matches("a well-formed token was refused").count(), 1, "{text}");
    for shown in ["bad_issuer", "https://sts.windows.net/", APP, CALLER, "local-1"] {
        assert!(text.contains(shown), "an operator sees {shown}: {text}");
    }
    issuer.clock.advance(jiff::SignedDuration::from_mins(1));
    let _ = issuer.enters(&verifier, &v2(&issuer), &activity()).await;
    assert!(log.text().contains("unsaid=1"), "and how many more there were: {}", log.text());
}

#[tokio::test]
async fn a_token_that_is_wrong_in_one_thing_is_refused() {
    let (issuer, verifier) = both().await;
    let base = issuer.url("");
    let iss = |text: String| ("iss", json!(text), Refusal::BadIssuer);
    for (name, value, expected) in [
        iss(format!("{base}/login/{OTHER_TENANT}/v2.0")),
        iss(format!("{base}/login/{TENANT}/v2.0/")),
        iss(format!("{base}/login/{TENANT}")),
        iss(format!("{base}/login/{}/v2.0", TENANT.to_uppercase())),
        iss(format!("{base}/login/common/v2.0")),
        iss(format!("https://sts.windows.net/{TENANT}")),
        iss(format!("https://sts.windows.net/{OTHER_TENANT}/")),
        iss(format!("https://sts.chinacloudapi.cn/{TENANT}/")),
        iss(format!("https://login.microsoftonline.com/{TENANT}/v2.0")),
        ("tid", json!(OTHER_TENANT), Refusal::TenantMismatch),
        ("tid", json!([TENANT]), Refusal::TenantMismatch),
        ("tid", Value::Null, Refusal::TenantMismatch),
        ("aud", json!("https://api.botframework.com"), Refusal::BadAudience),
        ("aud", json!(format!("api://{APP}")), Refusal::BadAudience),
        ("aud", json!([APP]), Refusal::BadAudience),
        ("azp", json!(OTHER_TENANT), Refusal::BadCaller),
        ("azp", json!([CALLER]), Refusal::BadCaller),
        ("azp", Value::Null, Refusal::BadCaller),
        ("scp", json!("access_as_user"), Refusal::BadCaller),
        ("exp", json!(1), Refusal::Expired),
    ] {
        let claims = v2(&issuer).with(name, value.clone());
        let refused = issuer.enters(&verifier, &claims, &activity()).await;
        assert_eq!(refused, Err(expected), "{name} {value}");
    }
}

#[tokio::test]
async fn its_activity_is_checked_all_the_same() {
    let (issuer, verifier) = both().await;
    let tenant = json!({ "tenant": { "id": OTHER_TENANT } });
    for (name, value, expected) in [
        ("serviceUrl", json!("https://evil.example/"), Refusal::ForeignHost),
        ("serviceUrl", json!("http://smba.trafficmanager.net/"), Refusal::BadServiceUrl),
        ("serviceUrl", Value::Null, Refusal::BadServiceUrl),
        ("channelId", json!("webchat"), Refusal::NotEndorsed),
        ("channelId", Value::Null, Refusal::NotEndorsed),
        ("channelData", tenant, Refusal::ForeignTenant),
        ("recipient", json!({ "id": "28:another" }), Refusal::BadRecipient),
    ] {
        let mut changed = activity();
        changed[name] = value.clone();
        let refused = issuer.enters(&verifier, &v2(&issuer), &changed).await;
        assert_eq!(refused, Err(expected), "{name} {value}");
    }
    let signed = v2(&issuer).with("serviceurl", json!("https://smba.trafficmanager.net/amer/"));
    let refused = issuer.enters(&verifier, &signed, &activity()).await;
    assert_eq!(refused, Err(Refusal::BadServiceUrl), "a signed address that is there counts");
}

#[tokio::test]
async fn each_issuer_has_keys_of_its_own() {
    let (issuer, _) = both().await;
    let other = key_ring(&issuer.clock, issuer.address);
    issuer.shows_tenant(OTHER_TENANT, &[key(&other, &[])]);
    issuer.shows_keys(&[key(&other, &["msteams"])]);
    let verifier = issuer.verifier_with_entra(&[TENANT, OTHER_TENANT]);
    issuer.enters(&verifier, &v2(&issuer), &activity()).await.expect("its own key");
    // Signed by the first tenant, in the name of the second, and of the Bot Framework.
    let second = issuer.url(&format!("/login/{OTHER_TENANT}/v2.0"));
    let second = v2(&issuer).with("iss", json!(second)).with("tid", json!(OTHER_TENANT));
    let channel = v2(&issuer).with("iss", json!(ISSUER));
    for claims in [second, channel] {
        let refused = issuer.enters(&verifier, &claims, &activity()).await;
        assert_eq!(refused, Err(Refusal::BadSignature));
    }
}

#[tokio::test]
async fn entra_that_cannot_be_reached_keeps_nobody_else_out() {
    let issuer = Issuer::start().await;
    let verifier = issuer.verifier_with_entra(&[TENANT]);
    let refreshed = verifier.refresh_keys(issuer.clock.now(), 0.0).await;
    refreshed.expect_err("the tenant's keys are not there, and that is said");
    assert!(verifier.is_ready(issuer.clock.now()));
    issuer.enters(&verifier, &issuer.claims(), &activity()).await.expect("let in");
    let refused = issuer.enters(&verifier, &v2(&issuer), &activity()).await;
    assert_eq!(refused, Err(Refusal::NoKeys));
}

#[test]
fn the_issuers_of_each_cloud_are_those_that_microsoft_names() {
    let all: Vec<_> = [Cloud::public(), Cloud::us_government(), Cloud::china()]
        .iter()
        .flat_map(|cloud| cloud.entra_issuers("T"))
        .map(|issuer| format!("{} {}", issuer.issuer, issuer.openid_metadata))
        .collect();
    let well_known = ".well-known/openid-configuration";
    let public = "https://login.microsoftonline.com/T";
    let government = "https://login.microsoftonline.us/T";
    let china = "https://login.partner.microsoftonline.cn/T";
    let expected = [
        format!("https://sts.windows.net/T/ {public}/{well_known}"),
        format!("{public}/v2.0 {public}/v2.0/{well_known}"),
        format!("https://sts.windows.net/T/ {government}/{well_known}"),
        format!("{government}/v2.0 {government}/v2.0/{well_known}"),
        format!("https://sts.chinacloudapi.cn/T/ {china}/{well_known}"),
        format!("{china}/v2.0 {china}/v2.0/{well_known}"),
    ];
    assert_eq!(all, expected);
}
