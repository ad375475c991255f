//! Evidence at scale: fills a database with many people's entries, and measures the real bot on it.
//!
//! `evidence fill FILE [--entries 1000000] [--people 10000]`, `evidence start DATABASE`,
//! `evidence measure DATABASE [--seconds 20] [--people 10000]`; `benches/evidence.sh` does all of it. `evidence acks FILE` is
//! for `benches/acks.sh`. A database is a file or an address of PostgreSQL.
//!
//! How it is measured: the bot runs in this process as `bearings serve` runs it, with its log, its allocator and a
//! runtime of its own. Requests are signed and go over loopback, from one person after the other in random order, each
//! person once as long as there are enough. A form in a request is the whole form as the bot drew it. The fake Slack
//! answers at once, so the figures are the bot's own; it shares the machine's cores with the bot. Everyone's time zone
//! is stale at first, so opening the form makes the bot ask Slack for it again in the background and save it. Each kind
//! runs 50 times a second by itself, then all of them mixed at that rate, then two of them one request after the other.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    clippy::panic,
    reason = "a tool that prints what it measured, or stops"
)]

mod acks;
mod asks;
mod data;
#[expect(dead_code, reason = "the measurements of digests and prompts use all of it")]
#[path = "../database.rs"]
mod database;
mod fill;
mod measure;
#[path = "../sign.rs"]
mod sign;
mod slack;

use std::path::Path;

use fill::Amount;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str, otherwise: usize| {
        let given = arguments.iter().skip_while(|argument| *argument != name).nth(1);
        given.map_or(otherwise, |number| number.parse().expect("a number"))
    };
    let people = flag("--people", 10_000);
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["fill", file, ..] => {
            let amount = Amount { entries: flag("--entries", 1_000_000), people };
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(fill::fill(Path::new(file), amount));
        }
        ["start", database] => measure::start_only(database),
        ["measure", database, ..] => measure::measure(database, flag("--seconds", 20), people),
        ["acks", file, ..] => acks::measure(Path::new(file), flag("--seconds", 60), people),
        _ => println!(
            "evidence fill FILE [--entries N] [--people N] | start DATABASE | measure DATABASE [--seconds N] … | acks FILE …"
        ),
    }
}
