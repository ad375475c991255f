//! A user asks the framework, by typing or by pressing.

use std::sync::Arc;

use crate::bot::{Bot, command::USAGE};
use crate::controls::Control;
use crate::domain::evidence::{Days, Listing};
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{Actor, ThemeId, TrackId};
use crate::domain::lookup::{Ask, Note, Topic, answer, read};
use crate::secret::PrivateText;
use crate::services::inbox;
use crate::slack::SlackError;
use crate::slack::inbound::{BlockAction, Origin, State};
use crate::slack::outbound::{Answer, Audience};
use crate::store::StoreError;
use crate::surface::{Message, Modal};
use crate::views;

impl Bot {
    /// Answers a question from memory.
    pub(super) async fn ask(&self, by: &Actor, words: &str) -> Message {
        let reading = read(words, &self.library());
        self.message(by, &reading.ask, &reading.notes).await
    }

    /// Shows what is selected in the picker.
    pub(super) async fn show_picked(&self, track: &TrackId, pressed: BlockAction) -> Result<(), SlackError> {
        let ask = picked(track, &pressed.state);
        let notes: &[Note] = if ask.topic == Topic::Picker { &[Note::NothingChosen] } else { &[] };
        self.open(&ask, notes, pressed).await
    }

    /// Shows a part of the framework where the user asked for it.
    pub(super) async fn open(&self, ask: &Ask, notes: &[Note], pressed: BlockAction) -> Result<(), SlackError> {
        match pressed.origin {
            Origin::Message { ephemeral: true, response_url, .. } => {
                let message = self.message(&pressed.by, ask, notes).await;
                self.respond(&pressed.by, &response_url, &Answer::in_place(&message)).await
            }
            // What everyone sees stays as it is; the user gets a message of their own.
            Origin::Message { ephemeral: false, response_url, .. } => {
                let message = self.message(&pressed.by, ask, notes).await;
                self.respond(&pressed.by, &response_url, &Answer::new(&message, Audience::Them)).await
            }
            Origin::Home => {
                let modal = self.modal(&pressed.by, ask, notes).await;
                self.open_modal(&pressed.trigger, modal).await
            }
            Origin::Modal { view, .. } => {
                let modal = self.modal(&pressed.by, ask, notes).await;
                self.update_modal(&pressed.by, &view, modal).await
            }
        }
    }

    pub(super) async fn share(&self, ask: &Ask, pressed: BlockAction) -> anyhow::Result<()> {
        let Origin::Message { ts, response_url, .. } = &pressed.origin else { return Ok(()) };
        let library = self.library();
        let answered = answer(ask, &library);
        let value = pressed.value.as_ref().map(PrivateText::reveal);
        let key = (&pressed.by, ts, &pressed.action_id, value);
        if self.shared.is_first(key, self.clock.now()) {
            // Sharing the framework works without the database.
            if let Err(StoreError::Replayed) = inbox::note_request(&self.store).await {
                return Ok(());
            }
            let shared = views::shared(&answered, ask, &pressed.by.member, &library, USAGE);
            // What everyone sees isn't posted late: the user is told at once and can press again.
            if let Err(error) = self.slack.respond(response_url, &Answer::new(&shared, Audience::Channel)).await {
                let nothing_posted = error.is_certain();
                if nothing_posted {
                    self.shared.forget(key);
                }
                let sorry = views::not_shared(nothing_posted);
                self.respond(&pressed.by, response_url, &Answer::new(&sorry, Audience::Them)).await?;
                return Err(error.into());
            }
        }
        let done = views::shared_already(&answered, ask, &library, USAGE);
        Ok(self.respond(&pressed.by, response_url, &Answer::in_place(&done)).await?)
    }

    /// Shows the picker of the chosen track.
    pub(super) async fn pick_track(&self, pressed: BlockAction) -> anyhow::Result<()> {
        let chosen = pressed.value.as_ref().map(|track| TrackId::new(track.reveal()));
        let track = chosen.unwrap_or_else(|| self.way_in().track);
        match &pressed.origin {
            Origin::Home => self.publish_home_page(&pressed.by, Some(&track), &Listing::default()).await,
            _ => Ok(self.open(&Ask { track, topic: Topic::Picker }, &[], pressed).await?),
        }
    }

    async fn message(&self, by: &Actor, ask: &Ask, notes: &[Note]) -> Message {
        let own = self.days(by, ask).await;
        let library = self.library();
        views::message(&answer(ask, &library), ask, notes, &library, USAGE, &own)
    }

    async fn modal(&self, by: &Actor, ask: &Ask, notes: &[Note]) -> Modal {
        let own = self.days(by, ask).await;
        let library = self.library();
        views::modal(&answer(ask, &library), notes, &library, USAGE, &own)
    }

    /// The days of the user's own evidence, if the answer marks them. Without the database there's still an answer.
    async fn days(&self, by: &Actor, ask: &Ask) -> Arc<Days> {
        match ask.topic {
            Topic::Cell(..) => self.evidence.days(by).await.unwrap_or_default(),
            _ => Arc::default(),
        }
    }

    /// The default track's picker.
    pub(super) fn way_in(&self) -> Ask {
        Ask { track: self.library().default_track_index().framework.track.clone(), topic: Topic::Picker }
    }
}

/// What is selected in the picker's menus; without a selection, the picker again.
fn picked(track: &TrackId, state: &State) -> Ask {
    let value = |control: &Control| state.one(&control.action_id());
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
