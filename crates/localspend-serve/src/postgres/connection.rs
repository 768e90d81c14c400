//! What all connections share, and the loop of one: messages in, answers out, nothing larger than it need be.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use localspend_query::guard::MOST_BYTES;
use pgwire::api::cancel::CancelHandler;
use pgwire::api::{ClientInfo, NoopHandler, PgWireConnectionState, RandomPidSecretKeyGenerator};
use pgwire::error::{ErrorInfo, PgWireError};
use pgwire::messages::cancel::CancelRequest;
use pgwire::messages::startup::SecretKey;
use pgwire::messages::{PgWireBackendMessage, PgWireFrontendMessage};
use pgwire::tokio::TlsAcceptor;
use pgwire::tokio::server::{negotiate_tls, process_error, process_message};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::handler::Handler;
use super::startup::Startup;
use crate::desk::Desk;
use crate::users::Users;

/// Time to log in.
const LOGIN: Duration = Duration::from_secs(60);
/// Most bytes of one message: a statement at its longest, with its parameters.
const MOST_MESSAGE: usize = MOST_BYTES * 8;

/// What all connections share.
pub struct Shared {
    /// Takes the questions.
    pub desk: Arc<Desk>,
    /// Who may log in.
    pub users: Arc<Users>,
    /// Refuse what is not encrypted.
    pub tls_required: bool,
    /// Running queries, by the key that cancels them.
    pub cancels: Cancels,
    /// Makes those keys.
    pub keys: Arc<RandomPidSecretKeyGenerator>,
}

/// How the queries of each connection are cancelled.
#[derive(Default, Clone)]
pub struct Cancels(Arc<Mutex<HashMap<i32, Entrance>>>);

/// The key of a connection, and what tells it to cancel.
type Entrance = (SecretKey, Arc<watch::Sender<u64>>);

/// A connection's own; it leaves the list when the connection ends.
pub struct Cancel {
    pid: i32,
    all: Cancels,
    sender: Arc<watch::Sender<u64>>,
}

impl Cancels {
    /// Adds a connection.
    pub fn enter(&self, pid: i32, key: SecretKey) -> Cancel {
        let sender = Arc::new(watch::channel(0).0);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(pid, (key, Arc::clone(&sender)));
        Cancel { pid, all: self.clone(), sender }
    }
}

impl Cancel {
    /// Done when a cancellation comes after now.
    pub fn requested(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut receiver = self.sender.subscribe();
        async move {
            if receiver.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

impl Drop for Cancel {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.pid);
    }
}

#[async_trait::async_trait]
impl CancelHandler for Cancels {
    async fn on_cancel_request(&self, request: CancelRequest) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((key, sender)) = all.get(&request.pid)
            && bytes_of(key) == bytes_of(&request.secret_key)
        {
            sender.send_modify(|count| *count += 1);
        }
    }
}

/// A request to cancel does not say which form of key it has.
fn bytes_of(key: &SecretKey) -> Vec<u8> {
    match key {
        SecretKey::I32(number) => number.to_be_bytes().to_vec(),
        SecretKey::Bytes(bytes) => bytes.to_vec(),
    }
}

/// Talks to one client until it leaves.
pub async fn talk(stream: TcpStream, tls: Option<TlsAcceptor>, shared: Arc<Shared>) -> io::Result<()> {
    let login = tokio::time::sleep(LOGIN);
    tokio::pin!(login);
    let socket = tokio::select! {
        () = &mut login => return Ok(()),
        socket = negotiate_tls(stream, tls) => socket?,
    };
    let Some(mut socket) = socket else { return Ok(()) };
    let startup = Arc::new(Startup::new(Arc::clone(&shared)));
    let handler = Arc::new(Handler::new(Arc::clone(&shared.desk)));
    let cancels = Arc::new(shared.cancels.clone());
    loop {
        let entering =
            matches!(socket.state(), PgWireConnectionState::AwaitingStartup | PgWireConnectionState::AuthenticationInProgress);
        let message = {
            let next = std::future::poll_fn(|context| match socket.poll_next_unpin(context) {
                // Part of a message has come; it may claim any length.
                Poll::Pending if socket.read_buffer().len() > MOST_MESSAGE => Poll::Ready(None),
                other => other.map(Some),
            });
            if entering {
                tokio::select! {
                    () = &mut login => return Ok(()),
                    message = next => message,
                }
            } else {
                next.await
            }
        };
        let Some(message) = message else {
            let problem = format!("a message is longer than {MOST_MESSAGE} bytes");
            let info = ErrorInfo::new("FATAL".to_owned(), "08P01".to_owned(), problem);
            socket.send(PgWireBackendMessage::ErrorResponse(info.into())).await?;
            return Ok(());
        };
        let Some(Ok(message)) = message else { return Ok(()) };
        if matches!(message, PgWireFrontendMessage::Terminate(_)) {
            return Ok(());
        }
        let wait_for_sync = message.is_extended_query();
        let handled = process_message(
            message,
            &mut socket,
            Arc::clone(&startup),
            Arc::clone(&handler),
            Arc::clone(&handler),
            Arc::new(NoopHandler),
            Arc::clone(&cancels),
        );
        if let Err(error) = handled.await {
            if let PgWireError::IoError(error) = error {
                return Err(error);
            }
            process_error(&mut socket, error, wait_for_sync).await?;
        }
    }
}
