//! Every state, from facts alone. One page holds what the doctor says of each.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use stapje::bot_framework::TokenError;
use stapje::doctor::{
    AnswerSeen, CertificateTrouble, Check, ContentSeen, EndpointSeen, ExpirySeen, Facts, Found,
    GraphSeen, IssuerSeen, KeysSeen, Light, MetadataSeen, PackageRead, PackageSeen, Proof, Said,
    ServerSeen, SettingsSeen, TenantsSeen, TokenSeen, Trouble, UserSeen, all_rules, judge, text,
    worst,
};
use stapje::graph::{CatalogApp, GraphError, PERMISSIONS};
use stapje::store::employees::Reach;
use stapje::store::inspect::{Look, LookError};

fn now() -> Timestamp {
    "2026-11-25T12:00:00Z".parse().unwrap()
}

fn in_days(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days + 6)
}

/// All is well, and everything was looked at.
fn well() -> Facts {
    let settings =
        SettingsSeen { cloud: "public".to_owned(), own_cloud: false, credential: "client secret" };
    Facts {
        tenants: Some(TenantsSeen { number: 1, home: Some(true), multi_tenant: false }),
        database: Some(Ok(Look {
            exists: true,
            wal: Some(true),
            missing: 0,
            newer: None,
            free: Some(40 << 30),
        })),
        content: Some(ContentSeen { from: "built in".to_owned(), found: Ok(found()) }),
        expiry: Some(ExpirySeen::Secret(Some(in_days(200)))),
        token: Some(TokenSeen { proof: Proof::Own, got: Ok(()), login: None }),
        issuers: Some(vec![issuer()]),
        clock: Some(Some(SignedDuration::from_secs(-2))),
        server: Some(server(200, &[], &[])),
        endpoint: Some(Some(endpoint(Ok(AnswerSeen {
            status: 401,
            empty: true,
            certificate_until: Some(in_days(70)),
        })))),
        package: Some(PackageSeen::Read(package())),
        user: Some(met(Reach::Reachable)),
        graph: Some(Vec::new()),
        ..Facts::of(Ok(settings), now())
    }
}

fn found() -> Found {
    let languages = ["Nederlands", "English"].map(str::to_owned).to_vec();
    Found { tips: Some(156), errors: 0, warnings: 0, first: None, languages: Some(Ok(languages)) }
}

fn issuer() -> IssuerSeen {
    IssuerSeen {
        name: "https://api.botframework.com".to_owned(),
        host: "login.botframework.com".to_owned(),
        endorsed: true,
        metadata: Ok(metadata()),
        keys: Some(Ok(KeysSeen { status: 200, usable: 5, for_teams: 4 })),
    }
}

fn metadata() -> MetadataSeen {
    let issuer = Some("https://api.botframework.com".to_owned());
    MetadataSeen { status: 200, issuer, keys_elsewhere: None }
}

fn server(status: u16, reasons: &[&str], warnings: &[&str]) -> ServerSeen {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    let said = Said {
        status,
        version: Some("1.0.0 (abc)".to_owned()),
        reasons: texts(reasons),
        warnings: texts(warnings),
    };
    ServerSeen { address: "127.0.0.1:8080".to_owned(), said: Some(said) }
}

fn endpoint(answer: Result<AnswerSeen, Trouble>) -> EndpointSeen {
    let address = "https://stapje.example.nl/api/messages".to_owned();
    EndpointSeen { address, plain: false, answer }
}

fn package() -> PackageRead {
    PackageRead { version: "1.0.3".to_owned(), ..PackageRead::default() }
}

fn met(reach: Reach) -> UserSeen {
    UserSeen::Met { reach, conversation: true, trusted: true }
}

fn text_of(text: &str) -> String {
    text.to_owned()
}

/// What is expected of a case: the line's name, the state's name.
type Case = (&'static str, &'static str, Box<dyn Fn(&mut Facts)>);

fn case(check: &'static str, state: &'static str, change: impl Fn(&mut Facts) + 'static) -> Case {
    (check, state, Box::new(change))
}

