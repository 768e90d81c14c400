//! Serves the lake to those who ask it questions: the Postgres wire protocol for the tools analysts have, and web pages for
//! boards. Every statement goes through the guard of localspend-query; this crate adds who asks, how many at once, and how
//! answers look on the wire.
//!
//! Invariant: a query sees the tables as one run left them, and the next query sees the next run.
//! Invariant: a bad certificate, an unknown user or a wrong setting is an error, never less protection.
//! It decides nothing about money and writes nothing but its log.

mod audit;
mod desk;
mod error;
mod failures;
mod postgres;
mod settings;
mod shelf;
mod tls;
mod users;
mod web;

pub use audit::Audit;
pub use desk::{Asked, Desk, Who};
pub use error::{Error, Result};
pub use postgres::{Comments, comments, serve as serve_postgres};
pub use settings::{LimitSettings, ServeSettings, TlsSettings, UserSettings};
pub use shelf::{Open, Shelf};
pub use users::{Users, verifier};
pub use web::{Site, serve as serve_pages};
