//! Somebody asks the framework, by typing or by pressing.

use crate::bot::{Bot, command::USAGE};
use crate::controls::Control;
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{ThemeId, TrackId};
use crate::domain::lookup::{Ask, Note, Topic, answer, read};
use crate::slack::SlackError;
use crate::slack::inbound::{Origin, Pressed, SlashCommand};
use crate::slack::outbound::{Answer, Audience};
use crate::surface::Message;
use crate::views;

impl Bot {
    /// Answers a slash command from memory.
    pub(super) fn typed(&self, command: &SlashCommand) -> Message {
        let reading = read(&command.text, &self.library);
        self.message(&reading.ask, &reading.notes)
    }

    /// Does what the pressed control says.
    pub(super) async fn pressed(&self, pressed: Pressed) -> Result<(), SlackError> {
        let control = Control::parse(&pressed.action_id, pressed.value.as_deref());
        match control {
            Some(Control::Open(ask)) => self.open(&ask, &[], pressed).await,
            Some(Control::Share(ask)) => self.share(&ask, pressed).await,
            Some(Control::ShowPicked(track)) => {
                let ask = picked(&track, &pressed.chosen);
                let notes: &[Note] = if ask.topic == Topic::Picker { &[Note::NothingChosen] } else { &[] };
                self.open(&ask, notes, pressed).await
            }
            Some(Control::PickTrack) => self.pick_track(pressed).await,
            // Chosen and not shown yet.
            Some(Control::PickLevel | Control::PickTheme) => Ok(()),
            // A button of another version: the way in still leads somewhere.
            None => self.open(&self.way_in(), &[], pressed).await,
        }
    }

    async fn open(&self, ask: &Ask, notes: &[Note], pressed: Pressed) -> Result<(), SlackError> {
        let modal = || views::modal(&answer(ask, &self.library), notes, &self.library, USAGE);
        match pressed.origin {
            Origin::Message { ephemeral: true, response_url, .. } => {
                self.slack.respond(&response_url, &Answer::in_place(&self.message(ask, notes))).await
            }
            // What everyone sees stays as it is; whoever pressed gets a message of their own.
            Origin::Message { ephemeral: false, response_url, .. } => {
                self.slack.respond(&response_url, &Answer::new(&self.message(ask, notes), Audience::Them)).await
            }
            Origin::Home => self.slack.open_modal(&pressed.trigger, modal()).await,
            Origin::Modal { view } => self.slack.update_modal(&view, modal()).await,
        }
    }

    async fn share(&self, ask: &Ask, pressed: Pressed) -> Result<(), SlackError> {
        let Origin::Message { ts, response_url, .. } = &pressed.origin else { return Ok(()) };
        let answered = answer(ask, &self.library);
        let key = (pressed.workspace.as_str(), pressed.member.as_str(), ts, &pressed.action_id, &pressed.value);
        if self.shared.is_first(key, self.clock.now()) {
            let shared = views::shared(&answered, ask, &pressed.member, &self.library, USAGE);
            if let Err(error) = self.slack.respond(response_url, &Answer::new(&shared, Audience::Channel)).await {
                let nothing_posted = error.is_certain();
                if nothing_posted {
                    self.shared.forget(key);
                }
                let sorry = views::not_shared(nothing_posted);
                self.slack.respond(response_url, &Answer::new(&sorry, Audience::Them)).await?;
                return Err(error);
            }
        }
        let done = views::shared_already(&answered, ask, &self.library, USAGE);
        self.slack.respond(response_url, &Answer::in_place(&done)).await
    }

    async fn pick_track(&self, pressed: Pressed) -> Result<(), SlackError> {
        let track = pressed.value.as_deref().map_or_else(|| self.way_in().track, TrackId::new);
        match &pressed.origin {
            Origin::Home => self.publish_home(&pressed.member, &track).await,
            _ => self.open(&Ask { track, topic: Topic::Picker }, &[], pressed).await,
        }
    }

    fn message(&self, ask: &Ask, notes: &[Note]) -> Message {
        views::message(&answer(ask, &self.library), ask, notes, &self.library, USAGE)
    }

    fn way_in(&self) -> Ask {
        Ask { track: self.library.default_shelf().framework.track.clone(), topic: Topic::Picker }
    }
}

/// What is chosen in the picker's menus; nothing chosen leads back to it.
fn picked(track: &TrackId, chosen: &[(String, String)]) -> Ask {
    let value = |control: &Control| {
        let id = control.action_id();
        chosen.iter().find(|(action_id, _)| *action_id == id).map(|(_, value)| value.as_str())
    };
    let level = value(&Control::PickLevel).and_then(|value| value.parse().ok()).map(LevelNumber);
    let theme = value(&Control::PickTheme).map(ThemeId::new);
    let topic = match (level, theme) {
        (Some(level), Some(theme)) => Topic::Cell(level, theme),
        (Some(level), None) => Topic::Level(level),
        (None, Some(theme)) => Topic::Theme(theme),
        (None, None) => Topic::Picker,
    };
    Ask { track: track.clone(), topic }
}
