//! Everything that somebody outside can make grow has a ceiling, and whoever reaches it is told. One row for each; what takes
//! memory is in `tests/memory.rs`, what people have stored in `tests/quota_stories.rs` with all that they see.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::fmt::Write as _;
use std::process::Command;
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt, join_all};
use support::process::{Process, Stage};
use support::repository;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// What takes longer than this has no ceiling.
const HANGS: Duration = Duration::from_secs(90);

struct Bot {
    stage: Stage,
    process: Process,
}

/// Something that somebody outside can make grow.
struct Ceiling {
    what: &'static str,
    /// Goes beyond it; gives what is said then.
    exceed: for<'b> fn(&'b Bot) -> BoxFuture<'b, String>,
    /// What has to be in it.
    said: &'static str,
}

const CEILINGS: &[Ceiling] = &[
    Ceiling {
        // It is looked at whenever more has to be read, so a head may be one read longer.
        what: "bytes of a request's head: 64 KiB, and one read more",
        exceed: |bot| {
            async {
                let header = format!("X-Long: {}\r\n", "x".repeat(140_000));
                asks(bot, format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{header}\r\n").as_bytes()).await
            }
            .boxed()
        },
        said: "HTTP/1.1 431",
    },
    Ceiling {
        what: "bytes of a request's body: 1 MiB",
        exceed: |bot| {
            async {
                let head = "POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n";
                asks(bot, &[head.as_bytes(), &vec![b'x'; 1_048_577]].concat()).await
            }
            .boxed()
        },
        said: "HTTP/1.1 413",
    },
    Ceiling {
        what: "time to a request's first byte: 10 s",
        exceed: |bot| async { asks(bot, b"").await + "closed" }.boxed(),
        said: "closed",
    },
    Ceiling {
        what: "time to a request's whole head: 10 s",
        exceed: |bot| async { asks(bot, b"GET /healthz HTTP/1.1\r\nX-Slow: ").await + "closed" }.boxed(),
        said: "closed",
    },
    Ceiling {
        what: "time to a request's whole body: 3 s",
        exceed: |bot| {
            let half = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf";
            async move { asks(bot, half).await }.boxed()
        },
        said: "HTTP/1.1 408",
    },
    Ceiling {
        what: "time to read our answer: 10 s",
        exceed: |bot| async { asks_and_never_reads(bot).await.into() }.boxed(),
        said: "closed",
    },
    Ceiling {
        what: "connections: 512, and one more for who asks something",
        exceed: |bot| {
            async {
                let held = join_all((0..700).map(|_| connect(bot))).await;
                let answer = asks(bot, b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
                drop(held);
                answer
            }
            .boxed()
        },
        said: "HTTP/1.1 200",
    },
    Ceiling {
        what: "bytes of a roster: 16 MiB",
        exceed: |bot| {
            async {
                let row = "U02BEN,backend,2,,U04PRIYA,Payments\n";
                let rows = format!("member,track,level,sub_level,manager,team\n{}", row.repeat(500_000));
                let file = bot.stage.file("large.csv", &rows);
                said(bot.stage.command(&["people", "import", &file])).await
            }
            .boxed()
        },
        said: "the file has more than 16 MiB: check that it is the roster",
    },
    Ceiling {
        what: "themes of a framework: 20",
        exceed: |bot| {
            async {
                let mut text = std::fs::read_to_string(repository("framework/backend.yaml")).unwrap();
                let at = text.find("\nthemes:\n").unwrap() + "\nthemes:\n".len();
                let more = (0..20).fold(String::new(), |mut more, number| {
                    let _ = write!(
                        more,
                        "  - id: more-{number}\n    name: More {number}\n    emoji: 🧭\n    meaning: More\n"
                    );
                    more
                });
                text.insert_str(at, &more);
                let directory = bot.stage.path("large-framework");
                std::fs::create_dir(&directory).unwrap();
                std::fs::copy(repository("framework/about.md"), format!("{directory}/about.md")).unwrap();
                std::fs::write(format!("{directory}/backend.yaml"), text).unwrap();
                said(bot.stage.command(&["framework", "check", &directory])).await
            }
            .boxed()
        },
        said: "a page holds 20 at most",
    },
];

async fn connect(bot: &Bot) -> TcpStream {
    TcpStream::connect(bot.process.address.trim_start_matches("http://")).await.unwrap()
}

/// What comes back for these bytes, until the other end closes.
async fn asks(bot: &Bot, bytes: &[u8]) -> String {
    let mut stream = connect(bot).await;
    // A bot that does not want all of it closes before it has it.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = timeout(HANGS, stream.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8(answer).unwrap()
}

/// Asks again and again without reading any of the answers, until the other end closes.
async fn asks_and_never_reads(bot: &Bot) -> &'static str {
    let mut stream = connect(bot).await;
    let many = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000);
    let asking = async { while stream.write_all(&many).await.is_ok() {} };
    timeout(HANGS, asking).await.map_or("stays open", |()| "closed")
}

/// What a command says when it refuses.
async fn said(mut command: Command) -> String {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(!output.status.success());
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_can_grow_has_a_ceiling() {
    let stage = Stage::begin().await;
    let process = tokio::task::block_in_place(|| stage.start());
    let bot = Bot { stage, process };
    // The one that takes all places is not among the others.
    let (alone, together): (Vec<_>, Vec<_>) =
        CEILINGS.iter().partition(|ceiling| ceiling.what.starts_with("connections"));
    let reached = async |ceiling: &Ceiling| {
        let said = (ceiling.exceed)(&bot).await;
        (!said.contains(ceiling.said))
            .then(|| format!("{}: “{}”", ceiling.what, said.chars().take(400).collect::<String>()))
    };
    let mut wrong = join_all(together.into_iter().map(&reached)).await;
    for ceiling in alone {
        wrong.push(reached(ceiling).await);
    }
    assert_eq!(wrong.into_iter().flatten().collect::<Vec<_>>(), Vec::<String>::new());
    tokio::task::block_in_place(|| bot.process.stop());
}
