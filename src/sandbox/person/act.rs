//! What one person does, by the ids of things: the page's handlers and [`super::Person`] both act through this.

use serde_json::{Value, json};

use super::speech::{self, TypedLine};
use crate::domain::ids::{ChannelId, MemberId};
use crate::sandbox::Sandbox;
use crate::sandbox::controls::{self};
use crate::sandbox::json::{flag, set, str_of};
use crate::sandbox::wire::payloads::{self};
use crate::sandbox::wire::{AppRequest, answers};
use crate::sandbox::world::{Author, Post, Spot, World};

/// Slack's words when a submitted modal got no proper answer.
const NO_CONNECTION: &str = "We had some trouble connecting. Try again?";

/// One person at the keyboard.
#[derive(Clone)]
pub struct Act {
    pub sandbox: Sandbox,
    pub member: MemberId,
}

impl Act {
    /// Sends what was typed into a composer: a command, or a message to everyone there.
    pub async fn say(&self, channel: &ChannelId, typed: &str, thread: Option<String>) {
        let is_silent = |world: &World| world.find_channel(channel).is_none_or(|each| world.why_silent(each).is_some());
        if self.sandbox.read(is_silent) {
            return;
        }
        match self.sandbox.read(|world| speech::understand(world, typed, thread.is_some())) {
            TypedLine::Nothing => {}
            TypedLine::Command(command, text) => self.command(channel, &command, &text).await,
            TypedLine::Move { who, comes } => self.move_member(channel, &who, comes).await,
            TypedLine::NoSuchCommand(word) => self.slackbot(channel, format!("`{word}` is not a valid command.")),
            TypedLine::Words(text) => self.talk(channel, text, thread).await,
        }
    }

    /// Adds a person to the channel, or removes them from it.
    async fn move_member(&self, channel: &ChannelId, who: &str, comes: bool) {
        let who = who.trim_start_matches('@');
        let found = self.sandbox.read(|world| {
            let is_app = who.eq_ignore_ascii_case(&world.app.name);
            let name = if is_app { world.app.name.clone() } else { world.find_member(who)?.name.clone() };
            Some((name, world.find_channel(channel)?.name.clone()))
        });
        let Some((name, place)) = found else {
            return self.slackbot(channel, format!("No one here is called “{who}”."));
        };
        if comes {
            self.sandbox.invite(&name, &place).await;
            self.slackbot(channel, format!("{name} was added to this conversation."));
        } else {
            self.sandbox.remove(&name, &place).await;
            self.slackbot(channel, format!("{name} was removed from this conversation."));
        }
    }

    async fn talk(&self, channel: &ChannelId, text: String, thread_ts: Option<String>) {
        let event = self.sandbox.change(|world| {
            let author = Author::Person(self.member.clone());
            if let Some(channel) = world.channel_mut(channel) {
                channel.members.insert(self.member.clone());
            }
            let ts = world.post(Post { text, thread_ts, ..Post::new(channel.clone(), author) });
            speech::event_of(world, channel, &ts)
        });
        if let Some(event) = event {
            self.sandbox.deliver(event).await;
        }
    }

    /// Fills a control without telling the app yet.
    pub fn fill(&self, spot: &Spot, block_id: &str, action_id: &str, given: &[String]) {
        self.with_control(spot, block_id, action_id, |world, control| {
            world.draft_mut(&self.member, spot).fill(control, given);
        });
    }

    /// Uses a control: the app is told, with everything filled in so far. `option` is the one of an overflow menu.
    pub async fn act(&self, spot: &Spot, block_id: &str, action_id: &str, option: Option<&str>) {
        let channel = self.channel_of(spot);
        let source = if let Spot::Message { ts, .. } = spot { Some(ts.clone()) } else { None };
        let request = self.occasion(&channel, source, |occasion| {
            let blocks = occasion.world.blocks_at(&self.member, spot)?;
            let control = controls::find(&blocks, block_id, action_id)?;
            let option =
                option.and_then(|value| control.options().into_iter().find(|option| str_of(option, "value") == value));
            let draft = occasion.world.draft(&self.member, spot);
            Some(payloads::interaction(&payloads::block_actions(occasion, spot, &draft, &control, option)))
        });
        if let Some(request) = request {
            self.interact(request, Some(spot)).await;
        }
    }

    /// Types into an external select; what the app offers is kept in the draft. A query that is too short isn't sent.
    pub async fn search(&self, spot: &Spot, block_id: &str, action_id: &str, query: &str) {
        let mut is_short = false;
        self.with_control(spot, block_id, action_id, |world, control| {
            is_short = query.chars().count() < control.least_query();
            if is_short {
                world.draft_mut(&self.member, spot).keep_found(control, query, Value::Null);
            }
        });
        if is_short {
            return;
        }
        if !self.sandbox.read(|world| world.app.gives_options) {
            self.sandbox.complain("the manifest has no message_menu_options_url for external selects");
            return;
        }
        let request = self.occasion(&self.channel_of(spot), None, |occasion| {
            let blocks = occasion.world.blocks_at(&self.member, spot)?;
            let control = controls::find(&blocks, block_id, action_id)?;
            let draft = occasion.world.draft(&self.member, spot);
            Some(payloads::interaction(&payloads::block_suggestion(occasion, spot, &draft, &control, query)))
        });
        let Some(request) = request else { return };
        let Some(answer) = self.interact(request, Some(spot)).await else { return };
        let found = speech::suggestions(&answer).unwrap_or_else(|complaint| {
            self.sandbox.complain(complaint);
            json!({"options": []})
        });
        self.with_control(spot, block_id, action_id, |world, control| {
            world.draft_mut(&self.member, spot).keep_found(control, query, found);
        });
    }

