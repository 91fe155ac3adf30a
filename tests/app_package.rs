//! The rules of an app package: one change to a good one for each of them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use stapje::app_package::{Blanks, Fault, Package, Purpose, Version};
use stapje::conversation::{Intent, read_intent};

const ID: &str = "11111111-2222-4333-8444-555566667777";

fn good() -> Package {
    Package::new(&Blanks {
        bot_id: ID.to_owned(),
        app_id: ID.to_owned(),
        version: "1.0.0".to_owned(),
        developer_name: "Gemeente Voorbeeld".to_owned(),
        website_url: "https://stapje.voorbeeld.nl/".to_owned(),
        privacy_url: "https://stapje.voorbeeld.nl/privacy".to_owned(),
        terms_url: "https://stapje.voorbeeld.nl/voorwaarden".to_owned(),
        purpose: Purpose::Use,
        teams: false,
    })
}

fn bytes<'a>(package: &'a mut Package, name: &str) -> &'a mut Vec<u8> {
    &mut package.files.iter_mut().find(|(known, _)| known == name).expect("a file").1
}

/// A good package with one value of a JSON file changed; `null` takes it away.
fn with(file: &str, pointer: &str, value: Value) -> Package {
    let mut package = good();
    let bytes = bytes(&mut package, file);
    let mut json: Value = serde_json::from_slice(bytes).unwrap();
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let key = key.replace("~1", "/");
    match json.pointer_mut(parent).expect("a place") {
        Value::Array(all) => {
            let at: usize = key.parse().unwrap();
            if at < all.len() { all[at] = value } else { all.push(value) }
        }
        Value::Object(all) if value.is_null() => drop(all.remove(&key)),
        Value::Object(all) => drop(all.insert(key, value)),
        other => panic!("{other}"),
    }
    *bytes = serde_json::to_vec(&json).unwrap();
    package
}

fn rules(package: &Package) -> BTreeSet<&'static str> {
    package.faults(Purpose::Use).iter().map(|fault| fault.rule).collect()
}

#[test]
fn what_we_make_has_no_faults() {
    assert_eq!(good().faults(Purpose::Use), Vec::<Fault>::new());
}

fn activity(kind: &str, text: &str) -> Value {
    json!({"activityTypes": [{"type": kind, "description": "a", "templateText": text}]})
}

fn permission(name: &str, kind: &str) -> Value {
    json!({"permissions": {"resourceSpecific": [{"name": name, "type": kind}]}})
}

/// The rule, a place in the manifest, and a value there that breaks it.
type Case = (&'static str, &'static str, Value);

