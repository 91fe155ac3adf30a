//! Managed identities and federated credentials: tokens without a secret of our own.

use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::json;
use stapje::bot_framework::{
    Authority, Credential, Credentials, FederatedToken, IdentityError, ManagedIdentity, TokenError,
    TokenSource,
};
use tempfile::TempDir;

use super::login::{Login, Say};

const APP: &str = "11111111-2222-4333-8444-555566667777";
const TENANT: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeffff0000";
const OTHER: &str = "cccccccc-aaaa-4bbb-8ccc-dddd11112222";

fn now() -> Timestamp {
    "2026-11-02T08:00:00Z".parse().expect("a moment")
}

/// The identity with this client id, where these environment variables are set.
fn identity(id: &str, set: &[(&str, String)]) -> Result<ManagedIdentity, IdentityError> {
    let env =
        |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    ManagedIdentity::from_env(id, &env)
}

fn on_machine(login: &Login, id: &str) -> ManagedIdentity {
    let host = [("AZURE_POD_IDENTITY_AUTHORITY_HOST", login.url(""))];
    identity(id, &host).expect("an identity")
}

fn source(login: &Login, credential: Credential) -> TokenSource {
    login.source(Credentials {
        app_id: APP.to_owned(),
        authority: Authority::Tenant(TENANT.to_owned()),
        credential,
    })
}

async fn token(source: &TokenSource) -> Result<String, TokenError> {
    Ok(source.token(now()).await?.expose_secret().to_owned())
}

#[tokio::test]
async fn a_virtual_machines_identity_is_asked_for_the_resource() {
    let login = Login::start().await;
    let source = source(&login, Credential::ManagedIdentity(on_machine(&login, APP)));
    // The instance metadata service writes numbers as texts.
    let body = json!({
        "access_token": "from-the-machine", "expires_in": "86000", "expires_on": "1772524800",
        "resource": "https://api.example.org", "token_type": "Bearer",
    });
    login.says([Say::Json(200, body)]);
    assert_eq!(token(&source).await.as_deref(), Ok("from-the-machine"));
    let asked = login.asked();
    assert_eq!(asked[0].path, "/metadata/identity/oauth2/token");
    assert_eq!(asked[0].headers["metadata"], "true");
    assert_eq!(asked[0].field("api-version"), "2018-02-01");
    assert_eq!(asked[0].field("resource"), "https://api.example.org", "no scope, a resource");
    assert_eq!(asked[0].field("client_id"), APP);
    let later = now() + jiff::SignedDuration::from_secs(85_600);
    assert_eq!(source.token(later).await.expect("kept").expose_secret(), "from-the-machine");
    assert_eq!(login.times_asked(), 1);
}

#[tokio::test]
async fn app_service_is_asked_with_its_header() {
    let login = Login::start().await;
    let set = [
        ("IDENTITY_ENDPOINT", login.url("/msi/token")),
        ("IDENTITY_HEADER", "the-header".to_owned()),
    ];
    let identity = identity(APP, &set).expect("an identity");
    assert!(!format!("{identity:?}").contains("the-header"), "{identity:?}");
    let source = source(&login, Credential::ManagedIdentity(identity));
    // It says when the token expires, not after how long.
    let expires_on = (now().as_second() + 7200).to_string();
    login.says([Say::Json(200, json!({ "access_token": "app", "expires_on": expires_on }))]);
    assert_eq!(token(&source).await.as_deref(), Ok("app"));
    let asked = login.asked();
    assert_eq!(asked[0].path, "/msi/token");
    assert_eq!(asked[0].headers["x-identity-header"], "the-header");
    assert_eq!(asked[0].field("api-version"), "2019-08-01");
    let later = now() + jiff::SignedDuration::from_secs(7200 - 301);
    source.token(later).await.expect("a token");
    assert_eq!(login.times_asked(), 1, "good until it expires");
    source.token(now() + jiff::SignedDuration::from_secs(7200 - 300)).await.expect("a token");
    assert_eq!(login.times_asked(), 2);
}