fn of_here() -> Vec<Case> {
    let look = |change: fn(&mut Look)| {
        move |facts: &mut Facts| {
            if let Some(Ok(seen)) = &mut facts.database {
                change(seen);
            }
        }
    };
    let broken = |what: &'static str| {
        move |facts: &mut Facts| {
            let address = text_of("sqlite:/var/lib/stapje/stapje.db");
            facts.database = Some(Err(LookError { address, what: text_of(what) }));
        }
    };
    let content = |change: fn(&mut Found)| {
        move |facts: &mut Facts| {
            let mut found = found();
            change(&mut found);
            let from = text_of("/srv/content");
            facts.content = Some(ContentSeen { from, found: Ok(found) });
        }
    };
    let tenants = |number, home, multi_tenant| {
        move |facts: &mut Facts| {
            facts.tenants = Some(TenantsSeen { number, home, multi_tenant });
        }
    };
    vec![
        case("settings", "complete", |_| {}),
        case("settings", "own-cloud", |facts| {
            facts.settings = Ok(SettingsSeen {
                cloud: text_of("custom"),
                own_cloud: true,
                credential: "certificate",
            });
        }),
        case("settings", "unusable", |facts| {
            *facts = Facts::of(Err(text_of("missing: tenants (STAPJE_TENANTS)")), now());
        }),
        case("token", "waits", |facts| {
            *facts = Facts::of(Err(text_of("missing: tenants (STAPJE_TENANTS)")), now());
        }),
        case("tenants", "allowed", |_| {}),
        case("tenants", "home-left-out", tenants(1, Some(false), false)),
        case("tenants", "shared", tenants(3, Some(true), false)),
        case("tenants", "multi-tenant", tenants(2, None, true)),
        case("database", "writable", |_| {}),
        case("database", "not-yet", look(|seen| (seen.exists, seen.missing) = (false, 7))),
        case("database", "not-wal", look(|seen| seen.wal = Some(false))),
        case("database", "read-only", broken("attempt to write a readonly database")),
        case("database", "closed", broken("unable to open database file")),
        case("migrations", "current", |_| {}),
        case("migrations", "first-start", look(|seen| (seen.exists, seen.missing) = (false, 7))),
        case("migrations", "behind", look(|seen| seen.missing = 2)),
        case("migrations", "ahead", look(|seen| seen.newer = Some(9999))),
        case("migrations", "unseen", broken("unable to open database file")),
        case("disk", "room", |_| {}),
        case("disk", "little-room", look(|seen| seen.free = Some(400 << 20))),
        case("disk", "no-room", look(|seen| seen.free = Some(20 << 20))),
        case("disk", "unseen", look(|seen| seen.free = None)),
        case("content", "right", |_| {}),
        case("content", "warnings", content(|found| found.warnings = 3)),
        case(
            "content",
            "broken",
            content(|found| {
                (found.tips, found.errors, found.languages) = (None, 2, None);
                found.first = Some(text_of("nl/tips/chat/a.md:3:1: no title"));
            }),
        ),
        case("content", "unreadable", |facts| {
            let found = Err(text_of("cannot read /nowhere: No such file or directory."));
            facts.content = Some(ContentSeen { from: text_of("/nowhere"), found });
        }),
        case("languages", "complete", |_| {}),
        case(
            "languages",
            "words-missing",
            content(|found| {
                found.languages = Some(Err(text_of("de/words.ftl: these names are missing: tip")));
            }),
        ),
        case("languages", "unseen", content(|found| found.tips = None)),
    ]
}

