//! Who we are when we ask for a token.

use secrecy::SecretString;

/// The bot's own credentials. Its secret cannot be printed.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The bot's Entra application (client) id, as a bare GUID.
    pub app_id: String,
    /// The tenant in which the bot is registered: a tenant id, or a multi-tenant authority.
    pub authority: String,
    /// The client secret.
    pub secret: SecretString,
}