/// Who the app is, and what it says of itself.
fn cases_of_texts() -> Vec<Case> {
    vec![
        ("schema", "/$schema", json!("https://voorbeeld.nl/schema.json")),
        ("manifest-version", "/manifestVersion", json!("1.99")),
        ("version", "/version", json!("1.0")),
        ("version", "/version", json!("0.1.0")),
        ("version", "/version", json!("1.01.0")),
        ("version", "/version", json!("1.0.0-beta")),
        ("version", "/version", json!("1.0.99999999999")),
        ("manifest-version", "/manifestVersion", json!("1.17")),
        ("manifest-version", "/manifestVersion", json!("devPreview")),
        ("guid", "/id", json!("stapje")),
        ("guid", "/id", json!("00000000-0000-0000-0000-000000000000")),
        ("missing", "/developer", Value::Null),
        ("missing", "/name/short", Value::Null),
        ("missing", "/webApplicationInfo", Value::Null),
        ("missing", "/localizationInfo", Value::Null),
        ("not-text", "/name/short", json!(1)),
        ("empty", "/description/short", json!(" ")),
        ("too-long", "/developer/name", json!("x".repeat(33))),
        ("too-long", "/name/short", json!("x".repeat(31))),
        ("too-long", "/description/short", json!("x".repeat(81))),
        ("too-long", "/bots/0/commandLists/0/commands/0/title", json!("x".repeat(129))),
        ("https", "/developer/privacyUrl", json!("http://stapje.voorbeeld.nl/")),
        ("https", "/developer/privacyUrl", json!("https://intranet/privacy")),
        ("https", "/developer/privacyUrl", json!("https://10.0.0.1/privacy")),
        ("https", "/developer/privacyUrl", json!("https://a.trycloudflare.com/")),
        ("https", "/developer/privacyUrl", json!(" https://stapje.voorbeeld.nl/privacy")),
        ("https", "/developer/privacyUrl", json!("https:stapje.voorbeeld.nl/privacy")),
        ("https", "/developer/privacyUrl", json!("https:\\\\stapje.voorbeeld.nl")),
        ("https", "/developer/privacyUrl", json!("https://:geheim@stapje.voorbeeld.nl/")),
        ("https", "/developer/privacyUrl", json!("https://ik:geheim@stapje.voorbeeld.nl/")),
        ("https", "/developer/privacyUrl", json!("https://stapje.gemeente.local/")),
        ("https", "/developer/privacyUrl", json!("https://www.contoso.com/")),
        ("too-long", "/developer/privacyUrl", json!(format!("https://a.nl/{}", "x".repeat(2048)))),
        ("same-pages", "/developer/termsOfUseUrl", json!("https://stapje.voorbeeld.nl/privacy/")),
        ("too-long", "/developer/mpnId", json!("12345678901")),
        ("colour", "/accentColor", json!("#fff")),
        ("language-tag", "/localizationInfo/defaultLanguageTag", json!("en_GB")),
        ("unknown-key", "/packageName", json!("nl.voorbeeld.stapje")),
        ("unknown-key", "/developer/email", json!("stapje@voorbeeld.nl")),
        ("unknown-key", "/description/features", json!([])),
        ("unknown-key", "/bots/0/supportsCalling", json!(true)),
        ("unknown-key", "/bots/0/commandLists/0/commands/0/promt", json!("help")),
        ("unknown-key", "/localizationInfo/defaultLanguageFile", json!("nl.json")),
        ("not-an-object", "/developer", json!([])),
        ("not-an-object", "/bots/0", json!("bot")),
        ("configurable-tab", "/configurableTabs", json!([])),
        ("reserved-name", "/name/short", json!("Help")),
        ("product-name", "/name/short", json!("Stapje for Teams")),
        ("product-name", "/name/short", json!("Stapje voor Excel")),
        ("stage-word", "/name/short", json!("Stapje beta")),
        ("spaces", "/name/short", json!("Stapje ")),
        ("spaces", "/developer/name", json!(" Gemeente")),
        ("same-names", "/name/full", json!("Stapje")),
        ("too-many-words", "/description/full", json!("woord ".repeat(501))),
        ("microsoft-teams", "/description/short", json!("A bot in Teams")),
        ("microsoft-teams", "/description/short", json!("Learn MS 365")),
        ("microsoft-teams", "/description/short", json!("Learn what MSFT makes")),
        ("help-link", "/description/full", json!("Stapje sends one card at a time.")),
        ("blank", "/developer/name", json!("{{developer_name}}")),
        ("blank", "/developer/name", json!("TODO")),
        ("hidden-character", "/developer/name", json!("Gemeente\u{202e}")),
        ("hidden-character", "/developer/name", json!("Gemeente\nVoorbeeld")),
    ]
}

