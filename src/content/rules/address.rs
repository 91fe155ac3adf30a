//! Where links may lead: https, and to hosts that the organisation knows.

use url::Url;

use super::super::finding::{Finding, Place, Rule};
use super::super::plan::Plan;

/// What is wrong with an address; `rule` is that of an address that is not https.
pub(super) fn fault(rule: Rule, url: &str, place: &Place, plan: &Plan) -> Option<Finding> {
    let address = Url::parse(url).ok().filter(|address| address.scheme() == "https");
    let Some(host) = address.as_ref().and_then(Url::host_str) else {
        let (what, help) = if rule == Rule::Picture {
            let help =
                "Put it where every employee can open it, and use its address with https://.";
            ("the picture has no https address".to_owned(), help)
        } else {
            let help = "Use an address that starts with https://.";
            (format!("`{url}` is not an https address"), help)
        };
        return Some(Finding::error(place.clone(), rule, what, help));
    };
    if plan.knows_host(host) {
        return None;
    }
    let what = format!("the plan does not know the host `{host}`");
    let help = "Use a page of Microsoft or your own organisation, or add the host to `link-hosts` \
        in plan.yaml.";
    Some(Finding::error(place.clone(), Rule::LinkHost, what, help))
}
