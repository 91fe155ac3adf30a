//! Clouds as data: who signs inbound tokens, where ours come from, which hosts we trust.

use url::Url;

use super::service_url::is_loopback;

/// Entra's issuer of tokens of version 1, everywhere but in China.
const WORLD_STS: &str = "https://sts.windows.net/";
/// The same in China.
const CHINA_STS: &str = "https://sts.chinacloudapi.cn/";

/// The multi-tenant authority and the audience of token exchange in the public cloud.
const PUBLIC: (&str, &str) = ("botframework.com", "api://AzureADTokenExchange");

/// Source: the proactive endpoints in Microsoft's Agents SDK.
const GCC_SERVICE: &str = "https://smba.infra.gcc.teams.microsoft.com/teams";

/// One Bot Framework cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// Its name in settings and logs.
    pub name: String,
    /// The issuer of inbound tokens.
    pub issuer: String,
    /// Where the issuer's OpenID metadata is.
    pub openid_metadata: Url,
    /// The login endpoint for our own tokens; the tenant and path are appended.
    pub login: Url,
    /// What the issuer of an Entra token of version 1 begins with, up to the tenant.
    pub sts: String,
    /// The scope of a connector token.
    pub scope: String,
    /// Where Microsoft Graph is, if this cloud has one.
    pub graph: Option<Url>,
    /// The authority of bots of the multi-tenant type.
    pub multi_tenant: String,
    /// What a token is asked for that is to be exchanged for one of the app registration.
    pub token_exchange: String,
    /// Hosts that a service URL may name, exactly; with a port unless it is the default one.
    pub service_hosts: Vec<String>,
    /// The connector of the US government's community cloud (GCC), which logs in at the public
    /// cloud. It is only asked once its host is trusted, and the public one has sent us away.
    pub gcc_service: String,
}

/// An issuer of Entra tokens: one tenant in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntraIssuer {
    /// The issuer, as its tokens name it.
    pub issuer: String,
    /// Where its OpenID metadata is.
    pub openid_metadata: Url,
}

/// Why a custom cloud is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloudError {
    /// An address that cannot be read.
    #[error("{field} is not a URL: {text}")]
    Unreadable {
        /// Which setting.
        field: &'static str,
        /// What it said.
        text: String,
    },
    /// Plain http in a cloud that is not on this machine as a whole.
    #[error(
        "{field} must be https; plain http is for a cloud whose every host, service hosts as well, is on this machine: {text}"
    )]
    PlainHttp {
        /// Which setting.
        field: &'static str,
        /// What it said.
        text: String,
    },
    /// Nothing where there must be something.
    #[error("{field} is empty")]
    Empty {
        /// Which setting.
        field: &'static str,
    },
    /// A service host that is more than a host.
    #[error(
        "a service host is a host name such as smba.example.org or localhost:8080, without https:// or a path: {text}"
    )]
    NotAHost {
        /// What it said.
        text: String,
    },
    /// A service host on this machine, in a cloud that is elsewhere.
    #[error(
        "{text} in service_hosts is on this machine, where the bot's token would go in the clear, and the {cloud} cloud is elsewhere: take it out, or describe a [cloud] of your own whose every address is on this machine"
    )]
    OnThisMachine {
        /// What it said.
        text: String,
        /// The cloud's name.
        cloud: String,
    },
    /// No service host at all.
    #[error("name at least one service host")]
    NoServiceHost,
}

/// A cloud of one's own, as written in settings.
#[derive(Debug, Clone)]
pub struct CustomCloud<'a> {
    /// The issuer of inbound tokens.
    pub issuer: &'a str,
    /// Where the issuer's OpenID metadata is.
    pub openid_metadata: &'a str,
    /// The login endpoint for our own tokens.
    pub login: &'a str,
    /// The scope of a connector token.
    pub scope: &'a str,
    /// Hosts that a service URL may name.
    pub service_hosts: &'a [String],
}

impl Cloud {
    /// Microsoft's public cloud. GCC logs in here too; its service host is to be added.
    ///
    /// Sources of all three: the cloud tables in Microsoft's Teams SDK and Bot Framework SDK.
    pub fn public() -> Cloud {
        Self::known(
            "public",
            "https://api.botframework.com",
            "https://login.botframework.com/v1/.well-known/openidconfiguration",
            "https://login.microsoftonline.com/",
            PUBLIC,
            &["smba.trafficmanager.net"],
        )
    }

