//! The one HTTP client: no redirects, time limits, a name.

use std::time::Duration;

/// Limit for a whole exchange of somebody who waits at a terminal.
const LOOK: Duration = Duration::from_secs(8);
/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 256 * 1024;

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLimits {
    /// For opening a connection; five seconds by default.
    pub connect: Duration,
    /// For a whole exchange; twenty seconds by default. Whoever keeps others from sending the same
    /// thing meanwhile has to do so for longer.
    pub total: Duration,
}

impl Default for TimeLimits {
    fn default() -> TimeLimits {
        TimeLimits { connect: Duration::from_secs(5), total: Duration::from_secs(20) }
    }
}

/// The HTTP client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot start: {0}")]
pub struct ClientError(#[from] reqwest::Error);

/// An answer with its body read up to a limit.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// What it says about asking again.
    pub retry_after: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Makes the client that everything outbound shares, with the default limits.
pub fn http_client(user_agent: &str) -> Result<reqwest::Client, ClientError> {
    Ok(client_builder(user_agent, TimeLimits::default()).build()?)
}

/// Makes a client for a look from a terminal: shorter limits, and each answer carries the
/// certificate of the other side.
pub fn http_client_for_looking(user_agent: &str) -> Result<reqwest::Client, ClientError> {
    let limits = TimeLimits { total: LOOK, ..TimeLimits::default() };
    Ok(client_builder(user_agent, limits).tls_info(true).build()?)
}

/// What these clients are built from, for whoever needs other limits, or a certificate or names of
/// their own. `user_agent` is what the bot calls itself on the wire, such as `name/version`.
///
/// It follows no redirects: a redirect could carry our token to another host. It sends nothing a second
/// time by itself: whether that is safe, only who asked can know. It uses no
/// proxy from the environment: the hosts that we talk to are named in the settings.
#[expect(clippy::disallowed_methods, reason = "the one place that builds a client")]
pub fn client_builder(user_agent: &str, limits: TimeLimits) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .connect_timeout(limits.connect)
        .timeout(limits.total)
        .user_agent(user_agent)
}

/// Sends a request and reads the answer. A body beyond the limit is cut off, and one that breaks
/// off is kept as far as it came: that makes it unreadable as JSON but leaves its status, which
/// says what became of the request.
pub async fn exchange(request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
    let mut response = request.send().await?;
    let status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let mut body = Vec::new();
    let _ = read_up_to(&mut response, LARGEST_ANSWER, &mut body).await;
    Ok(Answer { status, retry_after, body })
}

/// Reads at most so many bytes of an answer, and leaves the rest. What came before an error is in
/// `body`.
pub async fn read_up_to(
    response: &mut reqwest::Response,
    most: usize,
    body: &mut Vec<u8>,
) -> Result<(), reqwest::Error> {
    while let Some(chunk) = response.chunk().await? {
        let room = most - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() >= room {
            break;
        }
    }
    Ok(())
}