fn of_login() -> Vec<Case> {
    let expiry = |seen| move |facts: &mut Facts| facts.expiry = Some(seen);
    let token = |proof, got: Result<(), TokenError>, login: Option<Trouble>| {
        move |facts: &mut Facts| {
            facts.token = Some(TokenSeen { proof, got: got.clone(), login: login.clone() });
        }
    };
    let refused = |code: &str| Err(TokenError::Refused { code: text_of(code) });
    let away =
        |detail: &str| Err(TokenError::Unavailable { detail: text_of(detail), retry_after: None });
    let of_issuer = |change: fn(&mut IssuerSeen)| {
        move |facts: &mut Facts| facts.issuers.iter_mut().flatten().for_each(change)
    };
    let clock = |seconds| {
        move |facts: &mut Facts| facts.clock = Some(Some(SignedDuration::from_secs(seconds)))
    };
    vec![
        case("expiry", "lasts", |_| {}),
        case("expiry", "secret-soon", expiry(ExpirySeen::Secret(Some(in_days(12))))),
        case("expiry", "secret-over", expiry(ExpirySeen::Secret(Some(in_days(-4))))),
        case("expiry", "secret-unknown", expiry(ExpirySeen::Secret(None))),
        case("expiry", "certificate-soon", expiry(ExpirySeen::Certificate(Some(in_days(1))))),
        case("expiry", "certificate-over", expiry(ExpirySeen::Certificate(Some(in_days(-1))))),
        case("expiry", "certificate-unknown", expiry(ExpirySeen::Certificate(None))),
        case("expiry", "endless", expiry(ExpirySeen::Endless)),
        case("token", "given", |_| {}),
        case(
            "token",
            "login-away",
            token(Proof::Own, away("error sending request"), Some(Trouble::NoName)),
        ),
        case("token", "login-busy", token(Proof::Own, away("status 503"), None)),
        case("token", "identity-away", token(Proof::Identity, away("error sending"), None)),
        case("token", "identity-refused", token(Proof::Identity, refused("invalid_request"), None)),
        case(
            "token",
            "file",
            token(Proof::File, away("the token file /var/run/token is empty"), None),
        ),
        case("token", "refused", token(Proof::Own, refused("invalid_client AADSTS99999999"), None)),
        case("issuer", "answers", |_| {}),
        case("issuer", "away", of_issuer(|seen| seen.metadata = Err(Trouble::Slow))),
        case(
            "issuer",
            "strange",
            of_issuer(|seen| {
                seen.metadata =
                    Ok(MetadataSeen { status: 200, issuer: None, keys_elsewhere: None });
            }),
        ),
        case(
            "issuer",
            "other",
            of_issuer(|seen| {
                let issuer = Some(text_of("https://api.botframework.us"));
                seen.metadata = Ok(MetadataSeen { issuer, ..metadata() });
            }),
        ),
        case(
            "issuer",
            "keys-elsewhere",
            of_issuer(|seen| {
                let keys_elsewhere = Some(text_of("keys.example.org"));
                seen.metadata = Ok(MetadataSeen { keys_elsewhere, ..metadata() });
                seen.keys = None;
            }),
        ),
        case("keys", "there", |_| {}),
        case("keys", "unseen", of_issuer(|seen| seen.keys = None)),
        case(
            "keys",
            "away",
            of_issuer(|seen| {
                seen.keys = Some(Err(Trouble::Certificate(CertificateTrouble::Unknown)));
            }),
        ),
        case(
            "keys",
            "none",
            of_issuer(|seen| {
                seen.keys = Some(Ok(KeysSeen { status: 404, usable: 0, for_teams: 0 }));
            }),
        ),
        case(
            "keys",
            "not-for-teams",
            of_issuer(|seen| {
                seen.keys = Some(Ok(KeysSeen { status: 200, usable: 1, for_teams: 0 }));
            }),
        ),
        case("clock", "right", |_| {}),
        case("clock", "a-little-off", clock(-100)),
        case("clock", "wrong", clock(3600)),
        case("clock", "unseen", |facts| facts.clock = Some(None)),
    ]
}

/// Every number of Entra that the doctor explains.
fn of_entra() -> Vec<Case> {
    let numbers = all_rules().into_iter().filter(|rule| rule.name.starts_with("AADSTS"));
    numbers
        .map(|rule| {
            let code = format!("invalid_client {}", rule.name);
            case("token", rule.name, move |facts| {
                let got = Err(TokenError::Refused { code: code.clone() });
                facts.token = Some(TokenSeen { proof: Proof::Own, got, login: None });
            })
        })
        .collect()
}

