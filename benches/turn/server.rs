//! The two servers that are compared.

use std::process::Command;

use super::ground::{APP_ID, Ground};
use super::reference;
use super::serving::{Server, Settings};

/// The least that anybody could do.
pub(crate) fn least(ground: &Ground) -> Server {
    let program = std::env::current_exe().expect("this program");
    let mut command = Command::new(program);
    command.env(reference::SETTINGS, reference::settings(ground));
    Server::start(command)
}

/// The program as everybody runs it.
pub(crate) fn stapje(ground: &Ground) -> Server {
    Server::stapje(&Settings {
        folder: ground.folder.path(),
        app_id: APP_ID,
        tenants: &ground.tenants,
        cloud: &ground.channel.cloud().expect("a cloud"),
        service_url: &ground.service_url,
    })
}
