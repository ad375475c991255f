//! How a person's actions reach the app, and what the person sees when that fails.

use super::Act;
use crate::domain::ids::ChannelId;
use crate::sandbox::controls::{self, Control};
use crate::sandbox::json::{list_of, str_of};
use crate::sandbox::manifest::Command;
use crate::sandbox::wire::payloads::{self, Occasion};
use crate::sandbox::wire::{AppAnswer, AppRequest, Silence, answers};
use crate::sandbox::world::{Author, Post, Spot, World};
use crate::surface::limits::Surface;

impl Act {
    /// Sends a slash command and shows the answer.
    pub(super) async fn command(&self, channel: &ChannelId, command: &Command, text: &str) {
        let request = self.occasion(channel, None, |occasion| {
            let channel = occasion.world.find_channel(channel)?;
            Some(payloads::slash(occasion, channel, command, text))
        });
        let Some(request) = request else { return };
        let word = &command.word;
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

    /// Shows a command's answer: only to the person who typed it, or to all with the command above it.
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

    /// Shows this person a message from Slackbot.
    pub(super) fn slackbot(&self, channel: &ChannelId, text: String) {
        self.sandbox.change(|world| world.slackbot_says(channel, &self.member, text));
    }

    /// Sends an interaction; if it fails, its spot shows why.
    pub(super) async fn interact(&self, request: AppRequest, spot: Option<&Spot>) -> Option<AppAnswer> {
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
                Silence::Differs => "This app responded in two ways.".to_owned(),
            }
        });
        if let Some(spot) = spot {
            self.set_trouble(spot, trouble);
        }
        outcome.ok()
    }

    /// Shows Slack's warning at a spot, or removes it.
    pub(super) fn set_trouble(&self, spot: &Spot, trouble: Option<String>) {
        self.sandbox.change(|world| {
            if world.blocks_at(&self.member, spot).is_some() {
                world.draft_mut(&self.member, spot).trouble = trouble;
            }
        });
    }

    /// Builds something for the app with a fresh trigger id and response URL.
    pub(super) fn occasion<T>(
        &self,
        channel: &ChannelId,
        source: Option<String>,
        build: impl FnOnce(&Occasion<'_>) -> Option<T>,
    ) -> Option<T> {
        let hooks = self.sandbox.base_of("hooks");
        self.sandbox.change(|world| {
            let trigger = world.give_trigger(&self.member);
            let url = world.give_url(&self.member, channel, source);
            let at = world.give_moment();
            let response_url = format!("{hooks}/hooks/{url}");
            let occasion = Occasion { world, member: &self.member, trigger, at, response_url };
            build(&occasion)
        })
    }

    /// Where answers about a spot go. For views that is the DM, though Slack gives apps no response URL there.
    pub(super) fn channel_of(&self, spot: &Spot) -> ChannelId {
        match spot {
            Spot::Message { channel, .. } => channel.clone(),
            Spot::Home | Spot::Modal(_) => self
                .sandbox
                .read(|world| world.dm_of(&self.member).map(|dm| dm.id.clone()))
                .unwrap_or_else(|| ChannelId::new("")),
        }
    }

    /// Does something with a control, if it is still there.
    pub(super) fn with_control(
        &self,
        spot: &Spot,
        block_id: &str,
        action_id: &str,
        act: impl FnOnce(&mut World, &Control<'_>),
    ) {
        self.sandbox.change(|world| {
            let blocks = world.blocks_at(&self.member, spot).unwrap_or_default();
            if let Some(control) = controls::find(&blocks, block_id, action_id) {
                act(world, &control);
            }
        });
    }
}
