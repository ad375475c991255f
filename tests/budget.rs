//! Everything that an outsider can make grow has a ceiling, and reaching it gets an answer. One row for each; what
//! takes memory is in `tests/memory.rs`.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "budget/files.rs"]
mod files;
#[path = "budget/http.rs"]
mod http;
#[path = "budget/people.rs"]
mod people;
#[path = "budget/slack.rs"]
mod slack;
mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, FutureExt};
use support::process::{Process, ProcessFixture};
use tokio::task::{JoinSet, block_in_place};
use tokio::time::timeout;

/// Anything that takes longer than this counts as having no ceiling.
const HANGS: Duration = Duration::from_secs(90);

/// The bot in a process of its own.
pub struct BudgetBot {
    fixture: ProcessFixture,
    process: Process,
}

impl BudgetBot {
    /// Starts the shipped bot with these additional settings.
    async fn start(settings: &[(&str, &str)]) -> Self {
        Self::on(ProcessFixture::begin().await, settings)
    }

    fn on(fixture: ProcessFixture, settings: &[(&str, &str)]) -> Self {
        let mut command = fixture.command(&["serve"]);
        command.envs(settings.iter().copied());
        let process = block_in_place(|| fixture.launch(command));
        Self { fixture, process }
    }
}

/// A ceiling on something that an outsider can make grow.
struct Ceiling {
    what: &'static str,
    /// Goes beyond the ceiling and returns the answer. The bot is shared by all rows.
    exceed: fn(Arc<BudgetBot>) -> BoxFuture<'static, String>,
    /// What the answer has to contain.
    said: &'static str,
}

const CEILINGS: &[Ceiling] = &[
    Ceiling {
        // The server checks the size only when it has to read more, so a head may be one read longer.
        what: "bytes of a request's head: 64 KiB, and one read more",
        exceed: |bot| http::long_head(bot).boxed(),
        said: "HTTP/1.1 431",
    },
    Ceiling {
        what: "bytes of a request's body: 1 MiB",
        exceed: |bot| http::long_body(bot).boxed(),
        said: "HTTP/1.1 413",
    },
    Ceiling { what: "time to a request's first byte: 10 s", exceed: |bot| http::no_byte(bot).boxed(), said: "closed" },
    Ceiling {
        what: "time to a request's whole head: 10 s",
        exceed: |bot| http::half_a_head(bot).boxed(),
        said: "closed",
    },
    Ceiling {
        what: "time to a request's whole body: 3 s",
        exceed: |bot| http::half_a_body(bot).boxed(),
        said: "HTTP/1.1 408",
    },
    Ceiling { what: "time to read our answer: 10 s", exceed: |bot| http::never_reads(bot).boxed(), said: "closed" },
    Ceiling {
        what: "connections: 512, and one more for who asks something",
        exceed: |_| http::many_connections().boxed(),
        said: "HTTP/1.1 200",
    },
    Ceiling {
        what: "bytes of an answer from Slack, announced: 1 MiB, of a page of a listing 4 MiB",
        exceed: |_| slack::endless_answer(true).boxed(),
        said: "an answer longer than any of Slack's",
    },
    Ceiling {
        what: "bytes of an answer from Slack, not announced",
        exceed: |_| slack::endless_answer(false).boxed(),
        said: "an answer longer than any of Slack's",
    },
    Ceiling {
        what: "pages of a listing: as many as have cursors of their own",
        exceed: |_| slack::circle().boxed(),
        said: "a listing that goes round in circles",
    },
    Ceiling {
        what: "pages of a listing with ever more cursors: 1,000",
        exceed: |_| slack::endless_listing().boxed(),
        said: "a listing longer than any of Slack's",
    },
    Ceiling {
        what: "bytes of a frame over Socket Mode: 1 MiB",
        exceed: |_| slack::long_frame().boxed(),
        said: "a connection to Slack broke",
    },
    Ceiling {
        what: "entries per person: BEARINGS_ENTRIES_PER_PERSON",
        exceed: |_| people::many_entries().boxed(),
        said: "You’ve reached the limit of 2 entries, so this wasn’t saved.",
    },
    Ceiling {
        what: "entries per person and hour: BEARINGS_ENTRIES_PER_HOUR",
        exceed: |_| people::many_entries_in_an_hour().boxed(),
        said: "That’s 2 entries within an hour, so this wasn’t saved.",
    },
    Ceiling {
        what: "edits per person and hour: BEARINGS_ENTRIES_PER_HOUR",
        exceed: |_| people::many_edits_in_an_hour().boxed(),
        said: "That’s 2 edits within an hour, so this wasn’t saved.",
    },
    Ceiling {
        what: "bytes per person: BEARINGS_MEGABYTES_PER_PERSON",
        exceed: |_| people::many_bytes().boxed(),
        said: "Your entries take 1 MB, which is the limit, so this wasn’t saved.",
    },
    Ceiling {
        what: "bytes of a roster: 16 MiB",
        exceed: |_| files::large_roster().boxed(),
        said: "the file is larger than 16 MiB: check that it's the roster",
    },
    Ceiling {
        what: "bytes of a framework file: 16 MiB",
        exceed: |_| files::large_framework().boxed(),
        said: "the file is larger than 16 MiB",
    },
    Ceiling {
        what: "themes of a framework: 20",
        exceed: |_| files::many_themes().boxed(),
        said: "a page holds at most 20",
    },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_can_grow_has_a_ceiling() {
    let bot = Arc::new(BudgetBot::start(&[]).await);
    let mut rows = JoinSet::new();
    for Ceiling { what, exceed, said } in CEILINGS {
        let exceeded = tokio::spawn(exceed(bot.clone()));
        rows.spawn(async move {
            let began = Instant::now();
            let answer = match timeout(HANGS, exceeded).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(panicked)) => panicked.to_string(),
                Err(_) => "nothing".to_owned(),
            };
            println!("{what}: after {:.1} s", began.elapsed().as_secs_f64());
            (!answer.contains(said)).then(|| format!("{what}: “{}”", answer.chars().take(600).collect::<String>()))
        });
    }
    let wrong: Vec<String> = rows.join_all().await.into_iter().flatten().collect();
    assert_eq!(wrong, Vec::<String>::new());
    let BudgetBot { process, .. } = Arc::into_inner(bot).unwrap();
    block_in_place(|| process.stop());
}
