//! Bearings: a Slack bot for engineering progression frameworks. A compass, not a GPS; not a rating system for people;
//! not a checklist.
//!
//! # Words
//! A *framework* is one *track*'s text at one *version*. It has *levels* (from 1) and *themes*; a *cell* is one theme
//! at one level, a *behaviour* a bullet of a cell, an *example* a bullet under a behaviour. A *member* is a person in a
//! Slack workspace. An *ask* is a question to one track, an *answer* its parts that reply. *Evidence* is an engineer's
//! *entries*: words, a day, behaviours, and who may see them. The *roster* says who is in which *team* and who manages
//! them; a *tenure* is one unbroken time of managing someone. A *prompt* is an engineer's weekly question: its *slot*
//! marks a *week* as dealt with, the *prompt time* is a weekday and time, the *frequency* how often. A *digest* shows
//! newly shared entries to a team's managers, weekly in a private channel. Its *audience* is the people its authors
//! were told of; authors *hold back* entries before and *withdraw* them after.
//!
//! # Floors
//! A module imports only from lower floors. `tests/architecture.rs` checks this, and lists two exceptions on one floor.
//!
//! ```text
//! 8  cli/       one file for each command
//! 7  app        assemble and run                    sandbox/  a Slack workspace on this machine
//! 6  http/      limit, verify, decode, hand over, acknowledge     socket/  the same over Socket Mode
//! 5  bot/       a person did something: one match, one file per feature; command.rs: the typed language
//!    jobs       time passed: one table of what is done then
//! 4  services/  what the bot can do: one transaction each, no network; outbox/: all messages that the bot starts
//! 3  store/     all SQL; sql.rs: the seam over SQLite and PostgreSQL      slack/  all calls to Slack      views/  all Block Kit
//! 2  controls   every button and menu               surface   message, modal, Home
//!    config     the settings, checked               import/   framework, roster and manifest files
//! 1  domain/    the rules, pure
//! 0  clock  secret  telemetry  text: characters taken in, one escaping type for each output
//! ```
//!
//! # What happens
//! - `/framework level 3 mastery`: `http/slack` verifies and decodes; only `bot/admission` turns a `PayloadActor` into
//!   an `Actor`, by `domain/installation`; `domain/lookup` answers from memory; `views/lookup` draws the HTTP response.
//! - A button: an empty acknowledgement, then the answer through `slack` (response URL or modal).
//! - App Home: the same, but `services/inbox` notes the event first, because Slack repeats events.
//! - Socket Mode: the bot connects, so nothing needs verifying. `socket/` keeps two connections up, hands envelopes to
//!   `bot`, and sends its answer as the acknowledgement.
//! - The evidence form: `services/evidence` loads, asks `domain/evidence` (is it good? `may` they?) and saves in one
//!   transaction; only then is the modal acknowledged.
//! - Time: `app` looks every few seconds, `jobs` does what is due. `services/prompts` asks `domain/prompt` who is due,
//!   then takes their week and promises a *delivery* in one transaction. `jobs/deliver` claims it (committed before any
//!   call), asks `services/outbox` whether to send it and what it says now, posts with a random key, and settles. If the
//!   outcome is unknown, it looks for the key in the DM and never posts blind. A press saves entry and prompt and marks
//!   the message as stale; the sender edits before it posts.
//! - A digest: `services/digests` asks `domain/digest` what goes in and when, promises previews the working day before,
//!   and lays out messages. Before each, `jobs/deliver` looks up the channel, and `domain/digest::check` judges it; a
//!   manager decides on problems and doubts. An author's later change marks the message as stale, as above.
//! - Members: Slack's events say who left, moved or is away; `jobs/directory_sync` reads the directory daily, page by
//!   page, for what they missed; `services/members` keeps it for people the bot deals with.
//! - My data: `services/personal` sends a `domain/privacy` export (to read, for machines) as files to the DM. Erasing
//!   is one transaction that deletes the user's rows, marks digests as stale and leaves an *erasure*; `jobs/dm_eraser`
//!   empties the DM and removes it. `services/retention` deletes what is past its days the same way, daily.
//! - The database: `jobs/database_maintenance` checks it after the start, backs it up daily, keeps its log short.
//!   `store/writing` notes what a full disk refuses; the user is told, and it's retried.
//! - A roster: `import/roster` reads it against Slack's directory, `domain/roster` plans, `services/roster` applies,
//!   with or without the bot running; from App Home, `bot/team` and `services/teams`. `cli/deliveries` handles failed
//!   deliveries, as `domain/delivery` allows.
//!
//! # How to add
//! Each needs its part in every place listed:
//! - **A subcommand**: a variant and its row in `domain/subcommand.rs` (parser, help, usage hint and reserved names
//!   follow), an arm in `bot/route.rs`, a view, a row in `README.md` (tested). If the framework answers
//!   it: `domain/lookup/read.rs`.
//! - **A button or menu**: `controls::Control`, an arm in `bot/route.rs`, a handler that takes what it may touch.
//! - **A form field**: `domain::evidence::EvidenceField` (check: `EvidenceDraft`), `controls::form`,
//!   `views/evidence/form.rs`, `bot/evidence/submit.rs`.
//! - **An action on an entry**: `Action` (rule: `domain/evidence/may.rs`), `Change` in `services/evidence`, `EntryAct`.
//! - **A team form field**: `domain::roster::TeamField` (check: `FilledTeam`), `controls::team`,
//!   `views/admin/team_form.rs`, `bot/team/filled.rs`.
//! - **A roster column**: `RosterField` in `import/roster/columns.rs`, `import/roster/rows/cells.rs`,
//!   `domain::roster::RosterEngineer`, `store/people.rs`.
//! - **A message the bot starts**: a variant of `Kind` in `domain/delivery`, a file in `services/outbox` that answers
//!   what `MessageKind` asks, a promise where it becomes due, `views/`.
//! - **An engineer's setting**: `SettingsField` in `domain/settings.rs`, `Preferences` in `domain/person.rs`, its
//!   column in `store/person.rs`, `views/settings.rs`, `bot/settings.rs`.
//! - **A language of dates**: `domain::dates::DateLanguage`, its test's table, its code in a new migration's check.
//! - **A setting**: a `Setting` in `config/options.rs`, read by a `SettingReader` in `config.rs` (trims, refuses invisible
//!   characters), `.env.example` and `.deploy/README.md`'s table (tested).
//! - **A job**: the table of `jobs.rs`.
//! - **A table or column**: a migration for each engine, with one number (`tests/schemas.rs` compares them), rows in `tests/data/upgrades`, `store/`, a transaction in `services/`,
//!   `domain/privacy/tables` (tested). If about a person: `services/personal` (export, erasure), `config/retention.rs`,
//!   `services/retention.rs`.
//! - **An answer a user waits for**: a function of `bot::replies::Replies`, so that it waits when Slack asks to.
//! - **A call to Slack**: `slack::WebApi` (a listing: `ListingLimits` for `slack/pagination.rs`), `slack::SCOPES`,
//!   `slack::reason` (why), `domain::needs` (what fails without it), `sandbox/web_api`; then `bearings manifest` writes
//!   `manifest.yml`.
//! - **An event**: `slack::inbound::Inbound`, `slack::EVENTS`, then `reason`, `needs` and `manifest.yml` as above.
//! - **A statement**: one text for both engines, or a pair from `store::sql::sql!`; `store/sql/dialect.rs` has the names
//!   that differ. What only one engine has is in `store/sqlite` or `store/postgres`.
//! - **A metric**: `telemetry/numbers.rs` (name, meaning, function), a panel in `.deploy/`; `http/metrics.rs` measures
//!   what doesn't count itself.
//! - **A payload with an actor**: `PayloadActor` in `slack/inbound/actor.rs`, `by` and `map_by`, the refusal in
//!   `bot/admission.rs`, a file per shape in `tests/data/slack/payloads/actors`.
//! - **A doctor check**: a file in `cli/doctor` with rule and words, its call in `examine`.
//!
//! # Logging
//! One line per request, the same for people (`human`) and programs (`json`): what, outcome, duration. Never a body, a
//! token, a person's words (`PrivateText` can't be printed) or an address with a secret.

pub mod app;
pub mod bot;
pub mod cli;
pub mod clock;
pub mod config;
pub mod controls;
pub mod domain;
pub mod http;
pub mod import;
pub mod jobs;
#[cfg(feature = "demo")]
pub mod sandbox;
pub mod secret;
pub mod services;
pub mod slack;
pub mod socket;
pub mod store;
pub mod surface;
pub mod telemetry;
pub mod text;
pub mod views;
