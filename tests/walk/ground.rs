//! The program as everybody runs it, over a channel on this machine, through settings alone.

use std::path::{Path, PathBuf};

use stapje::clock::Clock;
use stapje::local_channel::{Ends, LocalChannel, Person, Profile};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// The bot's application, and the tenant of everybody.
pub(crate) const APP_ID: &str = "5d1c7f0a-1111-4222-8333-944455566677";
pub(crate) const TENANT_ID: &str = "2c4f6a80-aaaa-4bbb-8ccc-9ddd0eeeffff";

/// A folder with settings to be, and a channel that stands where Microsoft's services stand.
pub(crate) struct Ground {
    pub(crate) channel: LocalChannel,
    pub(crate) folder: TempDir,
    /// Where the channel listens.
    pub(crate) host: String,
}

impl Ground {
    pub(crate) async fn new(clock: Clock) -> Ground {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let ends = Ends { app_id: APP_ID.to_owned(), tenant_id: TENANT_ID.to_owned() };
        let channel = LocalChannel::new(clock, address, ends).expect("a channel");
        tokio::spawn(axum::serve(listener, channel.router()).into_future());
        let folder = TempDir::new().expect("a folder");
        Ground { channel, folder, host: address.to_string() }
    }

    /// The part of the settings that names this channel as the cloud.
    pub(crate) fn cloud(&self) -> String {
        let cloud = self.channel.cloud().expect("a cloud");
        format!(
            "\n[cloud]\nissuer = \"{}\"\nopenid_metadata = \"{}\"\nlogin = \"{}\"\n\
             scope = \"{}\"\nservice_hosts = [\"{}\"]\n",
            cloud.issuer, cloud.openid_metadata, cloud.login, cloud.scope, self.host
        )
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        write(&path, text);
        path
    }

    pub(crate) fn person(&self, id: &str) -> Person {
        let profile = Profile {
            id: id.to_owned(),
            name: id.to_owned(),
            locale: "nl-NL".to_owned(),
            time_zone: "Europe/Amsterdam".to_owned(),
        };
        Person::new(self.channel.clone(), profile)
    }
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).expect("a file");
}