    /// Microsoft's cloud for the US government: GCC High and DoD.
    pub fn us_government() -> Cloud {
        Self::known(
            "us-government",
            "https://api.botframework.us",
            "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
            "https://login.microsoftonline.us/",
            ("MicrosoftServices.onmicrosoft.us", "api://AzureADTokenExchangeUSGov"),
            &["smba.infra.gov.teams.microsoft.us", "smba.infra.dod.teams.microsoft.us"],
        )
    }

    /// Microsoft's cloud in China, operated by 21Vianet. Which hosts its service URLs name is not
    /// published; they have to be given with [`Cloud::and_hosts`].
    pub fn china() -> Cloud {
        Self::known(
            "china",
            "https://api.botframework.azure.cn",
            "https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
            "https://login.partner.microsoftonline.cn/",
            ("microsoftservices.partner.onmschina.cn", "api://AzureADTokenExchangeChina"),
            &[],
        )
    }

    /// One of Microsoft's clouds by its name in settings.
    pub fn named(name: &str) -> Option<Cloud> {
        [Self::public(), Self::us_government(), Self::china()]
            .into_iter()
            .find(|cloud| cloud.name == name)
    }

    /// The cloud with more trusted service hosts: host names, with a port unless it is 443.
    pub fn and_hosts(mut self, hosts: &[String]) -> Result<Cloud, CloudError> {
        if let Some(host) = hosts.iter().find(|host| !is_host(host)) {
            return Err(CloudError::NotAHost { text: host.clone() });
        }
        self.service_hosts.extend(hosts.iter().cloned());
        if self.service_hosts.is_empty() { Err(CloudError::NoServiceHost) } else { self.checked() }
    }

    /// Is every address of it on this machine? Only then may any be plain http, a service URL as
    /// well: a token in the clear must not leave the machine, nor may one that is worth something
    /// elsewhere go to whoever listens here.
    pub fn is_on_this_machine(&self) -> bool {
        self.elsewhere().is_none()
    }

    /// A host of its that is not on this machine.
    fn elsewhere(&self) -> Option<&str> {
        let mut urls = self.addresses().map(|(_, url)| url).filter(|url| !is_loopback(url));
        let mut hosts = self.service_hosts.iter().filter(|host| !is_loopback_host(host));
        hosts.next().map(String::as_str).or_else(|| urls.next().and_then(Url::host_str))
    }

    /// The addresses that it is made of, by their names in settings.
    fn addresses(&self) -> impl Iterator<Item = (&'static str, &Url)> {
        let addresses = [("openid_metadata", &self.openid_metadata), ("login", &self.login)];
        addresses.into_iter().chain(self.graph.as_ref().map(|graph| ("graph", graph)))
    }

    /// The cloud, if it keeps the rule of [`Cloud::is_on_this_machine`].
    fn checked(self) -> Result<Cloud, CloudError> {
        let elsewhere = self.elsewhere();
        for (field, url) in self.addresses() {
            let text = match (url.scheme(), elsewhere) {
                ("https", _) | ("http", None) => continue,
                ("http", Some(host)) => format!("{url}, while {host} is elsewhere"),
                _ => url.to_string(),
            };
            return Err(CloudError::PlainHttp { field, text });
        }
        let here = self.service_hosts.iter().find(|host| is_loopback_host(host));
        if let (Some(host), Some(_)) = (here, elsewhere) {
            let (text, cloud) = (host.clone(), self.name.clone());
            return Err(CloudError::OnThisMachine { text, cloud });
        }
        Ok(self)
    }

    /// Is this an address for a person's own file? In the public cloud that is SharePoint, which
    /// holds everybody's OneDrive; bots in the government's and in China's handle no files.
    ///
    /// A host is compared by its ending here: each tenant has one of its own, and nobody else has
    /// names under it.
    pub fn keeps_files(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        if self.is_custom() {
            let host = url.port().map_or(host.to_owned(), |port| format!("{host}:{port}"));
            let safe = url.scheme() == "https" || is_loopback(url);
            return safe && self.service_hosts.contains(&host);
        }
        let plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
        let ours = self.name == "public" && host.ends_with(".sharepoint.com");
        url.scheme() == "https" && plain && ours
    }

