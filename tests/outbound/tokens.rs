//! Our own tokens: asked for once, renewed in time, and never asked for in a loop.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use stapje::bot_framework::{
    Authority, Cloud, Credential, Credentials, Target, TokenError, TokenSource,
};

use super::login::{Login, Say};

const APP: &str = "11111111-2222-4333-8444-555566667777";
const TENANT: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeffff0000";
const SECRET: &str = "not-a-real-secret";

fn start() -> Timestamp {
    "2026-11-02T08:00:00Z".parse().expect("a moment")
}

fn after(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

fn with_secret() -> Credentials {
    Credentials::with_secret(APP, TENANT, SecretString::from(SECRET))
}

async fn token(source: &TokenSource, now: Timestamp) -> Result<String, TokenError> {
    Ok(source.token(now).await?.expose_secret().to_owned())
}

fn invalid_client() -> Say {
    let body = json!({
        "error": "invalid_client",
        "error_description": "AADSTS7000215: Invalid client secret provided. geheim",
        "error_codes": [7_000_215],
    });
    Say::Json(401, body)
}

#[tokio::test]
async fn a_secret_is_sent_to_the_tenants_own_authority() {
    let login = Login::start().await;
    token(&login.source(with_secret()), start()).await.expect("a token");
    let asked = login.asked();
    let [asked] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(asked.path, format!("/login/{TENANT}/oauth2/v2.0/token"));
    assert_eq!(asked.field("grant_type"), "client_credentials");
    assert_eq!(asked.field("client_id"), APP);
    assert_eq!(asked.field("client_secret"), SECRET);
    assert_eq!(asked.field("scope"), "https://api.example.org/.default");
    assert_eq!(asked.fields.len(), 4);
    assert_eq!(asked.headers["content-type"], "application/x-www-form-urlencoded");
    assert!(asked.headers["user-agent"].starts_with("stapje/"));
}

#[tokio::test]
async fn a_bot_of_the_multi_tenant_type_asks_the_bot_frameworks_authority() {
    let login = Login::start().await;
    let authority = Authority::MultiTenant;
    let source = login.source(Credentials { authority, ..with_secret() });
    token(&source, start()).await.expect("a token");
    assert_eq!(login.asked()[0].path, "/login/botframework.com/oauth2/v2.0/token");
}

/// Of each of Microsoft's clouds: login host, scope, authority of multi-tenant bots, audience of
/// token exchange.
#[test]
fn every_cloud_knows_where_its_tokens_come_from() {
    let of = |cloud: Cloud| {
        let login = cloud.login.to_string();
        [login, cloud.scope, cloud.multi_tenant, cloud.token_exchange]
    };
    assert_eq!(
        of(Cloud::public()),
        [
            "https://login.microsoftonline.com/",
            "https://api.botframework.com/.default",
            "botframework.com",
            "api://AzureADTokenExchange",
        ]
    );
    assert_eq!(
        of(Cloud::us_government()),
        [
            "https://login.microsoftonline.us/",
            "https://api.botframework.us/.default",
            "MicrosoftServices.onmicrosoft.us",
            "api://AzureADTokenExchangeUSGov",
        ]
    );
    assert_eq!(
        of(Cloud::china()),
        [
            "https://login.partner.microsoftonline.cn/",
            "https://api.botframework.azure.cn/.default",
            "microsoftservices.partner.onmschina.cn",
            "api://AzureADTokenExchangeChina",
        ]
    );
}

#[tokio::test]
async fn many_sends_at_once_ask_once() {
    let login = Login::start().await;
    let source = std::sync::Arc::new(login.source(with_secret()));
    let mut sends = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let source = source.clone();
        sends.spawn(async move { token(&source, start()).await.expect("a token") });
    }
    let tokens = sends.join_all().await;
    assert!(tokens.iter().all(|token| token == "token-1"), "{tokens:?}");
    assert_eq!(login.times_asked(), 1);
}

#[tokio::test]
async fn each_authority_and_scope_has_a_token_of_its_own() {
    let login = Login::start().await;
    let source = login.source(with_secret());
    let graph = |authority: &str| Target {
        authority: authority.to_owned(),
        scope: "https://graph.example.org/.default".to_owned(),
    };
    let get = async |target: Target| {
        source.token_for(&target, start()).await.expect("a token").expose_secret().to_owned()
    };
    let connector = token(&source, start()).await.expect("a token");
    let (one, other) = (get(graph("one")).await, get(graph("other")).await);
    assert_eq!([&*connector, &*one, &*other], ["token-1", "token-2", "token-3"]);
    assert_eq!(get(graph("one")).await, one, "it is kept");
    assert_eq!(token(&source, start()).await.expect("a token"), connector);
    let same = Target {
        authority: TENANT.to_owned(),
        scope: "https://api.example.org/.default".to_owned(),
    };
    assert_eq!(get(same).await, connector, "the connector's target by name");
    assert_eq!(login.times_asked(), 3);
    assert_eq!(login.asked()[1].path, "/login/one/oauth2/v2.0/token");
}

