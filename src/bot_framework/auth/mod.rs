//! Who sent this? Proves that an activity comes from a channel that we trust.
//!
//! The checks follow Microsoft's "Authenticate requests from the Bot Connector service to your
//! bot" (REST API authentication); where the SDKs are laxer than that page, we are not.
//! Any failure ends in a [`Refusal`]; the caller learns its status and nothing else.

mod issuer;
mod keys;
mod proven;
mod refusal;
mod token;
mod verifier;

pub use issuer::EntraSettings;
pub use keys::FetchError;
pub use proven::Proof;
pub use refusal::Refusal;
pub use verifier::{Verified, Verifier, VerifierSettings};
