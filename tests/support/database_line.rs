//! A way to the PostgreSQL server that fails: connections over it are cut, stand still, or are never heard of again.

use std::path::PathBuf;
use std::pin::pin;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use url::Url;

/// What the line does to its connections; each has a number.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    opened: u64,
    /// Those with a lower number are closed.
    cut: u64,
    /// Those with a lower number carry nothing any more, and stay open.
    dead: u64,
    /// No connection carries anything for now.
    is_still: bool,
}

/// The line to one database; it's open while this exists.
pub struct DatabaseLine {
    line: watch::Sender<Line>,
    url: String,
}

impl DatabaseLine {
    /// A line to the database at this address, on a socket of this machine.
    pub async fn to(database: &str) -> Self {
        let mut url: Url = database.parse().unwrap();
        let directory = url.query_pairs().find(|(name, _)| name == "host").unwrap().1.into_owned();
        let socket = PathBuf::from(directory).join(format!(".s.PGSQL.{}", url.port().unwrap_or(5432)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        url.set_query(Some("sslmode=disable"));
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(address.port())).unwrap();
        let (line, _) = watch::channel(Line::default());
        let accepting = line.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let mut number = 0;
                accepting.send_modify(|line| {
                    number = line.opened;
                    line.opened += 1;
                });
                // A server that is down hangs up.
                if let Ok(server) = UnixStream::connect(&socket).await {
                    tokio::spawn(carry(client, server, number, accepting.subscribe()));
                }
            }
        });
        Self { line, url: url.into() }
    }

    /// The database's address over this line.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Closes every connection. New ones are open.
    pub fn cuts(&self) {
        self.line.send_modify(|line| line.cut = line.opened);
    }

    /// Every connection stays open and carries nothing ever again, as behind a firewall that has forgotten it. New ones
    /// are open.
    pub fn forgets(&self) {
        self.line.send_modify(|line| line.dead = line.opened);
    }

    /// Nothing is carried until it [`recovers`](Self::recovers).
    pub fn stands_still(&self) {
        self.line.send_modify(|line| line.is_still = true);
    }

    /// Every connection is closed, and new ones are too, as if there were no server, until it
    /// [`recovers`](Self::recovers).
    pub fn goes_down(&self) {
        self.line.send_modify(|line| line.cut = u64::MAX);
    }

    pub fn recovers(&self) {
        self.line.send_modify(|line| {
            line.is_still = false;
            line.cut = line.cut.min(line.opened);
        });
    }

    /// Nothing is carried for this long.
    #[expect(clippy::disallowed_methods, reason = "this is how long it lasts, and not what is waited for")]
    pub async fn stands_still_for(&self, time: Duration) {
        self.stands_still();
        tokio::time::sleep(time).await;
        self.recovers();
    }
}

async fn carry(mut client: TcpStream, mut server: UnixStream, number: u64, mut line: watch::Receiver<Line>) {
    let mut carrying = pin!(tokio::io::copy_bidirectional(&mut client, &mut server));
    loop {
        let now = *line.borrow_and_update();
        if number < now.cut {
            return;
        }
        tokio::select! {
            _ = &mut carrying, if !now.is_still && number >= now.dead => return,
            changed = line.changed() => if changed.is_err() { return },
        }
    }
}