#[tokio::test]
async fn an_identity_that_is_not_assigned_is_a_refusal_and_a_busy_machine_is_not() {
    let login = Login::start().await;
    let source = source(&login, Credential::ManagedIdentity(on_machine(&login, APP)));
    let unknown = json!({ "error": "invalid_request", "error_description": "Identity not found" });
    login.says([Say::Json(400, unknown)]);
    let code = "invalid_request".to_owned();
    assert_eq!(token(&source).await, Err(TokenError::Refused { code }));
    // While the service is updated it answers 410, and 404 where it is not there yet.
    for (number, status) in [(1, 410), (2, 404), (3, 500)] {
        login.says([Say::Json(status, json!({}))]);
        let later = now() + jiff::SignedDuration::from_hours(number);
        let error = source.token(later).await.expect_err("no token");
        assert!(matches!(error, TokenError::Unavailable { .. }), "{status}: {error}");
    }
}

#[test]
fn plain_http_goes_to_this_machine_and_its_own_network_only() {
    for fine in
        ["http://169.254.129.2:8081/msi", "http://localhost:42356/msi", "https://a.example/"]
    {
        let set = [("IDENTITY_ENDPOINT", fine.to_owned()), ("IDENTITY_HEADER", "x".to_owned())];
        identity(APP, &set).expect(fine);
    }
    for far in
        ["http://a.example/msi", "http://10.0.0.1/", "http://169.255.0.1/", "ftp://localhost/"]
    {
        let set = [("IDENTITY_ENDPOINT", far.to_owned()), ("IDENTITY_HEADER", "x".to_owned())];
        let error = identity(APP, &set).expect_err(far);
        assert!(error.to_string().contains("must be https"), "{error}");
    }
    let set = [("IDENTITY_ENDPOINT", "http://localhost/".to_owned())];
    assert_eq!(identity(APP, &set).expect_err("half"), IdentityError::NoHeader);
    let set = [("AZURE_POD_IDENTITY_AUTHORITY_HOST", "here".to_owned())];
    assert!(identity(APP, &set).expect_err("no URL").to_string().contains("is not a URL"));
    identity(APP, &[]).expect("the instance metadata service");
}

#[tokio::test]
async fn a_token_in_a_file_stands_in_for_a_secret_and_is_read_every_time() {
    let (login, folder) = (Login::start().await, TempDir::new().expect("a folder"));
    let path = folder.path().join("token");
    let from = FederatedToken::File(path.clone());
    let source = source(&login, Credential::Federated(from));
    let error = token(&source).await.expect_err("no file");
    assert!(error.to_string().contains("cannot be read"), "{error}");
    for (day, text) in [(1, "first\n"), (2, "second")] {
        std::fs::write(&path, text).expect("a file");
        let later = now() + jiff::SignedDuration::from_hours(24 * day);
        source.token(later).await.expect("a token");
        let asked = login.asked().pop().expect("a question");
        assert_eq!(asked.path, format!("/login/{TENANT}/oauth2/v2.0/token"));
        assert_eq!(asked.field("client_assertion"), text.trim());
        assert_eq!(
            asked.field("client_assertion_type"),
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        );
        assert_eq!(asked.field("client_id"), APP);
    }
    std::fs::write(&path, " \n").expect("a file");
    let later = now() + jiff::SignedDuration::from_hours(96);
    let error = source.token(later).await.expect_err("nothing in it");
    assert!(error.to_string().contains("is empty"), "{error}");
}

#[tokio::test]
async fn another_identitys_token_stands_in_for_a_secret() {
    let login = Login::start().await;
    let from = FederatedToken::Identity(on_machine(&login, OTHER));
    let source = source(&login, Credential::Federated(from));
    assert_eq!(token(&source).await.as_deref(), Ok("token-2"));
    let asked = login.asked();
    assert_eq!(asked[0].path, "/metadata/identity/oauth2/token");
    assert_eq!(asked[0].field("resource"), "api://AzureADTokenExchange");
    assert_eq!(asked[0].field("client_id"), OTHER);
    assert_eq!(asked[1].field("client_assertion"), "token-1");
    assert_eq!(asked[1].field("client_id"), APP);
    assert!(!format!("{source:?}").contains("token-2"), "tokens cannot be printed");
}