/// What the app does in Teams.
fn cases_of_parts() -> Vec<Case> {
    let tab = json!({"entityId": "mine", "scopes": ["personal"], "name": "Mijn",
        "contentUrl": "https://stapje.voorbeeld.nl/tab"});
    vec![
        ("how-many", "/bots", json!([])),
        ("how-many", "/bots/0/scopes", json!([])),
        ("how-many", "/bots/0/commandLists/0/commands", json!([])),
        ("how-many", "/composeExtensions/0/commands/0/parameters", json!([])),
        ("parameters", "/composeExtensions/0/commands/0/parameters", json!([])),
        ("not-a-list", "/staticTabs", json!({})),
        ("choice", "/bots/0/scopes/0", json!("groupchat")),
        ("choice", "/composeExtensions/0/commands/0/type", json!("search")),
        ("twice", "/bots/0/scopes", json!(["personal", "personal"])),
        ("twice", "/bots/0/commandLists/0/commands/1/title", json!("Help")),
        ("twice", "/staticTabs/2", json!({"entityId": "about", "scopes": ["personal"]})),
        ("no-commands", "/bots/0/commandLists", Value::Null),
        ("help", "/bots/0/commandLists/0/commands/0/title", json!("start")),
        ("choice", "/composeExtensions/0/commands/0/parameters/0/inputType", json!("tekst")),
        ("choice", "/permissions", json!(["identity", "camera"])),
        ("notification-only", "/bots/0/isNotificationOnly", json!(true)),
        ("registration", "/bots/0/registrationInfo", json!({})),
        ("command-scope", "/bots/0/commandLists/0/scopes", json!(["team"])),
        ("other-bot", "/composeExtensions/0/botId", json!("aaaaaaaa-0000-4000-8000-000000000001")),
        ("api-based", "/composeExtensions/0/apiSpecificationFile", json!("api.json")),
        ("own-tab", "/staticTabs/0/name", json!("Chat")),
        ("tab", "/staticTabs/2", json!({"entityId": "mine", "scopes": ["personal"]})),
        ("domain", "/staticTabs/2", tab),
        ("how-many", "/validDomains", json!([])),
        ("how-many", "/validDomains", (0..17).map(|at| json!(format!("{at}.a.nl"))).collect()),
        ("twice", "/validDomains", json!(["a.nl", "a.nl"])),
        ("domain", "/validDomains", json!(["a.nl:8443"])),
        ("domain", "/validDomains", json!(["a.nl/tab"])),
        ("domain", "/validDomains", json!(["ik@a.nl"])),
        ("domain", "/validDomains", json!([""])),
        ("domain", "/validDomains", json!(["vercel.app"])),
        ("domain", "/validDomains", json!(["token.botframework.com"])),
        ("domain", "/validDomains", json!(["https://stapje.voorbeeld.nl"])),
        ("domain", "/validDomains", json!(["*.azurewebsites.net"])),
        ("domain", "/validDomains", json!(["a.*.voorbeeld.nl"])),
        ("domain", "/validDomains", json!(["a.ngrok.io"])),
        ("install-scope", "/defaultInstallScope", json!("team")),
    ]
}

/// What the app asks for, its languages and its files.
fn cases_of_extras() -> Vec<Case> {
    vec![
        (
            "web-application",
            "/webApplicationInfo/id",
            json!("aaaaaaaa-0000-4000-8000-000000000001"),
        ),
        ("web-application", "/webApplicationInfo/resource", json!("api://botid-iets-anders")),
        ("activity", "/activities", activity("systemDefault", "b")),
        ("activity", "/activities", activity("tip", "a tip of {actor")),
        ("activity", "/activities", activity("tip", "a tip of {}")),
        ("too-long", "/activities", activity("tip", &"x".repeat(129))),
        ("file-missing", "/activities", {
            let mut all = activity("tip", "b");
            all["activityIcons"] = json!([{"id": "tip", "iconFile": "tip.png"}]);
            all
        }),
        ("activity", "/activities", {
            let mut all = activity("tip", "b");
            all["activityTypes"][0]["allowedIconIds"] = json!(["tip"]);
            all
        }),
        ("icon-size", "/activities", {
            let mut all = activity("tip", "b");
            all["activityIcons"] = json!([{"id": "tip", "iconFile": "color.png"}]);
            all
        }),
        ("permission", "/authorization", permission("ChatMessage.Read", "Application")),
        ("permission", "/authorization", permission("TeamsActivity.Send.User", "Delegated")),
        ("permission", "/authorization", permission("ChatSettings.Read.Chat", "Application")),
        ("choice", "/authorization", permission("TeamsActivity.Send.User", "application")),
        (
            "agent",
            "/copilotAgents",
            json!({"customEngineAgents": [
            {"type": "bot", "id": "aaaaaaaa-0000-4000-8000-000000000001"}]}),
        ),
        (
            "twice",
            "/localizationInfo/additionalLanguages/1",
            json!({"languageTag": "EN", "file": "nl.json"}),
        ),
        ("region-alone", "/localizationInfo/additionalLanguages/0/languageTag", json!("nl-nl")),
        ("file-missing", "/icons/color", json!("Color.png")),
        ("not-needed", "/icons/color", json!("outline.png")),
        ("icon-size", "/icons/color", json!("outline.png")),
        ("icon-png", "/icons/color", json!("nl.json")),
    ]
}

