//! A server as a process of its own, and what the system says of it. Shared by the benches.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use stapje::bot_framework::Cloud;

/// A running server. It ends when it is dropped.
pub(crate) struct Server {
    process: Child,
    address: String,
}

/// What Stapje is started with.
pub(crate) struct Settings<'a> {
    /// Its database and its settings lie here.
    pub(crate) folder: &'a Path,
    pub(crate) app_id: &'a str,
    pub(crate) tenants: &'a [String],
    pub(crate) cloud: &'a Cloud,
    pub(crate) service_url: &'a str,
}

impl Server {
    /// The program as everybody runs it, with settings that name a bench's cloud.
    pub(crate) fn stapje(settings: &Settings) -> Server {
        let Settings { folder, app_id, tenants, cloud, service_url } = settings;
        let host = service_url.trim_start_matches("http://").trim_end_matches('/');
        let text = format!(
            "bind = \"127.0.0.1:0\"\ndatabase = \"sqlite:{}/stapje.db\"\napp_id = \"{app_id}\"\n\
             home_tenant = \"{}\"\ntenants = {tenants:?}\n[cloud]\nissuer = \"{}\"\n\
             openid_metadata = \"{}\"\nlogin = \"http://{host}/login\"\nscope = \"{}\"\n\
             service_hosts = [\"{host}\"]\n",
            folder.display(),
            tenants[0],
            cloud.issuer,
            cloud.openid_metadata,
            cloud.scope,
        );
        let path = folder.join("stapje.toml");
        std::fs::write(&path, text).expect("a file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_stapje"));
        command.args(["--log-format", "json", "serve", "--config"]).arg(path);
        command.env("STAPJE_APP_SECRET", "not-a-real-secret");
        Server::start(command)
    }

    /// Any program whose log names the address on which it listens.
    pub(crate) fn start(mut command: Command) -> Server {
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("it starts");
        let mut lines = BufReader::new(process.stderr.take().expect("a log")).lines();
        let address = loop {
            let line = lines.next().expect("a line of the log").expect("text");
            let entry: Value = serde_json::from_str(&line).expect("JSON");
            if let Some(address) = entry["fields"]["address"].as_str() {
                break address.to_owned();
            }
        };
        // Somebody has to read on, or the server waits when the pipe is full.
        std::thread::spawn(move || lines.count());
        Server { process, address }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// CPU time so far. Linux only; 0 elsewhere.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        let stat = self.proc("stat");
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let fields = after_name.split_whitespace().skip(11).take(2);
        let ticks: f64 = fields.filter_map(|field| field.parse::<f64>().ok()).sum();
        // Linux counts in hundredths of a second for every program.
        ticks / 100.0
    }

    /// A line of the system's account of memory, in MiB.
    pub(crate) fn mib(&self, name: &str) -> u64 {
        let status = self.proc("status");
        let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        let kib = line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
        kib.unwrap_or(0) / 1024
    }

    fn proc(&self, file: &str) -> String {
        let path = format!("/proc/{}/{file}", self.process.id());
        std::fs::read_to_string(path).unwrap_or_default()
    }
}

impl Drop for Server {
    /// Asked to stop, it ends what is on its way: a killed one leaves the next to wait for leases.
    fn drop(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}
