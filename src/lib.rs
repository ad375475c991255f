//! Bearings: a Slack bot for engineering progression frameworks. A compass, not a GPS; not a rating system for humans;
//! not a checklist.
//!
//! # Words
//! A *framework* is one *track*'s whole text at one *version*. It has *levels* (1 upwards) and *themes*; a *cell* is one
//! theme at one level, a *behaviour* one bullet of a cell, an *example* a bullet under a behaviour. A *member* is a
//! person in a Slack workspace. An *ask* is one question to one track, an *answer* the parts of it that reply. *Evidence* is
//! what an engineer notes down: *entries* of words, a day, the behaviours they show, and who may see them. The *roster* says
//! who is in which *team* and who manages whom; a *tenure* is one unbroken time of doing so. A *prompt* is the weekly
//! question to one engineer; its *slot* says that a *week* is dealt with, their *rhythm* on which weekday and at what time,
//! their *pace* how often. A *digest* is what a team's managers read of newly shared entries in a private channel, once a week;
//! its *audience* are those of whom its authors were told, an entry is *held back* by its author before, and *withdrawn* after.
//!
//! # Floors
//! A module imports only from lower floors; modules on one floor never import each other. `tests/architecture.rs` holds
//! this.
//!
//! ```text
//! 8  cli/       one file for each command
//! 7  app        assemble and run          sandbox/   a Slack workspace on this machine
//! 6  http/      limit, verify, decode, hand over, acknowledge          socket/   the same over Socket Mode
//! 5  bot/       a person did something: one match, one file per feature; command.rs is the typed language
//!    jobs       time passed: one table of what is done then
//! 4  services/  what the bot can do: one transaction each, no network
//! 3  store/     all SQL      slack/  all talk with Slack      views/  all Block Kit
//! 2  controls   every button and menu      surface   message, modal, Home
//!    config     the settings, checked      import/   framework, roster and manifest files
//! 1  domain/    the rules, pure
//! 0  clock  secret  telemetry  text     characters taken in, and one escaping type for each way out
//! ```
//!
//! # The way through the house
//! A person types `/framework level 3 mastery`: `http/slack` limits, verifies and decodes it, `bot/admission` settles who acts
//! (a payload's `PayloadActor` becomes an `Actor` only there, by the rules of `domain/installation`), `bot` matches it,
//! `domain/lookup` reads the words and answers from memory, `views/lookup` draws the answer, and it goes back as the
//! HTTP response. A person presses a button: the same way in, an empty acknowledgement at once, and the answer through
//! `slack` (to the message's response URL, or into a modal). Somebody opens App Home: `services/inbox` notes the event
//! down first, because Slack repeats events; then the same.
//!
//! Over Socket Mode the bot connects to Slack instead, and nothing has to be verified: `socket/` keeps two connections up,
//! hands what comes over them to the same `bot`, and sends its answer back as the envelope's acknowledgement.
//!
//! Somebody submits the evidence form: `services/evidence` opens one transaction, loads, asks `domain/evidence` (is the form
//! good? `may` they?), saves, commits; only then is the modal acknowledged.
//!
//! Time passes: `app` looks every few seconds, and `jobs` does what is due. `services/prompts` asks `domain/prompt` whom to
//! ask now, and takes their week and promises a *delivery* in one transaction. `jobs/deliver` claims it (committed before
//! any call), draws it from what is true now, posts it with a random key, and settles. Where nobody knows whether Slack took
//! it, it looks for the key in the DM's history and never posts blind. A press on it: `services/prompts` saves the entry
//! and the prompt's state, and marks the message as stale; the sender edits before it posts.
//!
//! A team's digest comes due: `services/digests` asks `domain/digest` which entries go into it and when, and promises each
//! author a preview the working day before. Then it is laid out into messages. Before each one is posted, `jobs/deliver` looks
//! at the channel and asks `domain/digest::check` whether it will do; what is wrong, or in doubt, is a manager's to decide. What
//! an author changes afterwards marks the message as stale, as above.
//!
//! Slack says who left, moved or is away in events; once a day `jobs/directory_sync` reads its whole directory page by page for what
//! they missed, and `services/members` keeps it of those whom the bot has to do with.
//!
//! Somebody asks for what is kept about them: `services/personal` gathers it into a `domain/privacy` export, which is drawn twice
//! (to read, for machines) and goes into their DM as files. They have it erased: one transaction takes all rows that are theirs,
//! marks digests as stale and leaves an *erasure*; `jobs/dm_eraser` empties the DM and takes the erasure away. Once a day
//! `services/retention` lets go of what is older than the settings say, in the same way.
//!
//! `jobs/database_maintenance` looks after the database file itself: looked through after the start, backed up each day, its log kept short. What a
//! full disk refuses is noted down by `store/writing`, told to whoever pressed, and tried again.
//!
//! An admin imports a roster: `import/roster` reads the file against Slack's directory, `domain/roster` plans what changes,
//! `services/roster` carries it out, beside the running bot or without it; from App Home the same goes by `bot/admin` and
//! `services/teams`. `cli/deliveries` does so with what could not be sent: `domain/delivery` says what may be done about it.
//!
//! # How to add
//! - **A command**: its words in `domain/lookup/read.rs` (or a rule of its own in `domain/`), its line in the table of
//!   `bot/command.rs`, its look in `views/`, its story in `tests/`.
//! - **A button or menu**: a variant of `controls::Control`, a match arm in `bot/`.
//! - **A field of the form**: a variant of `domain::evidence::Field` with its check in `Draft`, its name in `controls::form`,
//!   its look in `views/evidence/form.rs`, its reading in `bot/evidence/submit.rs`.
//! - **Something to do with an entry**: an `Action` with its rule in `domain/evidence/may.rs`, a `Change` in
//!   `services/evidence`, an `EntryAct` for its button.
//! - **A field of a team's form**: a variant of `domain::roster::TeamField` with its check in `FilledTeam`, its name in
//!   `controls::team`, its look in `views/admin/team_form.rs`, its reading in `bot/admin/set_up.rs`.
//! - **A column of the roster file**: a `Field` in `import/roster/header.rs` with its meaning in `cells.rs`, its place in
//!   `domain::roster::Engineer` and `store/people.rs`.
//! - **A message that the bot begins itself**: a `Kind` in `domain/delivery` and in the table's check, its promise in
//!   `services/`, whether it is still wanted and what it shows (`Wanted`), its look in `views/`, an arm of `drawn` in
//!   `jobs/deliver.rs`.
//! - **A setting of an engineer's**: a `Field` in `domain/settings.rs`, its column and `update_` in `store/engineer.rs`, its look
//!   in `views/settings.rs`, its reading in `bot/settings.rs`.
//! - **A language of dates**: a variant of `domain::dates::DateLanguage` with a row in its test's table, its code in a new
//!   migration's check.
//! - **A setting**: a `Setting` with its variable in `config/options.rs`, read by a `Reader` in `config.rs` (it trims, and refuses
//!   what cannot be seen), its line in `.env.example` and in the table of `.deploy/README.md` (a test asks for both).
//! - **A job**: a variant in the table of `jobs.rs`.
//! - **A table or a column**: a new migration with its rows in `tests/data/upgrades`, a file in `store/`, its
//!   transaction in `services/`, its line in
//!   `domain/privacy/tables` (a test asks for it). If it is about a person: its part of `services/personal`, in the export and in
//!   the erasing, and its days in `config/retention.rs` and `services/retention.rs`.
//! - **An answer that a person waits for**: a variant of `bot::outgoing::Outgoing`, so that it waits where Slack asks to.
//! - **A call to Slack**: a method of `slack::WebApi` (a listing: its `Limits` and a `Page` for `slack/pager.rs`), its scope in
//!   `slack::SCOPES` with why in `slack::reason` and what does not work without it in `domain::needs`, its method in `sandbox/web_api`; then write `manifest.yml` anew with
//!   `bearings manifest`.
//! - **A metric**: its name, meaning and function in `telemetry/numbers.rs`, its panel in `.deploy/`; what does not count itself
//!   is measured in `http/metrics.rs`.
//! - **A payload that somebody acts in**: its `PayloadActor` read in `slack/inbound/actor.rs`, its arms in `by` and `map_by`, what
//!   whoever is not let in gets in `bot/admission.rs`, a file for each shape in `tests/data/slack/payloads/actors`.
//! - **An event**: a variant of `slack::inbound::Inbound`, its name in `slack::EVENTS` with why in `slack::reason` and what
//!   does not work without it in `domain::needs`; then write
//!   `manifest.yml` anew with `bearings manifest`.
//! - **A thing for the doctor to look at**: a file in `cli/doctor` with its rule and its words, its call in `examine`.
//!
//! # Logging
//! One line for each request, the same for people (`human`) and for programs (`json`): what it was, how it ended, how long it
//! took. Never a body, a token, a person's words (they are `PrivateText`, which cannot be printed) or an address with a secret
//! in it.

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
