//! The app package, held against the settings and against what this version would make.

use std::path::Path;

use serde_json::Value;

use crate::app_package::{Blanks, Package, Purpose};
use crate::config::Config;
use crate::doctor::facts::{PackageRead, PackageSeen};

/// The package that is looked at when none is named.
const USUAL: &str = "stapje.zip";

pub(super) fn package(config: &Config, named: Option<&Path>) -> PackageSeen {
    let path = named.unwrap_or(Path::new(USUAL));
    if named.is_none() && !path.exists() {
        return PackageSeen::None;
    }
    let package = match std::fs::read(path) {
        Ok(bytes) => Package::read(&bytes).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match package {
        Ok(package) => PackageSeen::Read(read(config, &package)),
        Err(error) => PackageSeen::Unreadable(format!("{}, {error}", path.display())),
    }
}

fn read(config: &Config, package: &Package) -> PackageRead {
    let manifest: Value = serde_json::from_str(package.manifest()).unwrap_or_default();
    let text = |pointer: &str| manifest.pointer(pointer).and_then(Value::as_str);
    let app_id = &config.credentials.app_id;
    let ids = [
        ("bots[0].botId", "/bots/0/botId"),
        ("composeExtensions[0].botId", "/composeExtensions/0/botId"),
        ("webApplicationInfo.id", "/webApplicationInfo/id"),
    ];
    let other_bot = ids.iter().filter_map(|(name, pointer)| {
        let id = text(pointer)?;
        (!id.eq_ignore_ascii_case(app_id)).then(|| format!("{name} is {id}"))
    });
    let blanks = blanks(&text);
    let purpose = blanks.purpose;
    PackageRead {
        version: blanks.version.clone(),
        faults: package.faults(purpose).iter().map(ToString::to_string).collect(),
        other_bot: other_bot.collect(),
        lacks_host: lacks_host(config, &manifest),
        for_developers: purpose == Purpose::Development,
        differs: Package::new(&blanks) != *package,
    }
}

/// What the package was made from.
fn blanks<'a>(text: &impl Fn(&str) -> Option<&'a str>) -> Blanks {
    let text = |pointer: &str| text(pointer).unwrap_or_default().to_owned();
    let developers = text("/name/short").ends_with(" (dev)");
    Blanks {
        bot_id: text("/bots/0/botId"),
        app_id: text("/id"),
        version: text("/version"),
        developer_name: text("/developer/name"),
        website_url: text("/developer/websiteUrl"),
        privacy_url: text("/developer/privacyUrl"),
        terms_url: text("/developer/termsOfUseUrl"),
        purpose: if developers { Purpose::Development } else { Purpose::Use },
        teams: text("/bots/0/scopes/1") == "team",
    }
}

/// The host of the address that Teams uses, when the package names domains and not this one.
fn lacks_host(config: &Config, manifest: &Value) -> Option<String> {
    let host = config.public_url.as_ref()?.split("//").nth(1)?.split(['/', ':']).next()?;
    let domains = manifest["validDomains"].as_array()?;
    let named = domains.iter().any(|domain| domain == host);
    (!domains.is_empty() && !named).then(|| host.to_owned())
}
