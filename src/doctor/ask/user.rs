//! What the bot knows of one person's installation; nothing of what they do with it.

use crate::bot_framework::ServiceUrl;
use crate::config::{Config, object_id};
use crate::doctor::facts::UserSeen;
use crate::store::employees::{self, Employee};
use crate::store::{EmployeeKey, Store};

/// Looks the person up in every tenant. The database is there and of this version.
pub(super) async fn user(config: &Config, id: &str) -> UserSeen {
    let Ok(id) = object_id(id) else { return UserSeen::NotAnId(id.to_owned()) };
    match find(config, &id).await {
        Err(error) => UserSeen::Failed(error),
        Ok(None) => UserSeen::NotMet { in_teams: None },
        Ok(Some(employee)) => {
            let hosts = &config.cloud.service_hosts;
            let at = &employee.conversation;
            UserSeen::Met {
                reach: employee.reach,
                conversation: !at.conversation_id.is_empty() && !at.service_url.is_empty(),
                trusted: ServiceUrl::trusted(&at.service_url, hosts).is_ok(),
            }
        }
    }
}

async fn find(config: &Config, id: &str) -> Result<Option<Employee>, String> {
    let store = Store::open(&config.database).await.map_err(|error| error.to_string())?;
    let mut found = Ok(None);
    for tenant in &config.tenants {
        let key = EmployeeKey::new(tenant, id);
        found = match store.read().await {
            Ok(mut conn) => employees::find(&mut conn, &key).await,
            Err(error) => Err(error),
        };
        if !matches!(found, Ok(None)) {
            break;
        }
    }
    store.close().await;
    found.map_err(|error| error.to_string())
}