fn of_way_in() -> Vec<Case> {
    let status = |status, empty| {
        move |facts: &mut Facts| {
            let answer = AnswerSeen { status, empty, certificate_until: Some(in_days(70)) };
            facts.endpoint = Some(Some(endpoint(Ok(answer))));
        }
    };
    let trouble = |trouble: Trouble| {
        move |facts: &mut Facts| facts.endpoint = Some(Some(endpoint(Err(trouble.clone()))))
    };
    let certificate = |what| trouble(Trouble::Certificate(what));
    let until = |days| {
        move |facts: &mut Facts| {
            let certificate_until = Some(in_days(days));
            let answer = AnswerSeen { status: 401, empty: true, certificate_until };
            facts.endpoint = Some(Some(endpoint(Ok(answer))));
        }
    };
    let of_package = |change: fn(&mut PackageRead)| {
        move |facts: &mut Facts| {
            let mut read = package();
            change(&mut read);
            facts.package = Some(PackageSeen::Read(read));
        }
    };
    let of_server = |seen: ServerSeen| move |facts: &mut Facts| facts.server = Some(seen.clone());
    let silent = ServerSeen { address: text_of("127.0.0.1:8080"), said: None };
    let mut other = server(404, &[], &[]);
    other.said.iter_mut().for_each(|said| said.version = None);
    let no_keys = "no signing keys: the addresses of the cloud cannot be reached from here";
    vec![
        case("server", "ready", |_| {}),
        case("server", "warns", of_server(server(200, &[], &["newer content is not live"]))),
        case("server", "not-ready", of_server(server(503, &[no_keys], &[]))),
        case("server", "not-running", of_server(silent)),
        case("server", "stranger", of_server(other)),
        case("endpoint", "closed-to-strangers", |_| {}),
        case("endpoint", "unknown", |facts| facts.endpoint = Some(None)),
        case("endpoint", "lets-strangers-in", status(200, true)),
        case("endpoint", "login-in-front", status(401, false)),
        case("endpoint", "moved", status(302, true)),
        case("endpoint", "not-there", status(404, false)),
        case("endpoint", "no-post", status(405, true)),
        case("endpoint", "nothing-behind", status(502, false)),
        case("endpoint", "odd", status(418, true)),
        case("endpoint", "no-name", trouble(Trouble::NoName)),
        case("endpoint", "no-connection", trouble(Trouble::NoConnection(text_of("refused")))),
        case("endpoint", "no-connection", trouble(Trouble::Slow)),
        case("endpoint", "not-trusted", certificate(CertificateTrouble::Expired)),
        case("certificate", "good", |_| {}),
        case("certificate", "soon", until(3)),
        case("certificate", "over", certificate(CertificateTrouble::Expired)),
        case("certificate", "from-later", certificate(CertificateTrouble::NotYet)),
        case("certificate", "other-name", certificate(CertificateTrouble::OtherName)),
        case("certificate", "no-chain", certificate(CertificateTrouble::Unknown)),
        case("certificate", "bad", certificate(CertificateTrouble::Other(text_of("BadSignature")))),
        case("certificate", "plain", |facts| {
            facts.endpoint.iter_mut().flatten().for_each(|seen| seen.plain = true);
        }),
        case("certificate", "unseen", trouble(Trouble::NoName)),
        case("package", "fits", |_| {}),
        case("package", "none", |facts| facts.package = Some(PackageSeen::None)),
        case("package", "unreadable", |facts| {
            facts.package = Some(PackageSeen::Unreadable(text_of("stapje.zip, not a zip")));
        }),
        case(
            "package",
            "other-bot",
            of_package(|read| {
                read.other_bot = vec![text_of("bots[0].botId is 22222222-…")];
            }),
        ),
        case(
            "package",
            "faults",
            of_package(|read| {
                read.faults =
                    vec![text_of("icons.color: is missing [Icon]"), text_of("b"), text_of("c")];
            }),
        ),
        case(
            "package",
            "other-host",
            of_package(|read| {
                read.lacks_host = Some(text_of("stapje.example.nl"));
            }),
        ),
        case("package", "for-developers", of_package(|read| read.for_developers = true)),
        case("package", "differs", of_package(|read| read.differs = true)),
    ]
}

