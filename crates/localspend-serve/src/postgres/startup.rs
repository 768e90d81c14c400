//! Log-in: without a password where the settings trust this machine, with SCRAM-SHA-256 otherwise. A failed log-in is
//! answered late, later each time, and is told in the audit.

use std::fmt::Debug;
use std::sync::Arc;

use futures::{Sink, SinkExt};
use pgwire::api::auth::sasl::SASLAuthStartupHandler;
use pgwire::api::auth::sasl::scram::ScramAuth;
use pgwire::api::auth::{
    DefaultServerParameterProvider, StartupHandler, finish_authentication, protocol_negotiation,
    save_startup_parameters_to_metadata,
};
use pgwire::api::{ClientInfo, METADATA_APPLICATION_NAME, METADATA_USER, PgWireConnectionState, PidSecretKeyGenerator};
use pgwire::error::{ErrorInfo, PgWireError, PgWireResult};
use pgwire::messages::{PgWireBackendMessage, PgWireFrontendMessage};

use super::connection::Shared;
use crate::desk::Who;

/// Log-in of one connection.
pub struct Startup {
    shared: Arc<Shared>,
    scram: SASLAuthStartupHandler<DefaultServerParameterProvider>,
    parameters: Arc<DefaultServerParameterProvider>,
}

impl Startup {
    /// Ready for a connection's first message.
    pub fn new(shared: Arc<Shared>) -> Startup {
        let mut parameters = DefaultServerParameterProvider::default();
        parameters.server_version = format!("15.0 (localspend {})", env!("CARGO_PKG_VERSION"));
        parameters.is_superuser = false;
        parameters.default_transaction_read_only = true;
        parameters.time_zone = "UTC".to_owned();
        let parameters = Arc::new(parameters);
        let keys: Arc<dyn PidSecretKeyGenerator> = shared.keys.clone();
        let scram = SASLAuthStartupHandler::new(Arc::clone(&parameters))
            .with_scram(ScramAuth::new(shared.users.clone()))
            .with_pid_secret_key_generator(keys);
        Startup { shared, scram, parameters }
    }

    /// The end of a log-in that failed: late, and told.
    async fn refuse<C: ClientInfo>(&self, client: &C, why: &str, code: &str) -> PgWireError {
        let (name, address) = (user(client), client.socket_addr().ip());
        self.shared.desk.audit().login(&name, &client.socket_addr().to_string(), why);
        tokio::time::sleep(self.shared.users.failures.note(address)).await;
        fatal(code, why)
    }
}

fn fatal(code: &str, message: &str) -> PgWireError {
    PgWireError::UserError(Box::new(ErrorInfo::new("FATAL".to_owned(), code.to_owned(), message.to_owned())))
}

fn user<C: ClientInfo>(client: &C) -> String {
    client.metadata().get(METADATA_USER).cloned().unwrap_or_default()
}

#[async_trait::async_trait]
impl StartupHandler for Startup {
    async fn on_startup<C>(&self, client: &mut C, message: PgWireFrontendMessage) -> PgWireResult<()>
    where
        C: ClientInfo + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let address = client.socket_addr().ip();
        if let PgWireFrontendMessage::Startup(startup) = &message {
            if self.shared.tls_required && !client.is_secure() {
                return Err(self.refuse(client, "this server takes only encrypted connections (sslmode=require)", "28000").await);
            }
            let name = startup.parameters.get(METADATA_USER).cloned().unwrap_or_default();
            if let Some(role) = self.shared.users.trusted(&name, address) {
                protocol_negotiation(client, startup).await?;
                save_startup_parameters_to_metadata(client, startup);
                client.set_state(PgWireConnectionState::AuthenticationInProgress);
                let (pid, key) = self.shared.keys.generate(client);
                client.set_pid_and_secret_key(pid, key);
                self.welcome(client, role);
                return finish_authentication(client, self.parameters.as_ref()).await;
            }
            if !self.shared.users.any_password() {
                save_startup_parameters_to_metadata(client, startup);
                return Err(self.refuse(client, "nobody may log in from this address", "28000").await);
            }
        }
        match self.scram.on_startup(client, message).await {
            Ok(()) => {
                if matches!(client.state(), PgWireConnectionState::ReadyForQuery) {
                    match self.shared.users.role(&user(client)) {
                        Some(role) => {
                            self.shared.users.failures.forget(address);
                            self.welcome(client, role);
                        }
                        None => return Err(fatal("28P01", "password authentication failed")),
                    }
                }
                Ok(())
            }
            Err(PgWireError::IoError(error)) => Err(PgWireError::IoError(error)),
            Err(error) => {
                let why = match error {
                    PgWireError::InvalidPassword(_) => format!("password authentication failed for user \"{}\"", user(client)),
                    other => format!("log-in failed: {other}"),
                };
                client.flush().await?;
                Err(self.refuse(client, &why, "28P01").await)
            }
        }
    }
}

impl Startup {
    /// Notes who a connection is, and how its queries are cancelled.
    fn welcome<C: ClientInfo>(&self, client: &C, role: localspend_query::guard::Role) {
        let who = Who {
            user: user(client),
            role,
            address: client.socket_addr().to_string(),
            through: client.metadata().get(METADATA_APPLICATION_NAME).cloned().unwrap_or_default(),
        };
        self.shared.desk.audit().login(&who.user, &who.address, "accepted");
        let (pid, key) = client.pid_and_secret_key();
        client.session_extensions().insert(self.shared.cancels.enter(pid, key));
        client.session_extensions().insert(who);
    }
}
