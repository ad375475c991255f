//! Handles what people do in Slack: one match over the kinds of input, one error boundary.
//!
//! A handler is a function in the file of its feature: its arguments are all it may touch, then what the person did.
//! Only this file and `route.rs` know the whole bot.

mod ack;
mod admission;
mod background;
mod changes;
pub mod command;
mod digest;
mod error_reply;
mod event_inbox;
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
mod prompt;
mod readiness;
mod replies;
mod reply_target;
mod route;
mod settings;
mod sharers;
mod team;

pub use ack::{ACK_DEADLINE, Ack, RequestOutcome};
pub use installation::InstallationCheck;
pub use readiness::Readiness;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::bot::admission::Admission;
use crate::bot::background::{Background, report};
use crate::bot::error_reply::{tell_not_shown, tell_unsaved};
use crate::bot::event_inbox::EventInbox;
use crate::bot::home::Homes;
use crate::bot::lookup::DOUBLE_PRESS;
use crate::bot::members::Members;
use crate::bot::needs::MissingNeeds;
use crate::bot::replies::Replies;
use crate::bot::reply_target::ReplyTarget;
use crate::clock::Clock;
use crate::controls::Control;
use crate::domain::ids::MemberId;
use crate::domain::installation::PayloadActor;
use crate::services::Services;
use crate::services::frameworks::CurrentLibrary;
use crate::services::inbox::{self, ReplayCache};
use crate::slack::WebApi;
use crate::slack::inbound::{BlockAction, Inbound, MemberChanged, ViewSubmission};
use crate::store::{self, Request};

/// The bot with everything it needs to answer. Clones share it.
#[derive(Clone)]
pub struct Bot {
    current_library: Arc<CurrentLibrary>,
    services: Services,
    slack: Arc<WebApi>,
    replies: Replies,
    members: Members,
    homes: Homes,
    admission: Admission,
    installation: InstallationCheck,
    needs: MissingNeeds,
    events: EventInbox,
    background: Background,
    clock: Clock,
    /// What was shared in channels lately.
    shared: Arc<ReplayCache>,
}

impl Bot {
    /// A bot that answers from what is served. `admins` are admins whatever Slack says about them.
    #[must_use]
    pub fn new(
        current_library: Arc<CurrentLibrary>,
        services: Services,
        slack: Arc<WebApi>,
        clock: Clock,
        admins: impl IntoIterator<Item = MemberId>,
    ) -> Self {
        let Services { store, installations, deliveries, .. } = services.clone();
        let background = Background::default();
        let replies = Replies::new(slack.clone(), deliveries.clone(), clock.clone());
        let needs = MissingNeeds::new(services.events.clone(), slack.clone());
        let members = Members {
            store: store.clone(),
            installations: installations.clone(),
            deliveries: deliveries.clone(),
            slack: slack.clone(),
            background: background.clone(),
            clock: clock.clone(),
            admins: Arc::new(admins.into_iter().collect()),
        };
        Self {
            homes: Homes {
                current_library: current_library.clone(),
                evidence: services.evidence.clone(),
                digests: services.digests.clone(),
                personal: services.personal.clone(),
                members: members.clone(),
                needs: needs.clone(),
                replies: replies.clone(),
            },
            admission: Admission {
                installations: installations.clone(),
                slack: slack.clone(),
                background: background.clone(),
            },
            installation: InstallationCheck::new(installations, deliveries, needs.clone(), slack.clone()),
            events: EventInbox::new(store, background.clone(), clock.clone()),
            shared: Arc::new(ReplayCache::new(DOUBLE_PRESS)),
            current_library,
            services,
            slack,
            replies,
            members,
            needs,
            background,
            clock,
        }
    }

    /// Finds out which installation this is.
    #[must_use]
    pub fn installation(&self) -> &InstallationCheck {
        &self.installation
    }

    pub fn warn_of_missing_events(&self) {
        self.needs.warn_of_events();
    }

    /// Whether the bot can do its work. This retries what couldn't be saved before.
    pub async fn readiness(&self) -> Readiness {
        Readiness::check(&self.services.store, &self.services.installations, &self.slack).await
    }

    /// Waits for the work that goes on after acknowledgements.
    pub async fn finish(&self) {
        self.replies.stop();
        self.background.finish().await;
    }