fn seen_of(tenant: &str, seen: GraphSeen) -> (String, GraphSeen) {
    (text_of(tenant), seen)
}

fn of_people() -> Vec<Case> {
    let graph = |missing: usize, beyond: &[&str], version: Option<&str>| {
        let app = version.map(|version| CatalogApp {
            id: text_of("dddddddd-…"),
            version: Some(text_of(version)),
        });
        let beyond: Vec<String> = beyond.iter().map(|&role| text_of(role)).collect();
        move |facts: &mut Facts| {
            let missing = PERMISSIONS[..missing].to_vec();
            let (beyond, app) = (beyond.clone(), Some(Ok(app.clone())));
            facts.graph = Some(vec![seen_of("a", GraphSeen::Asked { missing, beyond, app })]);
        }
    };
    let user = |seen: UserSeen| move |facts: &mut Facts| facts.user = Some(seen.clone());
    let lost =
        |conversation, trusted| UserSeen::Met { reach: Reach::Reachable, conversation, trusted };
    vec![
        case("user", "unasked", user(UserSeen::Unasked)),
        case("user", "not-an-id", user(UserSeen::NotAnId(text_of("sanne@example.nl")))),
        case("user", "no-database", user(UserSeen::NoDatabase)),
        case("user", "failed", user(UserSeen::Failed(text_of("the database failed")))),
        case("user", "not-met", user(UserSeen::NotMet { in_teams: None })),
        case("user", "not-installed", user(UserSeen::NotMet { in_teams: Some(false) })),
        case("user", "not-heard", user(UserSeen::NotMet { in_teams: Some(true) })),
        case("user", "installed", |_| {}),
        case("user", "no-conversation", user(lost(false, true))),
        case("user", "foreign-host", user(lost(true, false))),
        case("user", "uninstalled", user(met(Reach::Uninstalled))),
        case("user", "blocked", user(met(Reach::Blocked))),
        case("user", "disabled", user(met(Reach::DisabledByAdmin))),
        case("graph", "off", |_| {}),
        case("graph", "ready", graph(0, &[], Some("1.0.3"))),
        case("graph", "missing", graph(2, &[], None)),
        case("graph", "more", graph(0, &["Directory.ReadWrite.All"], Some("1.0.3"))),
        case("graph", "other-version", graph(0, &[], Some("1.0.1"))),
        case("graph", "not-in-catalog", graph(0, &[], None)),
        case("graph", "no-token", |facts| {
            let code = text_of("invalid_client AADSTS7000229");
            let error = GraphError::NoToken(TokenError::Refused { code });
            facts.graph = Some(vec![seen_of("a", GraphSeen::Failed(error))]);
        }),
        case("graph", "failed", |facts| {
            facts.graph = Some(vec![seen_of("a", GraphSeen::Failed(GraphError::Busy))]);
        }),
    ]
}

#[test]
fn every_state_is_reached_and_says_what_to_do() {
    let cases = [of_here(), of_login(), of_entra(), of_way_in(), of_people()];
    let mut reached: BTreeSet<(Check, &str)> = BTreeSet::new();
    let mut said = String::new();
    for (check, state, change) in cases.iter().flatten() {
        let mut facts = well();
        change(&mut facts);
        let lines = judge(&facts);
        let line = lines.iter().find(|line| line.check.name() == *check && line.state == *state);
        let line = line.unwrap_or_else(|| panic!("{check} is not {state}: {lines:#?}"));
        reached.insert((line.check, line.state));
        said += &format!("[{check} {state}]\n{line}");
    }
    // `waits` is one state that is said on other lines as well.
    reached.insert((Check::Settings, "waits"));
    for rule in all_rules() {
        let there = reached.contains(&(rule.check, rule.name));
        assert!(there, "no case reaches {} {}", rule.check, rule.name);
    }
    insta::assert_snapshot!("states", said);
}