#[test]
fn each_rule_of_the_manifest_has_a_change_that_breaks_it() {
    for (rule, pointer, value) in [cases_of_texts(), cases_of_parts(), cases_of_extras()].concat() {
        let package = with("manifest.json", pointer, value.clone());
        let faults = package.faults(Purpose::Use);
        assert!(faults.iter().any(|fault| fault.rule == rule), "{rule} {value}: {faults:?}");
        assert!(faults.iter().all(|fault| !fault.to_string().contains('\n')), "{faults:?}");
    }
}

#[test]
fn each_rule_of_a_language_has_a_change_that_breaks_it() {
    let manifest: Value = serde_json::from_str(good().manifest()).unwrap();
    let english = manifest["description"]["short"].clone();
    let old = "https://developer.microsoft.com/en-us/json-schemas/teams/v1.17/MicrosoftTeams.Localization.schema.json";
    for (rule, key, value) in [
        ("language-schema", "$schema", Value::Null),
        ("language-schema", "$schema", json!(old)),
        ("not-translated", "description.full", Value::Null),
        ("not-translated", "description.short", english),
        ("not-translated", "bots[0].commandLists[0].commands[5].title", Value::Null),
        ("empty", "name.full", json!("")),
        ("too-long", "name.short", json!("x".repeat(31))),
        ("left-over", "bots[0].commandLists[0].commands[6].title", json!("meer")),
        ("twice", "bots[0].commandLists[0].commands[1].title", json!("help")),
        ("reserved-name", "name.short", json!("Chat")),
        ("blank", "name.full", json!("Stapje ${VERSION}")),
    ] {
        let faults = with("nl.json", &format!("/{key}"), value).faults(Purpose::Use);
        let found = faults.iter().any(|it| it.rule == rule && it.place.starts_with("nl.json"));
        assert!(found, "{rule} {key}: {faults:?}");
    }
}

#[test]
fn files_are_whole_and_none_is_left_over() {
    let changed = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut package = good();
        change(bytes(&mut package, name));
        rules(&package)
    };
    let broken = changed("manifest.json", &|bytes| bytes.truncate(bytes.len() - 3));
    assert_eq!(broken, BTreeSet::from(["not-json"]));
    let list = changed("manifest.json", &|bytes| *bytes = b"[]".to_vec());
    assert_eq!(list, BTreeSet::from(["not-json"]));
    let latin = changed("nl.json", &|bytes| bytes.insert(10, 0xe9));
    assert_eq!(latin, BTreeSet::from(["not-utf-8"]));
    let mark = changed("nl.json", &|bytes| drop(bytes.splice(0..0, *b"\xef\xbb\xbf")));
    assert_eq!(mark, BTreeSet::from(["byte-order-mark"]));
    let again = |bytes: &mut Vec<u8>| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let twice = "\"botId\": \"x\", \"botId\"";
        *bytes = text.replacen("\"botId\"", twice, 1).into_bytes();
    };
    assert_eq!(changed("manifest.json", &again), BTreeSet::from(["twice-in-json"]));
    for (name, rule) in
        [("notes.txt", "not-needed"), ("img\\color.png", "path"), ("../color.png", "path")]
    {
        let mut package = good();
        package.files.push((name.to_owned(), Vec::new()));
        assert_eq!(rules(&package), BTreeSet::from([rule]), "{name}");
    }
    let mut within = good();
    for (name, _) in &mut within.files {
        *name = format!("stapje/{name}");
    }
    let faults = within.faults(Purpose::Use);
    assert!(faults[0].what.contains("no folder around it"), "{faults:?}");
}

