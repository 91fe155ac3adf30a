//! The way out: our own tokens, with every kind of credential, and the connector.

pub(crate) mod certificate;
mod clouds;
mod connector;
mod identity;
pub(crate) mod login;
mod outcomes;
mod redirects;
mod tokens;
