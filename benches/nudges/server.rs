//! The program as everybody runs it, against the bench's channel.

use std::path::Path;

use super::channel::{APP_ID, Channel};
use super::people::tenant;
use super::serving::{Server, Settings};

/// Starts it on the database in `folder`.
pub(crate) fn start(channel: &Channel, folder: &Path, tenants: usize) -> Server {
    let tenants: Vec<String> = (0..tenants).map(tenant).collect();
    Server::stapje(&Settings {
        folder,
        app_id: APP_ID,
        tenants: &tenants,
        cloud: &channel.issuer.cloud().expect("a cloud"),
        service_url: &channel.service_url,
    })
}
