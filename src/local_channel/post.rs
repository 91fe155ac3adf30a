//! Posting activities to the bot, as Teams does.

use serde_json::Value;

use super::{LocalChannel, SigningError, lock};
use crate::bot_framework::invoke::InvokeResponse;

/// The bot could not be reached.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// No answer.
    #[error("the bot does not answer: {0}")]
    Unreachable(String),
    /// No token could be made.
    #[error(transparent)]
    Signing(#[from] SigningError),
}

impl LocalChannel {
    /// Posts an activity with a token that is as it should be.
    pub async fn post(&self, activity: &Value) -> Result<InvokeResponse, PostError> {
        let token = self.sign(&self.claims())?;
        self.post_with(activity.to_string(), Some(&token)).await
    }

    /// Posts any body with any token, or none.
    pub async fn post_with(
        &self,
        body: String,
        token: Option<&str>,
    ) -> Result<InvokeResponse, PostError> {
        let bot = lock(&self.0.bot).clone();
        let unreachable =
            |error: reqwest::Error| PostError::Unreachable(error.without_url().to_string());
        let mut request =
            self.0.http.post(bot).header("content-type", "application/json").body(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(unreachable)?;
        Ok(InvokeResponse { status, body: serde_json::from_slice(&body).ok() })
    }
}