#[test]
fn when_all_is_well_it_says_so_in_as_many_lines() {
    let lines = judge(&well());
    assert!(lines.iter().all(|line| line.light <= Light::Green), "{lines:#?}");
    insta::assert_snapshot!("all_is_well", text(&lines));
}

#[test]
fn one_line_that_fails_changes_no_other() {
    let usual = judge(&well());
    let together: [&[&str]; 5] = [
        &["database", "migrations", "disk"],
        &["content", "languages"],
        &["issuer", "keys"],
        &["endpoint", "certificate"],
        &["settings"],
    ];
    for (check, state, change) in
        [of_here(), of_login(), of_entra(), of_way_in(), of_people()].iter().flatten()
    {
        if ["unusable", "waits"].contains(state) {
            continue;
        }
        let mut facts = well();
        change(&mut facts);
        let family = together.iter().find(|family| family.contains(check)).copied();
        for line in judge(&facts) {
            let name = line.check.name();
            if name == *check || family.is_some_and(|family| family.contains(&name)) {
                continue;
            }
            assert!(usual.contains(&line), "{check} {state} changes {line:?}");
        }
    }
}

#[test]
fn the_worst_line_counts() {
    let mut facts = well();
    assert_eq!(worst(&judge(&facts)), Light::Green);
    facts.expiry = Some(ExpirySeen::Secret(None));
    assert_eq!(worst(&judge(&facts)), Light::Yellow);
    facts.clock = Some(Some(SignedDuration::from_hours(1)));
    assert_eq!(worst(&judge(&facts)), Light::Red);
}

#[test]
fn a_second_issuer_gets_lines_of_its_own() {
    let mut facts = well();
    let entra = IssuerSeen {
        name: text_of("https://login.microsoftonline.com/t/v2.0"),
        host: text_of("login.microsoftonline.com"),
        endorsed: false,
        metadata: Err(Trouble::NoName),
        keys: None,
    };
    facts.issuers.iter_mut().for_each(|issuers| issuers.push(entra.clone()));
    let lines = judge(&facts);
    let issuers: Vec<_> = lines.iter().filter(|line| line.check == Check::Issuer).collect();
    assert_eq!(issuers.iter().map(|line| line.state).collect::<Vec<_>>(), ["answers", "away"]);
    let keys: Vec<_> = lines.iter().filter(|line| line.check == Check::Keys).collect();
    assert_eq!(keys.iter().map(|line| line.state).collect::<Vec<_>>(), ["there", "unseen"]);
}

#[test]
fn each_tenant_gets_a_line_about_graph_that_names_it() {
    let mut facts = well();
    let right = GraphSeen::Asked { missing: Vec::new(), beyond: Vec::new(), app: None };
    let lacks =
        GraphSeen::Asked { missing: PERMISSIONS[..1].to_vec(), beyond: Vec::new(), app: None };
    facts.graph = Some(vec![
        seen_of("a", right),
        seen_of("b", lacks),
        seen_of("c", GraphSeen::Failed(GraphError::Busy)),
    ]);
    let lines = judge(&facts);
    let lines: Vec<_> = lines.iter().filter(|line| line.check == Check::Graph).collect();
    let states: Vec<_> = lines.iter().map(|line| line.state).collect();
    assert_eq!(states, ["ready", "missing", "failed"]);
    assert_eq!(lines[0].saw, "tenant a");
    assert!(lines[1].saw.starts_with("tenant b: TeamsApp"), "{:?}", lines[1]);
    assert!(lines[1].next.contains("/b/adminconsent?client_id="), "{:?}", lines[1]);
    assert!(lines[2].saw.starts_with("tenant c: "), "{:?}", lines[2]);
}