    /// Presses a modal's submit button.
    pub async fn submit(&self, spot: &Spot) {
        if let Some(request) = self.submission(spot) {
            self.hand_in(spot, request).await;
        }
    }

    /// Presses a modal's submit button in two windows at once.
    pub async fn submit_twice(&self, spot: &Spot) {
        if let (Some(one), Some(other)) = (self.submission(spot), self.submission(spot)) {
            tokio::join!(self.hand_in(spot, one), self.hand_in(spot, other));
        }
    }

    /// The modal as it would be sent now. If the modal itself finds errors, the app isn't asked.
    fn submission(&self, spot: &Spot) -> Option<AppRequest> {
        let is_complete = self.sandbox.change(|world| {
            let blocks = world.blocks_at(&self.member, spot).unwrap_or_default();
            let draft = world.draft_mut(&self.member, spot);
            draft.errors = speech::unfilled(&blocks, draft);
            draft.errors.is_empty()
        });
        self.occasion(&self.channel_of(spot), None, |occasion| {
            let view = occasion.world.stack(&self.member).iter().find(|view| view.spot() == *spot)?;
            is_complete.then(|| payloads::interaction(&payloads::view_submission(occasion, view)))
        })
    }

    /// Sends a submitted modal and does what the app answers. Without a proper answer it stays open as it is.
    async fn hand_in(&self, spot: &Spot, request: AppRequest) {
        let is_done = match self.interact(request, Some(spot)).await {
            Some(answer) => {
                let outcome = answers::submitted(&answer);
                let done = self.sandbox.change(|world| speech::after_submission(world, &self.member, spot, outcome));
                done.map_err(|complaint| self.sandbox.complain(complaint)).is_ok()
            }
            None => false,
        };
        if !is_done {
            self.set_trouble(spot, Some(NO_CONNECTION.to_owned()));
        }
    }

    /// Closes the visible modal, or the whole stack.
    pub async fn close(&self, all: bool) {
        let closed = self.sandbox.change(|world| {
            let stack: Vec<_> = if all {
                world.stack(&self.member).iter().rev().cloned().collect()
            } else {
                world.stack(&self.member).last().into_iter().cloned().collect()
            };
            // The payload carries what was filled in, so build it before the draft goes.
            let payloads: Vec<Value> = stack.iter().map(|view| world.view_payload(view)).collect();
            for _ in &stack {
                world.close_top(&self.member);
            }
            payloads
        });
        for view in closed.iter().filter(|view| flag(view, "notify_on_close")) {
            let request = self.occasion(&self.channel_of(&Spot::Home), None, |occasion| {
                Some(payloads::interaction(&payloads::view_closed(occasion, view, all)))
            });
            if let Some(request) = request {
                self.interact(request, None).await;
            }
        }
    }

    /// Marks what the app said in the DM as seen, but only if it is news: every change makes waiting pages reload.
    pub fn catch_up(&self) {
        if self.sandbox.read(|world| world.has_news(&self.member)) {
            self.sandbox.change(|world| world.catch_up(&self.member));
        }
    }

    /// Opens a tab of the app: `home` or `messages`.
    pub async fn open_tab(&self, tab: &str) {
        let event = self.sandbox.read(|world| {
            let dm = world.dm_of(&self.member)?;
            let mut event = json!({
                "type": "app_home_opened", "user": self.member.as_str(), "channel": dm.id.as_str(), "tab": tab,
                "event_ts": payloads::timestamp(world),
            });
            if let Some(view) = world.home(&self.member).filter(|_| tab == "home") {
                set(&mut event, "view", world.view_payload(view));
            }
            Some(event)
        });
        if let Some(event) = event {
            self.sandbox.deliver(event).await;
        }
    }

    /// Picks a shortcut in the composer's menu.
    pub async fn shortcut(&self, callback_id: &str) {
        let request = self.occasion(&self.channel_of(&Spot::Home), None, |occasion| {
            Some(payloads::interaction(&payloads::shortcut(occasion, callback_id)))
        });
        if let Some(request) = request {
            self.interact(request, None).await;
        }
    }

    /// Picks a shortcut in a message's menu.
    pub async fn message_shortcut(&self, channel: &ChannelId, ts: &str, callback_id: &str) {
        let request = self.occasion(channel, Some(ts.to_owned()), |occasion| {
            let message = occasion.world.find_message(channel, ts)?;
            Some(payloads::interaction(&payloads::message_action(occasion, callback_id, message)))
        });
        if let Some(request) = request {
            self.interact(request, Some(&Spot::Message { channel: channel.clone(), ts: ts.to_owned() })).await;
        }
    }

    /// The visible modal's spot.
    pub fn top(&self) -> Option<Spot> {
        self.sandbox.read(|world| world.stack(&self.member).last().map(|view| Spot::Modal(view.id.clone())))
    }
}
