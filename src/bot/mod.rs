//! A person did something: one match over what it can be, one boundary for what can go wrong.

mod admin;
mod admission;
mod background;
pub mod command;
mod digest;
mod evidence;
mod home;
mod installation;
mod introduction;
mod lookup;
mod manager;
pub mod manifest;
mod members;
mod my_data;
mod needs;
mod once;
mod outgoing;
mod press;
mod prompt;
mod readiness;
mod replies;
mod settings;
mod storage_failure;

pub use readiness::Readiness;

use std::collections::BTreeSet;
use std::sync::{Arc, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;
use tokio_util::task::TaskTracker;

use crate::bot::background::report;
use crate::bot::command::Typed;
use crate::bot::replies::Replies;
use crate::clock::Clock;
use crate::controls::settings::SETTINGS;
use crate::controls::{Control, form, my_data as of_my_data, team};
use crate::domain::ids::MemberId;
use crate::domain::installation::PayloadActor;
use crate::domain::lookup::Library;
use crate::domain::needs::Need;
use crate::secret::PrivateText;
use crate::services::Services;
use crate::services::deliveries::Deliveries;
use crate::services::digests::Digests;
use crate::services::events::Events;
use crate::services::evidence::Evidence;
use crate::services::frameworks::Served;
use crate::services::inbox::ReplayCache;
use crate::services::installation::Installations;
use crate::services::introductions::Introductions;
use crate::services::personal::Personal;
use crate::services::prompts::Prompts;
use crate::slack::WebApi;
use crate::slack::inbound::{Inbound, SlashCommand, Submitted};
use crate::slack::outbound::SubmitAnswer;
use crate::store::{Request, Store};
use crate::surface::{Message, Options};

/// Presses of one button within this time count as one.
const DOUBLE_PRESS: TimeDelta = TimeDelta::minutes(10);

/// Slack repeats an event twice, within minutes of sending it first.
const REPEATS: TimeDelta = TimeDelta::minutes(10);

/// The bot with everything it needs to answer. Clones share it.
#[derive(Clone)]
pub struct Bot {
    served: Arc<Served>,
    store: Arc<Store>,
    evidence: Arc<Evidence>,
    introductions: Arc<Introductions>,
    prompts: Arc<Prompts>,
    digests: Arc<Digests>,
    personal: Arc<Personal>,
    deliveries: Arc<Deliveries>,
    slack: Arc<WebApi>,
    /// Answers that users wait for.
    replies: Replies,
    clock: Clock,
    installations: Arc<Installations>,
    /// One task at a time asks Slack which installation this is.
    confirming: Arc<Mutex<()>>,
    events: Arc<Events>,
    /// As Slack says, once it has said what the token may do.
    missing_scopes: Arc<RwLock<Vec<Need>>>,
    /// Named in the settings.
    admins: Arc<BTreeSet<MemberId>>,
    shared: Arc<ReplayCache>,
    /// Recent events, for when the database can't note them down.
    done: Arc<ReplayCache>,
    /// Work that goes on after Slack has been answered; a graceful stop waits for it.
    afterwards: TaskTracker,
}

/// What Slack gets at once.
#[derive(Debug)]
pub enum Ack {
    Received,
    /// Received, with this message for the user who typed.
    Message(Message),
    /// The challenge, sent back.
    Challenge(String),
    /// What happens to the modal that was submitted.
    Submit(SubmitAnswer),
    /// A menu's options.
    Options(Options),
    /// Not received: Slack should send it again.
    Later,
}

impl Bot {
    /// A bot that answers from what is served. `admins` are admins whatever Slack says about them.
    #[must_use]
    pub fn new(
        served: Arc<Served>,
        services: Services,
        slack: Arc<WebApi>,
        clock: Clock,
        admins: impl IntoIterator<Item = MemberId>,
    ) -> Self {
        let Services { store, installations, events, evidence, introductions, prompts, digests, personal, deliveries } =
            services;
        Self {
            served,
            store,
            evidence,
            introductions,
            prompts,
            digests,
            personal,
            deliveries,
            slack,
            replies: Replies::new(clock.clone()),
            clock,
            installations,
            confirming: Arc::default(),
            events,
            missing_scopes: Arc::default(),
            admins: Arc::new(admins.into_iter().collect()),
            shared: Arc::new(ReplayCache::new(DOUBLE_PRESS)),
            done: Arc::new(ReplayCache::new(REPEATS)),
            afterwards: TaskTracker::new(),
        }
    }

    /// What is served now. Each answer takes it once.
    pub(crate) fn library(&self) -> Arc<Library> {
        self.served.library()
    }

    /// Handles what Slack sends, with the time of its signature if there is one. Work that needs the network goes on
    /// after the acknowledgement.
    pub async fn handle(&self, inbound: Inbound<PayloadActor>, signed_at: Option<DateTime<Utc>>) -> Ack {
        match self.admit(inbound).await {
            Ok(inbound) => self.act(inbound, signed_at).await,
            Err(ack) => ack,
        }
    }

    async fn act(&self, inbound: Inbound, signed_at: Option<DateTime<Utc>>) -> Ack {
        self.note_event(&inbound);
        let request = inbound.fingerprint().map(|print| Request::interaction(print.0, signed_at, self.clock.now()));
        match inbound {
            Inbound::SlashCommand(command) => self.on_command(command).await,
            Inbound::BlockAction(pressed) => {
                self.afterwards("press", Self::on_pressed, (pressed, request));
                Ack::Received
            }
            Inbound::Submitted(submitted) => self.to_the_end(Self::on_submitted, (submitted, request)).await,
            Inbound::BlockSuggestion(asked) if asked.action_id == Control::Zone.action_id() => {
                Ack::Options(Self::zones(&asked))
            }
            Inbound::BlockSuggestion(asked) => Ack::Options(self.offer(&asked).await),
            Inbound::Shortcut(chosen) if chosen.callback_id == command::LOG => {
                self.afterwards("shortcut", Self::log_from_shortcut, chosen);
                Ack::Received
            }
            Inbound::MessageShortcut(chosen) if chosen.callback_id == command::SAVE_MESSAGE => {
                self.afterwards("shortcut", Self::log_from_message, chosen);
                Ack::Received
            }
            Inbound::Shortcut(_) | Inbound::MessageShortcut(_) => {
                tracing::info!("received a shortcut of another version");
                Ack::Received
            }
            Inbound::HomeOpened(opened) => {
                let event = (opened.by.workspace.clone(), opened.event.clone());
                self.once("home", event, Self::show_home, opened).await
            }
            // Otherwise the bot would talk to itself.
            Inbound::DirectMessage(said) if self.is_own(&said.by) => Ack::Received,
            Inbound::DirectMessage(said) => {
                let event = (said.by.workspace.clone(), said.event.clone());
                self.once("dm", event, Self::answer_words, said).await
            }
            Inbound::MemberChanged(changed) => self.to_the_end(Self::on_changed, changed).await,
            Inbound::ChannelChanged(changed) => self.on_channel_changed(changed),
            // These have no actor, so they were answered earlier.
            Inbound::UrlVerification { .. } | Inbound::Unknown { .. } => Ack::Received,
        }
    }

    async fn on_command(&self, command: SlashCommand) -> Ack {
        match command::typed(self.library().commands(), &command.command, command.text.reveal()) {
            Typed::Lookup(words) => Ack::Message(self.ask(&command.by, words).await),
            Typed::Me(narrowed) => Ack::Message(self.own(&command.by, narrowed).await),
            Typed::Settings => {
                self.afterwards("settings", Self::settings_typed, command);
                Ack::Received
            }
            Typed::MyData => {
                self.afterwards("my data", Self::my_data_typed, command);
                Ack::Received
            }
            Typed::Log(words) => {
                let words = PrivateText::new(words);
                self.afterwards("log", |bot, (command, words)| bot.log_typed(command, words), (command, words));
                Ack::Received
            }
        }
    }

    async fn submitted(&self, submitted: Submitted) -> Ack {
        match submitted.callback_id.as_str() {
            form::EVIDENCE => self.submit(submitted).await,
            SETTINGS => self.save_settings(submitted).await,
            team::TEAM => self.submit_team(submitted).await,
            team::DIGEST => self.submit_digest(submitted).await,
            of_my_data::ERASE | of_my_data::ERASE_ALL => self.confirm_erasing(submitted).await,
            _ => {
                tracing::info!("received a form of another version");
                Ack::Received
            }
        }
    }
}
