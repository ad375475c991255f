//! How long the bot waits for a database server. A connection that has gone silent, as behind a firewall that forgot it, would
//! otherwise be waited for until the operating system gives it up, a quarter of an hour later.

use std::io::ErrorKind;
use std::time::Duration;

use futures_util::{Stream, TryStreamExt as _, stream};
use tokio::time::{Instant, timeout};

/// For an operation of which nothing else is known. The server ends a statement sooner.
const LIMIT: Duration = Duration::from_secs(12);

tokio::task_local! {
    /// When all that this task asks of the server has to be done.
    static DEADLINE: Instant;
}

/// Does this work with so much time for all that it asks of the server; later, the server counts as away.
pub async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> T {
    DEADLINE.scope(Instant::now() + limit, work).await
}

/// Carries this task's deadline to work that another task does.
pub fn with_same_deadline<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let deadline = DEADLINE.try_with(|at| *at);
    async move {
        match deadline {
            Ok(at) => DEADLINE.scope(at, work).await,
            Err(_) => work.await,
        }
    }
}

/// The server's answer, if it comes in time.
pub(super) async fn in_time<T>(answer: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    let limit = DEADLINE.try_with(|at| at.saturating_duration_since(Instant::now())).unwrap_or(LIMIT);
    timeout(limit, answer).await.unwrap_or_else(|_| Err(sqlx::Error::Io(ErrorKind::TimedOut.into())))
}

/// The rows, each of them in time.
pub(super) fn each_in_time<'r, T: Send + 'r>(
    rows: impl Stream<Item = Result<T, sqlx::Error>> + Unpin + Send + 'r,
) -> impl Stream<Item = Result<T, sqlx::Error>> + Send + 'r {
    stream::try_unfold(rows, async |mut rows| Ok(in_time(rows.try_next()).await?.map(|row| (row, rows))))
}