    /// Where [`Cloud::keeps_files`] says yes, for people; a star stands for the tenant's own name. The
    /// hosts of a cloud of one's own are its service hosts.
    pub fn file_hosts(&self) -> impl Iterator<Item = &'static str> {
        (self.name == "public").then_some("*.sharepoint.com").into_iter()
    }

    /// The cloud with Graph at another address: that of a cloud of one's own, or
    /// `https://dod-graph.microsoft.us` for DoD. Plain http as for the other addresses.
    pub fn with_graph(mut self, address: &str) -> Result<Cloud, CloudError> {
        self.graph = Some(readable("graph", address)?);
        self.checked()
    }

    /// A cloud of one's own, such as a channel simulator. Plain http is for a cloud that is on this
    /// machine as a whole: one address elsewhere, and all must be https.
    pub fn custom(custom: &CustomCloud) -> Result<Cloud, CloudError> {
        for (field, text) in [("issuer", custom.issuer), ("scope", custom.scope)] {
            if text.trim().is_empty() {
                return Err(CloudError::Empty { field });
            }
        }
        let openid_metadata = readable("openid_metadata", custom.openid_metadata)?;
        let login = readable("login", custom.login)?;
        let (multi_tenant, token_exchange) = PUBLIC;
        Cloud {
            name: "custom".to_owned(),
            issuer: custom.issuer.to_owned(),
            openid_metadata,
            login,
            sts: WORLD_STS.to_owned(),
            scope: custom.scope.to_owned(),
            graph: None,
            multi_tenant: multi_tenant.to_owned(),
            token_exchange: token_exchange.to_owned(),
            service_hosts: Vec::new(),
            gcc_service: GCC_SERVICE.to_owned(),
        }
        .and_hosts(custom.service_hosts)
    }

    /// The two issuers of a tenant's Entra tokens, of version 1 and 2. Their metadata is that
    /// tenant's own and lies under the login host.
    ///
    /// Source: "Access tokens in the Microsoft identity platform" (claims `iss` and `ver`).
    pub fn entra_issuers(&self, tenant: &str) -> [EntraIssuer; 2] {
        let login = self.login.as_str().trim_end_matches('/');
        let metadata = |version: &str| {
            let mut url = self.login.clone();
            let folder = self.login.path().trim_end_matches('/');
            url.set_path(&format!("{folder}/{tenant}{version}/.well-known/openid-configuration"));
            url
        };
        [
            EntraIssuer { issuer: format!("{}{tenant}/", self.sts), openid_metadata: metadata("") },
            EntraIssuer {
                issuer: format!("{login}/{tenant}/v2.0"),
                openid_metadata: metadata("/v2.0"),
            },
        ]
    }

    /// Is this one of Microsoft's own?
    pub fn is_custom(&self) -> bool {
        self.name == "custom"
    }

    fn known(
        name: &str,
        issuer: &str,
        metadata: &str,
        login: &str,
        (multi_tenant, token_exchange): (&str, &str),
        hosts: &[&str],
    ) -> Cloud {
        let url = |text: &str| Url::parse(text).expect("the addresses in this file are URLs");
        Cloud {
            name: name.to_owned(),
            issuer: issuer.to_owned(),
            openid_metadata: url(metadata),
            login: url(login),
            sts: if name == "china" { CHINA_STS } else { WORLD_STS }.to_owned(),
            scope: format!("{issuer}/.default"),
            graph: Some(url(match name {
                "us-government" => "https://graph.microsoft.us/",
                "china" => "https://microsoftgraph.chinacloudapi.cn/",
                _ => "https://graph.microsoft.com/",
            })),
            multi_tenant: multi_tenant.to_owned(),
            token_exchange: token_exchange.to_owned(),
            service_hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
            gcc_service: GCC_SERVICE.to_owned(),
        }
    }
}

fn readable(field: &'static str, text: &str) -> Result<Url, CloudError> {
    Url::parse(text).map_err(|_| CloudError::Unreadable { field, text: text.to_owned() })
}

/// Is this a host name, perhaps with a port, and nothing else?
fn is_host(text: &str) -> bool {
    let address = format!("https://{text}");
    let url = Url::parse(&address).ok();
    url.is_some_and(|url| {
        let port = url.port().map_or(String::new(), |port| format!(":{port}"));
        url.host_str().is_some_and(|host| format!("{host}{port}").eq_ignore_ascii_case(text))
    })
}

fn is_loopback_host(text: &str) -> bool {
    Url::parse(&format!("https://{text}")).is_ok_and(|url| is_loopback(&url))
}