/// No tool writes such a zip by itself; a name in each of its two places is changed to get one.
#[test]
fn a_file_that_is_in_the_zip_twice_is_told_whichever_one_would_be_read() {
    let mut package = good();
    package.files.push(("nl.jsoN".to_owned(), b"{}".to_vec()));
    let mut zip = package.zip().unwrap();
    let places: Vec<usize> =
        (0..zip.len() - 7).filter(|at| zip[*at..].starts_with(b"nl.jsoN")).collect();
    assert_eq!(places.len(), 2, "in its header and in the directory");
    for at in places {
        zip[at + 6] = b'n';
    }
    let faults = Package::read(&zip).unwrap().faults(Purpose::Use);
    let told = faults.iter().any(|fault| fault.rule == "twice-in-zip" && fault.place == "nl.json");
    assert!(told, "{faults:?}");
}

/// A PNG with four bytes for each pixel.
fn png(side: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Rgba);
    let pixels: Vec<u8> = (0..side * side).flat_map(|at| pixel(at % side, at / side)).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}

fn with_icon(name: &str, icon: Vec<u8>) -> BTreeSet<&'static str> {
    let mut package = good();
    *bytes(&mut package, name) = icon;
    rules(&package)
}

#[test]
fn each_rule_of_the_icons_has_a_picture_that_breaks_it() {
    let (teal, white, none) = ([11, 90, 102, 255], [255; 4], [255, 255, 255, 0]);
    let within =
        |x: u32, y: u32, from: u32, to: u32| (from..to).contains(&x) && (from..to).contains(&y);
    let square =
        |from, to, front, back| move |x, y| if within(x, y, from, to) { front } else { back };
    let colour = |picture: &dyn Fn(u32, u32) -> [u8; 4]| with_icon("color.png", png(192, picture));
    assert_eq!(colour(&square(60, 130, white, teal)), BTreeSet::new());
    assert_eq!(colour(&|_, _| teal), BTreeSet::from(["icon-empty"]));
    assert_eq!(colour(&square(2, 190, white, none)), BTreeSet::from(["icon-safe-area"]));
    assert_eq!(colour(&square(1, 192, teal, none)), BTreeSet::from(["icon-background"]));
    assert_eq!(
        colour(&square(60, 130, [40, 110, 120, 255], teal)),
        BTreeSet::from(["icon-contrast"])
    );
    assert_eq!(with_icon("color.png", png(191, |_, _| teal)), BTreeSet::from(["icon-size"]));

    let outline =
        |picture: &dyn Fn(u32, u32) -> [u8; 4]| with_icon("outline.png", png(32, picture));
    assert_eq!(outline(&square(2, 30, white, none)), BTreeSet::new());
    assert_eq!(outline(&square(2, 30, white, [0, 0, 0, 0])), BTreeSet::new());
    assert_eq!(outline(&square(2, 30, [200, 200, 200, 255], none)), BTreeSet::from(["icon-white"]));
    assert_eq!(outline(&|_, _| white), BTreeSet::from(["icon-empty"]));
    assert_eq!(outline(&|_, _| none), BTreeSet::from(["icon-empty"]));
    assert_eq!(outline(&square(2, 30, [255, 255, 255, 90], none)), BTreeSet::from(["icon-faint"]));
    assert_eq!(outline(&square(10, 22, white, none)), BTreeSet::from(["icon-padding"]));
    assert_eq!(with_icon("outline.png", b"GIF89a".to_vec()), BTreeSet::from(["icon-png"]));
}

#[test]
fn an_icon_stands_still() {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 32, 32);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_animated(2, 0).unwrap();
    let picture: Vec<u8> = (0..32 * 32_u32)
        .flat_map(|at| if (4..28).contains(&(at % 32)) { [255; 4] } else { [255, 255, 255, 0] })
        .collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&picture).unwrap();
    writer.write_image_data(&picture).unwrap();
    drop(writer);
    assert_eq!(with_icon("outline.png", bytes), BTreeSet::from(["icon-moves"]));
}

