//! Activities that are not what a good token was given for.

use serde_json::{Value, json};

use super::super::issuer::{APP, Issuer, SERVICE_URL, TENANT, activity};
use super::{Attack, bearer, request};

pub(super) fn attacks(issuer: &Issuer) -> Vec<Attack> {
    let mut attacks = service_urls(issuer);
    attacks.extend(signed_service_urls(issuer));
    attacks.extend(fields(issuer));
    attacks.extend(bodies(issuer));
    attacks
}

fn token(issuer: &Issuer) -> String {
    bearer(&issuer.ring.sign(&issuer.claims()).expect("a token"))
}

fn with(issuer: &Issuer, name: &str, value: Value) -> Vec<u8> {
    let mut changed = activity();
    changed[name] = value;
    request(&token(issuer), &changed.to_string())
}

/// The activity says another address than the token.
fn service_urls(issuer: &Issuer) -> Vec<Attack> {
    let plain = SERVICE_URL;
    let host = "smba.trafficmanager.net";
    [
        ("another service URL", "https://evil.example/".to_owned()),
        ("its path in capitals", plain.replace("emea", "EMEA")),
        ("its path with a second slash", format!("{plain}/")),
        ("its path left out", plain.replace("emea/", "")),
        ("its path with dots", plain.replace("emea", "x/../emea")),
        ("its path with escapes", plain.replace("emea", "%65mea")),
        ("another port", plain.replace(host, &format!("{host}:8443"))),
        ("its own port, said needlessly", plain.replace(host, &format!("{host}:443"))),
        ("user info", plain.replace(host, &format!("teams@{host}"))),
        ("its host as user info", plain.replace(host, &format!("{host}@evil.example"))),
        ("its host as the beginning of another", plain.replace(".net", ".net.evil.example")),
        ("its host with a dot at the end", plain.replace(".net", ".net.")),
        ("a letter that looks the same", plain.replace("manager", "m\u{430}nager")),
        ("that letter in punycode", plain.replace("trafficmanager", "xn--trafficmnager-31k")),
        ("wide letters", plain.replace("smba", "\u{ff53}mba")),
        ("a host with escapes", plain.replace("smba", "%73mba")),
        ("a query", format!("{plain}?x=1")),
        ("a fragment", format!("{plain}#x")),
        ("backslashes", plain.replace('/', "\\")),
        ("a tab inside", plain.replace("smba", "sm\tba")),
        ("a line end", format!("{plain}\n")),
        ("http", plain.replace("https", "http")),
        ("one slash too few", plain.replace("//", "/")),
        ("an address of this machine", "http://127.0.0.1/".to_owned()),
        ("no service URL", String::new()),
    ]
    .map(|(name, url)| {
        Attack::new(name, with(issuer, "serviceUrl", json!(url)), &[403], "bad_service_url")
    })
    .into()
}

/// Both say the same, and it is not an address of Microsoft's.
fn signed_service_urls(issuer: &Issuer) -> Vec<Attack> {
    [
        ("a foreign host that was signed", "https://evil.example/", "foreign_host"),
        (
            "a host under the same domain, signed",
            "https://evil.trafficmanager.net/",
            "foreign_host",
        ),
        (
            "a look-alike in punycode, signed",
            "https://smba.xn--trafficmnager-31k.net/",
            "foreign_host",
        ),
        ("this machine, signed", "http://127.0.0.1:80/", "bad_service_url"),
        (
            "a service of this machine that is trusted, but in the clear, signed",
            &format!("http://{}/", issuer.address),
            "bad_service_url",
        ),
        ("http, signed", "http://smba.trafficmanager.net/emea/", "bad_service_url"),
        ("a query, signed", "https://smba.trafficmanager.net/emea/?x", "bad_service_url"),
    ]
    .map(|(name, url, counted)| {
        let claims = issuer.claims().with("serviceurl", json!(url));
        let token = bearer(&issuer.ring.sign(&claims).expect("a token"));
        let mut changed = activity();
        changed["serviceUrl"] = json!(url);
        Attack::new(name, request(&token, &changed.to_string()), &[403], Some(counted))
    })
    .into()
}

fn fields(issuer: &Issuer) -> Vec<Attack> {
    let foreign = "99999999-9999-4999-8999-999999999999";
    let refused = |name, field, value, status, counted| {
        Attack::new(name, with(issuer, field, value), status, Some(counted))
    };
    vec![
        refused("another channel", "channelId", json!("webchat"), &[403], "not_endorsed"),
        refused("the channel in capitals", "channelId", json!("MSTEAMS"), &[403], "not_endorsed"),
        refused("the emulator", "channelId", json!("emulator"), &[403], "not_endorsed"),
        refused("no channel", "channelId", Value::Null, &[403], "not_endorsed"),
        refused(
            "another tenant",
            "channelData",
            json!({ "tenant": { "id": foreign } }),
            &[200],
            "foreign_tenant",
        ),
        refused(
            "another bot as recipient",
            "recipient",
            json!({ "id": format!("28:{foreign}") }),
            &[403],
            "bad_recipient",
        ),
        refused(
            "our id with something before it",
            "recipient",
            json!({ "id": format!("28:28:{APP}") }),
            &[403],
            "bad_recipient",
        ),
        refused("no recipient", "recipient", Value::Null, &[403], "bad_recipient"),
        Attack::new(
            "line ends and colours for the log in every field",
            poisoned(issuer),
            &[200],
            None,
        ),
    ]
}

/// A genuine activity whose every text tries to write in our log.
fn poisoned(issuer: &Issuer) -> Vec<u8> {
    let poison = "geheime tekst\r\n2026-01-01T00:00:00Z  INFO forged\u{1b}[31m\u{202e}";
    let mut changed = activity();
    for name in ["id", "text", "locale", "name", "localTimezone", "timestamp", "replyToId"] {
        changed[name] = json!(poison);
    }
    changed["from"] = json!({ "id": poison, "aadObjectId": poison, "name": poison });
    changed["conversation"]["conversationType"] = json!("personal");
    request(&token(issuer), &changed.to_string())
}

fn bodies(issuer: &Issuer) -> Vec<Attack> {
    let token = token(issuer);
    let malformed =
        |name, body: &str| Attack::new(name, request(&token, body), &[400], "malformed");
    let deep = |open: &str, shut: &str| {
        let tenant = json!(TENANT);
        let (open, shut) = (open.repeat(100_000), shut.repeat(100_000));
        format!(r#"{{"type":"message","x":{tenant},"value":{open}1{shut}}}"#)
    };
    let not_utf8 = {
        let mut bytes = request(&token, r#"{"type":"message","text":"????"}"#);
        let at = bytes.len() - 6;
        bytes[at..at + 4].copy_from_slice(&[0xff, 0xfe, 0xc0, 0x80]);
        bytes
    };
    vec![
        malformed("an empty body", ""),
        malformed("an empty object", "{}"),
        malformed("half an object", r#"{"type":"message""#),
        malformed("a list", "[]"),
        malformed("a byte order mark", &format!("\u{feff}{}", activity())),
        malformed("two objects", &format!("{0}{0}", activity())),
        malformed("no conversation", r#"{"type":"message"}"#),
        malformed("lists a hundred thousand deep", &deep("[", "]")),
        malformed("objects a hundred thousand deep, unended", &deep(r#"{"a":"#, "")[..250_000]),
        Attack::new("text that is not UTF-8", not_utf8, &[400], "malformed"),
        Attack::new(
            "a body one byte too large",
            request(&token, &" ".repeat(256 * 1024 + 1)),
            &[413],
            "too_large",
        ),
    ]
}