#[tokio::test]
async fn a_token_is_renewed_before_it_expires() {
    let login = Login::start().await;
    let source = login.source(with_secret());
    let get = async |seconds| token(&source, after(seconds)).await.expect("a token");
    assert_eq!(get(0).await, "token-1");
    assert_eq!(get(3598 - 300).await, "token-1");
    assert_eq!(get(3599 - 300).await, "token-2");
}

#[tokio::test]
async fn while_one_renews_the_others_go_on_with_what_is_good() {
    let login = Login::start().await;
    let source = std::sync::Arc::new(login.source(with_secret()));
    token(&source, start()).await.expect("a token");
    let until = std::sync::Arc::new(tokio::sync::Notify::new());
    login.says([Say::Held(until.clone())]);
    let renewing = {
        let source = source.clone();
        tokio::spawn(async move { token(&source, after(3400)).await })
    };
    while login.times_asked() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(token(&source, after(3400)).await.as_deref(), Ok("token-1"));
    until.notify_one();
    assert_eq!(renewing.await.expect("it ends").as_deref(), Ok("token-2"));
}

#[tokio::test]
async fn what_is_good_outlasts_trouble_with_its_renewal() {
    let login = Login::start().await;
    let source = login.source(with_secret());
    token(&source, start()).await.expect("a token");
    login.says(vec![Say::Json(503, json!({})); 3]);
    assert_eq!(token(&source, after(3400)).await.as_deref(), Ok("token-1"));
    assert_eq!(token(&source, after(3401)).await.as_deref(), Ok("token-1"));
    assert_eq!(login.times_asked(), 2, "the second did not ask: it rests");
    assert!(source.failure().is_some(), "and it is known");
    let error = token(&source, after(3600)).await.expect_err("now it is over");
    assert!(matches!(error, TokenError::Unavailable { .. }), "{error}");
    assert_eq!(token(&source, after(3700)).await.as_deref(), Err(&error));
    assert_eq!(token(&source, after(3800)).await.as_deref(), Ok("token-5"));
    assert_eq!(source.failure(), None);
}

#[tokio::test]
async fn refused_credentials_are_named_and_not_tried_in_a_loop() {
    let login = Login::start().await;
    let source = login.source(with_secret());
    login.says(vec![invalid_client(); 500]);
    let refused = TokenError::Refused { code: "invalid_client AADSTS7000215".to_owned() };
    // A send every second, for a day.
    for second in 0..86_400 {
        assert_eq!(token(&source, after(second)).await, Err(refused.clone()));
    }
    assert_eq!(source.failure(), Some(refused.clone()));
    // After 30 s, 1, 2, 4, 8 minutes, and then every quarter of an hour.
    assert_eq!(login.times_asked(), 6 + (86_400 - 930) / 900);
    let text = refused.to_string();
    assert!(text.contains("invalid_client") && text.contains("check app id"), "{text}");
}

#[tokio::test]
async fn a_login_service_in_trouble_is_asked_when_it_said() {
    let login = Login::start().await;
    let source = login.source(with_secret());
    login.says([Say::Busy(120)]);
    let retry_after = Some(SignedDuration::from_secs(120));
    match token(&source, start()).await {
        Err(TokenError::Unavailable { retry_after: said, .. }) => assert_eq!(said, retry_after),
        other => panic!("{other:?}"),
    }
    token(&source, after(119)).await.expect_err("too soon");
    assert_eq!(login.times_asked(), 1);
    token(&source, after(120)).await.expect("a token");
}

#[tokio::test]
async fn an_odd_answer_is_trouble_and_not_a_token() {
    let login = Login::start().await;
    let source = login.source(with_secret());
    let odd = [json!([]), json!({ "access_token": 1 }), json!({ "expires_in": 3599 })];
    login.says(odd.into_iter().map(|body| Say::Json(200, body)));
    for hours in 0..3 {
        let error = token(&source, after(hours * 3600)).await.expect_err("no token");
        assert!(matches!(error, TokenError::Unavailable { .. }), "{error}");
    }
    // Without a word about its life it is not kept for long.
    login.says([Say::Json(200, json!({ "access_token": "short" }))]);
    assert_eq!(token(&source, after(20_000)).await.as_deref(), Ok("short"));
    assert_eq!(token(&source, after(20_000 + 599)).await.as_deref(), Ok("token-5"));
}

#[tokio::test]
async fn a_login_service_that_is_not_there_is_told_without_its_address() {
    let login = Login::start().await;
    let mut cloud = login.cloud();
    cloud.login = "http://127.0.0.1:1/login".parse().expect("an address");
    let http = stapje::bot_framework::http_client(stapje::USER_AGENT).expect("a client");
    let source = TokenSource::new(http, &cloud, with_secret());
    let error = token(&source, start()).await.expect_err("nobody listens there");
    assert!(matches!(error, TokenError::Unavailable { .. }));
    assert!(!error.to_string().contains(TENANT), "{error}");
}

#[test]
fn credentials_cannot_be_printed() {
    let text = format!("{:?}", with_secret());
    assert!(text.contains(APP) && !text.contains(SECRET), "{text}");
    assert!(matches!(with_secret().credential, Credential::Secret(_)));
}
