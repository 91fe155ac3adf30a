//! Clouds as data: who signs inbound tokens, where ours come from, which hosts we trust.

use url::Url;

use super::service_url::is_loopback;

/// Entra's issuer of tokens of version 1, everywhere but in China.
const WORLD_STS: &str = "https://sts.windows.net/";
/// The same in China.
const CHINA_STS: &str = "https://sts.chinacloudapi.cn/";

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
    /// Hosts that a service URL may name, exactly; with a port unless it is the default one.
    pub service_hosts: Vec<String>,
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
    /// Plain http to a host that is not on this machine.
    #[error("{field} must be https; plain http is for loopback hosts only: {text}")]
    PlainHttp {
        /// Which setting.
        field: &'static str,
        /// What it said.
        text: String,
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
            &[],
        )
    }

    /// One of Microsoft's clouds by its name in settings.
    pub fn named(name: &str) -> Option<Cloud> {
        [Self::public(), Self::us_government(), Self::china()]
            .into_iter()
            .find(|cloud| cloud.name == name)
    }

    /// The cloud with more trusted service hosts: bare host names.
    pub fn and_hosts(mut self, hosts: &[String]) -> Result<Cloud, CloudError> {
        self.service_hosts.extend(hosts.iter().cloned());
        if self.service_hosts.is_empty() { Err(CloudError::NoServiceHost) } else { Ok(self) }
    }

    /// A cloud of one's own, such as a channel simulator. Plain http only on loopback.
    pub fn custom(custom: &CustomCloud) -> Result<Cloud, CloudError> {
        if custom.service_hosts.is_empty() {
            return Err(CloudError::NoServiceHost);
        }
        Ok(Cloud {
            name: "custom".to_owned(),
            issuer: custom.issuer.to_owned(),
            openid_metadata: safe_url("openid_metadata", custom.openid_metadata)?,
            login: safe_url("login", custom.login)?,
            sts: WORLD_STS.to_owned(),
            scope: custom.scope.to_owned(),
            service_hosts: custom.service_hosts.to_vec(),
        })
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

    fn known(name: &str, issuer: &str, metadata: &str, login: &str, hosts: &[&str]) -> Cloud {
        let url = |text: &str| Url::parse(text).expect("the addresses in this file are URLs");
        Cloud {
            name: name.to_owned(),
            issuer: issuer.to_owned(),
            openid_metadata: url(metadata),
            login: url(login),
            sts: if name == "china" { CHINA_STS } else { WORLD_STS }.to_owned(),
            scope: format!("{issuer}/.default"),
            service_hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
        }
    }
}

fn safe_url(field: &'static str, text: &str) -> Result<Url, CloudError> {
    let url =
        Url::parse(text).map_err(|_| CloudError::Unreadable { field, text: text.to_owned() })?;
    if url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url)) {
        Ok(url)
    } else {
        Err(CloudError::PlainHttp { field, text: text.to_owned() })
    }
}
