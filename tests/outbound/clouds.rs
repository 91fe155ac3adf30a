//! A cloud of one's own: what it may say.

use stapje::bot_framework::{Cloud, CloudError, CustomCloud};

const HERE: CustomCloud<'static> = CustomCloud {
    issuer: "issuer",
    openid_metadata: "http://127.0.0.1:9000/metadata",
    login: "http://localhost:9000/login",
    scope: "scope",
    service_hosts: &[],
};

fn hosts(hosts: &[&str]) -> Vec<String> {
    hosts.iter().map(|&host| host.to_owned()).collect()
}

fn with(cloud: &CustomCloud<'_>, names: &[&str]) -> Result<Cloud, CloudError> {
    Cloud::custom(&CustomCloud { service_hosts: &hosts(names), ..cloud.clone() })
}

fn is_plain_http(outcome: &Result<Cloud, CloudError>) -> bool {
    matches!(outcome, Err(CloudError::PlainHttp { .. }))
}

#[test]
fn plain_http_is_for_a_cloud_that_is_on_this_machine_as_a_whole() {
    let cloud = with(&HERE, &["localhost:9000", "127.0.0.1:9000", "[::1]:9000"]).expect("a cloud");
    assert!(cloud.is_custom());
    assert!(is_plain_http(&with(&HERE, &["localhost:9000", "smba.example.org"])));
    let far = CustomCloud { login: "https://login.example.org/", ..HERE };
    assert!(is_plain_http(&with(&far, &["localhost:9000"])));
    let far = CustomCloud { openid_metadata: "https://keys.example.org/", ..HERE };
    assert!(is_plain_http(&with(&far, &["localhost:9000"])));
    let far = CustomCloud { login: "http://localhost.example.org/", ..HERE };
    assert!(is_plain_http(&with(&far, &["localhost:9000"])));
    // Hosts that are added later change nothing about that.
    assert!(is_plain_http(&cloud.and_hosts(&hosts(&["smba.example.org"]))));
    let secure = CustomCloud {
        openid_metadata: "https://keys.example.org/",
        login: "https://login.example.org/",
        ..HERE
    };
    let cloud = with(&secure, &["smba.example.org"]).expect("a cloud");
    cloud.and_hosts(&hosts(&["smba.example.com:8443"])).expect("more hosts");
}

/// Each address that is plain http keeps every other on this machine, and each that is elsewhere
/// keeps every other from plain http.
#[test]
fn one_address_that_is_plain_http_keeps_all_others_here() {
    for (openid_metadata, login) in [
        ("http://localhost:9000/metadata", "https://localhost:9000/login"),
        ("https://localhost:9000/metadata", "http://localhost:9000/login"),
    ] {
        let mixed = CustomCloud { openid_metadata, login, ..HERE };
        let cloud = with(&mixed, &["localhost:9000"]).expect("all of it is here");
        let more = cloud.clone().and_hosts(&hosts(&["localhost:9000", "smba.example.org"]));
        assert!(is_plain_http(&more), "{more:?}");
        assert!(is_plain_http(&cloud.clone().with_graph("https://graph.example.org/")));
        cloud.with_graph("http://localhost:9000/graph").expect("it is here as well");
    }
    let secure = CustomCloud {
        openid_metadata: "https://localhost:9000/metadata",
        login: "https://localhost:9000/login",
        ..HERE
    };
    let cloud = with(&secure, &["localhost:9000"]).expect("all of it is here");
    let cloud = cloud.with_graph("http://localhost:9000/graph").expect("it is here as well");
    let more = cloud.and_hosts(&hosts(&["smba.example.org"]));
    let error = more.expect_err("its Graph is plain http").to_string();
    for part in ["graph must be https", "http://localhost:9000/graph", "smba.example.org"] {
        assert!(error.contains(part), "{error}");
    }
    assert!(!error.contains('\n'), "{error}");
}

/// A service URL on this machine may be plain http: a token of Microsoft's would go to whoever
/// listens there.
#[test]
fn a_cloud_that_is_elsewhere_has_no_service_hosts_here() {
    for cloud in [Cloud::public(), Cloud::us_government(), Cloud::china()] {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:9000", "127.9.9.9", "[::1]:9000"] {
            let named = hosts(&["smba.example.org", host]);
            let error = cloud.clone().and_hosts(&named).expect_err(host).to_string();
            for part in ["service_hosts", host, &cloud.name, "[cloud]"] {
                assert!(error.contains(part), "{part}: {error}");
            }
            assert!(!error.contains('\n'), "{error}");
        }
        assert!(is_plain_http(&cloud.with_graph("http://localhost:9000/")));
    }
    let far = CustomCloud {
        openid_metadata: "https://keys.example.org/",
        login: "https://login.example.org/",
        ..HERE
    };
    let mixed = with(&far, &["localhost:9000"]);
    assert!(matches!(mixed, Err(CloudError::OnThisMachine { .. })), "{mixed:?}");
}

#[test]
fn files_go_to_sharepoint_alone() {
    let keeps = |cloud: &Cloud, url: &str| cloud.keeps_files(&url.parse().expect("a URL"));
    let public = Cloud::public();
    assert!(keeps(&public, "https://contoso-my.sharepoint.com/personal/x?token=y"));
    for url in [
        "http://contoso-my.sharepoint.com/x",
        "https://sharepoint.com.example.org/x",
        "https://evilsharepoint.com/x",
        "https://sharepoint.com/x",
        "https://contoso.sharepoint.com:8443/x",
        "https://me@contoso.sharepoint.com/x",
        "https://127.0.0.1/x",
        "https://smba.trafficmanager.net/x",
    ] {
        assert!(!keeps(&public, url), "{url}");
    }
    assert!(!keeps(&Cloud::us_government(), "https://contoso.sharepoint.com/x"), "no files there");
    let own = with(&HERE, &["localhost:9000"]).expect("a cloud");
    assert!(keeps(&own, "http://localhost:9000/x"));
    assert!(!keeps(&own, "http://localhost:9001/x") && !keeps(&own, "https://a.sharepoint.com/x"));
}

#[test]
fn what_is_missing_or_no_host_is_named() {
    let empty = CustomCloud { issuer: " ", ..HERE };
    assert_eq!(with(&empty, &["localhost"]), Err(CloudError::Empty { field: "issuer" }));
    let empty = CustomCloud { scope: "", ..HERE };
    assert_eq!(with(&empty, &["localhost"]), Err(CloudError::Empty { field: "scope" }));
    assert_eq!(with(&HERE, &[]), Err(CloudError::NoServiceHost));
    let odd = CustomCloud { login: "nowhere", ..HERE };
    assert!(matches!(
        with(&odd, &["localhost"]),
        Err(CloudError::Unreadable { field: "login", .. })
    ));
    for host in [
        "https://localhost",
        "localhost/",
        "user@localhost",
        "local host",
        "",
        "*",
        "münchen.example",
    ] {
        let outcome = with(&HERE, &[host]);
        let named =
            matches!(outcome, Err(CloudError::NotAHost { .. } | CloudError::PlainHttp { .. }));
        assert!(named, "{host}: {outcome:?}");
    }
}
