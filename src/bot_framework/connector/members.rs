//! Members of a conversation, as the channel describes them.

use serde::Deserialize;

use crate::bot_framework::activity::lenient::lenient;

/// A member of a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Read")]
pub struct Member {
    /// Their id at the channel.
    pub id: String,
    /// Their name.
    pub name: Option<String>,
    /// Their Entra object id.
    pub aad_object_id: Option<String>,
    /// Their tenant.
    pub tenant_id: Option<String>,
    /// Their name for signing in.
    pub user_principal_name: Option<String>,
    /// Such as `user`, `guest` or `anonymous`.
    pub user_role: Option<String>,
}

/// A member as it is written. Of two spellings of one thing either may be there, or both.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Read {
    #[serde(deserialize_with = "lenient")]
    id: String,
    #[serde(deserialize_with = "lenient")]
    name: Option<String>,
    /// In Microsoft's SDKs.
    #[serde(deserialize_with = "lenient")]
    aad_object_id: Option<String>,
    /// In the documentation of Teams.
    #[serde(deserialize_with = "lenient")]
    object_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    tenant_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    user_principal_name: Option<String>,
    #[serde(deserialize_with = "lenient")]
    user_role: Option<String>,
}

impl From<Read> for Member {
    fn from(read: Read) -> Member {
        Member {
            id: read.id,
            name: read.name,
            aad_object_id: read.aad_object_id.or(read.object_id),
            tenant_id: read.tenant_id,
            user_principal_name: read.user_principal_name,
            user_role: read.user_role,
        }
    }
}

/// Some of the members of a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct MemberPage {
    /// The members on this page.
    pub members: Vec<Member>,
    /// What to ask for the next page with; none on the last one.
    #[serde(rename = "continuationToken", deserialize_with = "lenient")]
    pub continuation: Option<String>,
}