    /// Handles what Slack sends, with the time of its signature if there is one. Work that needs the network goes on
    /// after the acknowledgement.
    pub async fn handle(&self, inbound: Inbound<PayloadActor>, signed_at: Option<DateTime<Utc>>) -> Ack {
        let answered = async {
            match self.admission.admit(inbound).await {
                Ok(inbound) => self.act(inbound, signed_at).await,
                Err(ack) => ack,
            }
        };
        // Boxed: each layer around it would otherwise be as large again.
        store::within(ack::DATABASE_TIMEOUT, Box::pin(answered)).await
    }

    async fn act(&self, inbound: Inbound, signed_at: Option<DateTime<Utc>>) -> Ack {
        self.needs.note_event(&inbound, &self.background);
        let now = self.clock.now();
        let request = inbound.fingerprint().map(|print| Request::interaction(print.0, signed_at, now));
        let bot = self.clone();
        match inbound {
            Inbound::SlashCommand(command) => route::command(self, command).await,
            Inbound::BlockAction(pressed) => {
                self.background.run("press", bot.press(pressed, request));
                Ack::Received
            }
            Inbound::ViewSubmission(submitted) => self.background.complete(bot.submit(submitted, request)).await,
            Inbound::BlockSuggestion(suggestion) => route::suggestion(self, &suggestion).await,
            Inbound::GlobalShortcut(shortcut) => route::shortcut(self, shortcut),
            Inbound::MessageShortcut(shortcut) => route::message_shortcut(self, shortcut),
            Inbound::HomeOpened(opened) => {
                let event = (opened.by.workspace.clone(), opened.event);
                self.events.once("home", event, Box::pin(bot.homes.opened(opened.by))).await
            }
            // Otherwise the bot would talk to itself.
            Inbound::DirectMessage(message) if self.installation.is_bot(&message.by) => Ack::Received,
            Inbound::DirectMessage(message) => {
                let event = (message.by.workspace.clone(), message.event.clone());
                let answered = async move {
                    let Self { services, replies, current_library, .. } = bot;
                    prompt::answer_message(&services.deliveries, &replies, &current_library.load(), &message, now).await
                };
                self.events.once("dm", event, Box::pin(answered)).await
            }
            Inbound::MemberChanged(changed) => self.background.complete(bot.note_change(changed)).await,
            Inbound::ChannelChanged(changed) => {
                changes::channel_changed(&self.services.installations, &self.services.digests, changed)
            }
            // These have no actor, so they were answered earlier.
            Inbound::UrlVerification { .. } | Inbound::Unknown { .. } => Ack::Received,
        }
    }

    /// A press is acknowledged before it's handled, so the user is told of what goes wrong where they pressed.
    async fn press(self, pressed: BlockAction, request: Option<Request>) -> anyhow::Result<()> {
        // What the user types in a form would be lost; submitting it says so anyway.
        let is_form = pressed.action_id == Control::Words.action_id();
        let (by, target) = (pressed.by.clone(), ReplyTarget::of(&pressed, is_form));
        let handled = Box::pin(inbox::once(&self.services.store, request, route::press(&self, pressed))).await;
        if let Some(Err(error)) = handled {
            let error = error.context("cannot answer a press");
            report("press", &error);
            tell_unsaved(&self.replies, &by, &target, &error).await;
            tell_not_shown(&self.replies, &by, &target, &error).await;
        }
        Ok(())
    }

    /// A form is saved before it's acknowledged. A repeated one gets an empty answer: the full one has private text.
    async fn submit(self, submitted: ViewSubmission, request: Option<Request>) -> Ack {
        let handled = inbox::once(&self.services.store, request, route::submission(&self, submitted));
        Box::pin(handled).await.unwrap_or(Ack::Received)
    }

    async fn note_change(self, changed: MemberChanged) -> Ack {
        let workspace = changed.who.workspace.clone();
        let request = changed.event.clone().map(|event| Request::event(workspace, event, self.clock.now()));
        let handled = changes::member_changed(&self.members, &self.services.digests, changed);
        inbox::once(&self.services.store, request, handled).await.unwrap_or(Ack::Received)
    }
}
