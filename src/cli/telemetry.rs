//! Traces for a collector of OpenTelemetry, where `STAPJE_OTLP` names one: how long the parts of a
//! request take. Spans alone go out, none of the lines of the log; and a span holds kinds and
//! numbers, never anything about a person.

use std::time::Duration;

use async_trait::async_trait;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tokio::runtime::{Builder, Handle, Runtime};
use url::Url;

use super::Failure;
use crate::bot_framework::http_client;

/// What is still unsent at the end gets so long.
const GOODBYE: Duration = Duration::from_secs(3);

/// Sends spans until it is dropped.
#[derive(Debug)]
pub(super) struct Telemetry {
    provider: SdkTracerProvider,
    /// Sending has a thread of its own: it is there before and after the commands.
    _runtime: Runtime,
}

impl Telemetry {
    /// Starts sending to the collector at this address, such as `http://127.0.0.1:4318`.
    pub(super) fn start(address: &str) -> Result<Telemetry, Failure> {
        let endpoint = endpoint(address).ok_or_else(|| {
            format!("STAPJE_OTLP is not an address such as http://127.0.0.1:4318: {address}")
        })?;
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let client =
            Client { http: http_client(crate::USER_AGENT)?, handle: runtime.handle().clone() };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(client)
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(endpoint)
            .build()?;
        let resource = Resource::builder_empty()
            .with_service_name("stapje")
            .with_attribute(KeyValue::new("service.version", crate::VERSION))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource)
            .build();
        Ok(Telemetry { provider, _runtime: runtime })
    }

    pub(super) fn tracer(&self) -> SdkTracer {
        self.provider.tracer("stapje")
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        // Nobody is left to tell; the collector misses the last seconds.
        let _ = self.provider.shutdown_with_timeout(GOODBYE);
    }
}

/// The host of the collector at this address, if one is named.
pub(super) fn host(address: Option<&str>) -> Option<String> {
    let address = address.map(str::trim).filter(|address| !address.is_empty())?;
    Url::parse(&endpoint(address)?).ok()?.host_str().map(str::to_owned)
}

/// Where traces go at a collector: its own path, unless another is named.
fn endpoint(address: &str) -> Option<String> {
    let mut url = Url::parse(address).ok().filter(Url::has_host)?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    if url.path() == "/" {
        url.set_path("/v1/traces");
    }
    Some(url.into())
}

/// The one HTTP client, driven from the exporter's thread.
#[derive(Debug)]
struct Client {
    http: reqwest::Client,
    handle: Handle,
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (http, request) = (self.http.clone(), reqwest::Request::try_from(request)?);
        let sending = self.handle.spawn(async move {
            let answer = http.execute(request).await?;
            Ok::<_, reqwest::Error>((answer.status(), answer.bytes().await?))
        });
        let (status, body) = sending.await??;
        Ok(Response::builder().status(status).body(body)?)
    }
}