/// Other parts that Teams takes, so that no rule is broken by everything.
#[test]
fn what_stapje_does_not_ask_for_itself_is_taken_when_it_is_right() {
    for (pointer, value) in [
        ("/authorization", permission("TeamsActivity.Send.User", "Application")),
        ("/authorization", permission("ChatMessageReadReceipt.Read.Chat", "Application")),
        ("/permissions", json!(["identity", "messageTeamMembers"])),
        ("/validDomains", json!(["stapje.voorbeeld.nl", "*.voorbeeld.nl"])),
        ("/webApplicationInfo/resource", json!(format!("api://botid-{ID}"))),
        ("/version", json!("1.0.20261126")),
        ("/developer/mpnId", json!("1234567890")),
        ("/developer/privacyUrl", json!("https://stapje.voorbeeld.nl:8443/privacy?taal=nl")),
    ] {
        let faults = with("manifest.json", pointer, value).faults(Purpose::Use);
        assert_eq!(faults, Vec::<Fault>::new(), "{pointer}");
    }
}

/// A star stands for one part of a name.
#[test]
fn a_tab_of_ones_own_is_on_a_host_that_is_listed() {
    let tab = json!({"entityId": "mine", "scopes": ["personal"], "name": "Mijn",
        "contentUrl": "https://a.stapje.voorbeeld.nl/tab"});
    for (domain, right) in [
        ("a.stapje.voorbeeld.nl", true),
        ("*.stapje.voorbeeld.nl", true),
        ("*.voorbeeld.nl", false),
    ] {
        let mut package = with("manifest.json", "/staticTabs/2", tab.clone());
        let bytes = bytes(&mut package, "manifest.json");
        let mut json: Value = serde_json::from_slice(bytes).unwrap();
        json["validDomains"] = json!([domain]);
        *bytes = serde_json::to_vec(&json).unwrap();
        assert_eq!(!rules(&package).contains("domain"), right, "{domain}");
    }
}

/// Teams sends what stands on the menu, in the language of the menu.
#[test]
fn the_bot_understands_every_command_of_the_menu_in_each_language() {
    let package = good();
    let json = |name: &str| -> Value {
        let (_, bytes) = package.files.iter().find(|(known, _)| known == name).expect("a file");
        serde_json::from_slice(bytes).unwrap()
    };
    let english = json("manifest.json")["bots"][0]["commandLists"][0]["commands"].clone();
    let dutch = json("nl.json");
    let today = jiff::civil::date(2026, 11, 26);
    for (at, command) in english.as_array().expect("a list").iter().enumerate() {
        let other = &dutch[format!("bots[0].commandLists[0].commands[{at}].title")];
        let [ours, theirs] = [&command["title"], other]
            .map(|title| read_intent(title.as_str().expect("a title"), today));
        assert_eq!(ours, theirs, "{command} and {other}");
        assert!(!matches!(ours, Intent::Search(_)), "{command}");
    }
}

#[test]
fn developers_may_use_a_tunnel_and_nobody_else() {
    let package = with("manifest.json", "/developer/websiteUrl", json!("https://a.ngrok.io/"));
    assert_eq!(package.faults(Purpose::Development), Vec::<Fault>::new());
    assert_eq!(rules(&package), BTreeSet::from(["https"]));
}

#[test]
fn versions_rise_number_by_number() {
    let version = |text: &str| text.parse::<Version>().unwrap();
    assert!(version("1.10.0") > version("1.9.9"));
    assert_eq!(version("1.2.3").next(), version("1.2.4"));
    assert_eq!(version("1.2.4294967295").next(), version("1.3.0"));
    assert!("1.2".parse::<Version>().is_err());
}

#[test]
fn what_is_no_package_is_told_and_what_is_too_large_is_not_read() {
    assert!(Package::read(b"a letter").is_err());
    let mut large = good();
    large.files.push(("zeros".to_owned(), vec![0; 5 * 1024 * 1024]));
    let error = Package::read(&large.zip().unwrap()).unwrap_err();
    assert!(error.to_string().contains("more than an app package does"), "{error}");
    assert_eq!(Package::read(&good().zip().unwrap()).unwrap(), good());
}
