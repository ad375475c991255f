//! What one person does, by the ids of things: the page's handlers and [`super::Person`] both act through this.

use serde_json::{Value, json};

use super::speech::{self, Line};
use crate::domain::ids::{ChannelId, MemberId};
use crate::sandbox::Sandbox;
use crate::sandbox::controls::{self, Control, list_of, str_of};
use crate::sandbox::manifest::Command;
use crate::sandbox::wire::payloads::{self, Occasion};
use crate::sandbox::wire::{Answer, Request, Silence, answers};
use crate::sandbox::world::{Author, Post, Spot, World};
use crate::surface::limits::Surface;

/// One person at the keyboard.
#[derive(Clone)]
pub struct Hands {
    pub sandbox: Sandbox,
    pub member: MemberId,
}

impl Hands {
    /// Sends what was typed into a composer: a command, or words for everybody there.
    pub async fn say(&self, channel: &ChannelId, typed: &str, thread: Option<String>) {
        match self.sandbox.read(|world| speech::understand(world, typed, thread.is_some())) {
            Line::Nothing => {}
            Line::Command(command, text) => self.command(channel, &command, &text).await,
            Line::InviteApp => {
                let names = self
                    .sandbox
                    .read(|world| Some((world.app.name.clone(), world.find_channel(channel)?.name.clone())));
                if let Some((app, name)) = names {
                    self.sandbox.invite(&app, &name).await;
                    self.slackbot(channel, format!("{app} was added to this conversation."));
                }
            }
            Line::NoSuchCommand(word) => self.slackbot(channel, format!("`{word}` is not a valid command.")),
            Line::Words(text) => self.talk(channel, text, thread).await,
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

    async fn command(&self, channel: &ChannelId, command: &Command, text: &str) {
        let request = self.occasion(channel, None, |occasion| {
            let channel = occasion.world.find_channel(channel)?;
            Some(payloads::slash(occasion, channel, command, text))
        });
        let Some(request) = request else { return };
        let word = &command.command;
        let answer = match self.sandbox.shared.wire.send(request).await {
            Ok(answer) => answer,
            Err(silence) => {
                self.sandbox.complain(format!("{word}: {silence}"));
                let code = if silence == Silence::TimedOut { "operation_timeout" } else { "dispatch_failed" };
                return self.slackbot(channel, format!("{word} failed with the error \"{code}\""));
            }
        };
        if let Err(complaint) = self.hear(channel, &format!("{word} {text}"), &answer) {
            self.sandbox.complain(format!("{word}: {complaint}"));
            self.slackbot(channel, format!("{word} failed with the error \"invalid_command_response\""));
        }
    }

    /// Shows a command's answer: to its asker, or to all with the command above it.
    fn hear(&self, channel: &ChannelId, typed: &str, answer: &str) -> Result<(), String> {
        let Some(message) = answers::message(answer)? else { return Ok(()) };
        let only_for = answers::only_for(&message, &self.member).map_err(|refused| refused.detail)?;
        let (text, blocks) = (str_of(&message, "text").to_owned(), list_of(&message, "blocks").to_vec());
        if let Some(breaches) = answers::breaches(Surface::Message, &message, "the answer") {
            return Err(breaches);
        }
        self.sandbox.change(|world| {
            if only_for.is_none() {
                let author = Author::Person(self.member.clone());
                world.post(Post { text: typed.trim().to_owned(), ..Post::new(channel.clone(), author) });
            }
            if !(text.is_empty() && blocks.is_empty()) {
                world.post(Post { text, blocks, only_for, ..Post::new(channel.clone(), Author::App) });
            }
        });
        Ok(())
    }

    fn slackbot(&self, channel: &ChannelId, text: String) {
        self.sandbox.change(|world| world.slackbot_says(channel, &self.member, text));
    }

    /// Fills a control without telling anybody yet.
    pub fn fill(&self, spot: &Spot, block_id: &str, action_id: &str, given: &[String]) {
        self.with_control(spot, block_id, action_id, |world, control| {
            world.draft_mut(&self.member, spot).fill(control, given);
        });
    }

    /// Uses a control: the app is told with everything filled in so far. `option` is an overflow menu's.
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

    /// Types into an external select; what the app offers waits in the draft.
    pub async fn search(&self, spot: &Spot, block_id: &str, action_id: &str, query: &str) {
        let request = self.occasion(&self.channel_of(spot), None, |occasion| {
            let blocks = occasion.world.blocks_at(&self.member, spot)?;
            let control = controls::find(&blocks, block_id, action_id)?;
            let draft = occasion.world.draft(&self.member, spot);
            Some(payloads::interaction(&payloads::block_suggestion(occasion, spot, &draft, &control, query)))
        });
        let Some(request) = request else { return };
        let Some(answer) = self.interact(request, Some(spot)).await else { return };
        let options = speech::suggestions(&answer).unwrap_or_else(|complaint| {
            self.sandbox.complain(complaint);
            Vec::new()
        });
        self.with_control(spot, block_id, action_id, |world, control| {
            world.draft_mut(&self.member, spot).keep_found(control, query, options);
        });
    }

    /// Presses the visible modal's submit button. What the modal itself finds missing never reaches the app.
    pub async fn submit(&self) {
        let Some(spot) = self.top() else { return };
        let missing = self.sandbox.change(|world| {
            let blocks = world.blocks_at(&self.member, &spot).unwrap_or_default();
            let draft = world.draft_mut(&self.member, &spot);
            draft.errors = speech::unfilled(&blocks, draft);
            !draft.errors.is_empty()
        });
        if missing {
            return;
        }
        let request = self.occasion(&self.channel_of(&spot), None, |occasion| {
            let view = occasion.world.stack(&self.member).last()?;
            Some(payloads::interaction(&payloads::view_submission(occasion, view)))
        });
        let Some(request) = request else { return };
        let Some(answer) = self.interact(request, Some(&spot)).await else { return };
        let outcome = answers::submitted(&answer);
        let complaint =
            self.sandbox.change(|world| speech::after_submission(world, &self.member, &spot, outcome).err());
        if let Some(complaint) = complaint {
            self.sandbox.complain(complaint);
            self.set_trouble(&spot, Some("We had some trouble connecting. Try again?".to_owned()));
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
            // The payload carries what was filled in, so it is taken before the draft goes.
            let payloads: Vec<Value> = stack.iter().map(|view| world.view_payload(view)).collect();
            for _ in &stack {
                world.close_top(&self.member);
            }
            payloads
        });
        for view in closed.iter().filter(|view| view["notify_on_close"] == true) {
            let request = self.occasion(&self.channel_of(&Spot::Home), None, |occasion| {
                Some(payloads::interaction(&payloads::view_closed(occasion, view, all)))
            });
            if let Some(request) = request {
                self.interact(request, None).await;
            }
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
                event["view"] = world.view_payload(view);
            }
            Some(event)
        });
        if let Some(event) = event {
            self.sandbox.deliver(event).await;
        }
    }

    /// Picks a shortcut of the composer's menu.
    pub async fn shortcut(&self, callback_id: &str) {
        let request = self.occasion(&self.channel_of(&Spot::Home), None, |occasion| {
            Some(payloads::interaction(&payloads::shortcut(occasion, callback_id)))
        });
        if let Some(request) = request {
            self.interact(request, None).await;
        }
    }

    /// Picks a shortcut of a message's menu.
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

    async fn interact(&self, request: Request, spot: Option<&Spot>) -> Option<Answer> {
        let outcome = if self.sandbox.read(|world| world.app.interactive) {
            self.sandbox.shared.wire.send(request).await
        } else {
            self.sandbox.complain("the manifest does not enable interactivity");
            Err(Silence::Unreachable)
        };
        let trouble = outcome.as_ref().err().map(|silence| {
            self.sandbox.complain(format!("an interaction: {silence}"));
            match silence {
                Silence::TimedOut => "Operation timed out. Apps need to respond within 3 seconds.".to_owned(),
                Silence::Unreachable => "This app could not be reached.".to_owned(),
                Silence::Status(status) => format!("This app responded with Status Code {status}."),
            }
        });
        if let Some(spot) = spot {
            self.set_trouble(spot, trouble);
        }
        outcome.ok()
    }

    fn set_trouble(&self, spot: &Spot, trouble: Option<String>) {
        self.sandbox.change(|world| {
            if world.blocks_at(&self.member, spot).is_some() {
                world.draft_mut(&self.member, spot).trouble = trouble;
            }
        });
    }

    /// Builds something for the app with a fresh trigger id and response URL.
    fn occasion<T>(
        &self,
        channel: &ChannelId,
        source: Option<String>,
        build: impl FnOnce(&Occasion<'_>) -> Option<T>,
    ) -> Option<T> {
        let base = self.sandbox.base();
        self.sandbox.change(|world| {
            let trigger = world.give_trigger(&self.member);
            let url = world.give_url(&self.member, channel, source);
            let occasion =
                Occasion { world, member: &self.member, trigger, response_url: format!("{base}/hooks/{url}") };
            build(&occasion)
        })
    }

    /// Where answers about a spot go; for views that is the DM, though apps get no address there.
    fn channel_of(&self, spot: &Spot) -> ChannelId {
        match spot {
            Spot::Message { channel, .. } => channel.clone(),
            Spot::Home | Spot::Modal(_) => self
                .sandbox
                .read(|world| world.dm_of(&self.member).map(|dm| dm.id.clone()))
                .unwrap_or_else(|| ChannelId::new("")),
        }
    }

    fn with_control(&self, spot: &Spot, block_id: &str, action_id: &str, act: impl FnOnce(&mut World, &Control<'_>)) {
        self.sandbox.change(|world| {
            let blocks = world.blocks_at(&self.member, spot).unwrap_or_default();
            if let Some(control) = controls::find(&blocks, block_id, action_id) {
                act(world, &control);
            }
        });
    }
}
