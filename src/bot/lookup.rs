//! A user asks the framework, by typing or by pressing.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::bot::home::{HomePage, Homes};
use crate::bot::replies::Replies;
use crate::controls::Control;
use crate::domain::evidence::EvidenceDays;
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{Actor, ThemeId, TrackId};
use crate::domain::lookup::{Ask, Library, ReadingNote, Topic, answer, read};
use crate::secret::PrivateText;
use crate::services::evidence::Evidence;
use crate::services::inbox::{self, ReplayCache};
use crate::slack::SlackError;
use crate::slack::inbound::{BlockAction, FormState, Origin};
use crate::slack::outbound::{Audience, MessageAnswer};
use crate::store::{Store, StoreError};
use crate::surface::{Message, Modal};
use crate::views;

/// Presses of one *Share here* within this time count as one.
pub(super) const DOUBLE_PRESS: TimeDelta = TimeDelta::minutes(10);

/// What an answer is made of: the framework, and the days of the user's own evidence.
pub(super) struct LookupContext<'b> {
    pub(super) library: &'b Library,
    pub(super) evidence: &'b Evidence,
    pub(super) replies: &'b Replies,
}

/// Answers a typed question from memory.
pub(super) async fn ask(cx: &LookupContext<'_>, by: &Actor, words: &str) -> Message {
    let reading = read(words, cx.library);
    message(cx, by, &reading.ask, &reading.notes).await
}

pub(super) async fn show_picked(
    cx: &LookupContext<'_>,
    track: &TrackId,
    pressed: BlockAction,
) -> Result<(), SlackError> {
    let ask = picked(track, &pressed.state);
    let notes: &[ReadingNote] = if ask.topic == Topic::Picker { &[ReadingNote::NothingChosen] } else { &[] };
    open(cx, &ask, notes, pressed).await
}

/// Shows a part of the framework where the user asked for it.
pub(super) async fn open(
    cx: &LookupContext<'_>,
    ask: &Ask,
    notes: &[ReadingNote],
    pressed: BlockAction,
) -> Result<(), SlackError> {
    let BlockAction { by, trigger, origin, .. } = pressed;
    match origin {
        Origin::Message { ephemeral, response_url, .. } => {
            let message = message(cx, &by, ask, notes).await;
            // What everyone sees stays as it is; the user gets a message of their own.
            let answer = if ephemeral {
                MessageAnswer::in_place(&message)
            } else {
                MessageAnswer::new(&message, Audience::Them)
            };
            cx.replies.respond(&by, &response_url, &answer).await
        }
        Origin::Home => cx.replies.open_modal(&trigger, modal(cx, &by, ask, notes).await).await,
        Origin::Modal { view, .. } => cx.replies.update_modal(&by, &view, modal(cx, &by, ask, notes).await).await,
    }
}

/// *Share here*: posts the answer for everyone, once however often the user presses.
pub(super) async fn share(
    cx: &LookupContext<'_>,
    store: &Store,
    shared: &ReplayCache,
    ask: &Ask,
    pressed: BlockAction,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let Origin::Message { ts, response_url, .. } = &pressed.origin else { return Ok(()) };
    let answered = answer(ask, cx.library);
    let value = pressed.value.as_ref().map(PrivateText::reveal);
    let key = (&pressed.by, ts, &pressed.action_id, value);
    if shared.is_first(key, now) {
        // Sharing the framework works without the database.
        if let Err(StoreError::Replayed) = inbox::note_request(store).await {
            return Ok(());
        }
        let message = views::shared(&answered, ask, &pressed.by.member, cx.library);
        // What everyone sees isn't posted late: the user is told at once and can press again.
        if let Err(error) = cx.replies.respond_now(response_url, &MessageAnswer::new(&message, Audience::Channel)).await
        {
            let nothing_posted = error.is_certain();
            if nothing_posted {
                shared.forget(key);
            }
            let sorry = views::not_shared(nothing_posted);
            cx.replies.respond(&pressed.by, response_url, &MessageAnswer::new(&sorry, Audience::Them)).await?;
            return Err(error.into());
        }
    }
    let done = views::shared_already(&answered, ask, cx.library);
    Ok(cx.replies.respond(&pressed.by, response_url, &MessageAnswer::in_place(&done)).await?)
}

/// Shows the picker of the chosen track.
pub(super) async fn pick_track(cx: &LookupContext<'_>, homes: &Homes, pressed: BlockAction) -> anyhow::Result<()> {
    let chosen = pressed.value.as_ref().map(|track| TrackId::new(track.reveal()));
    let track = chosen.unwrap_or_else(|| default_picker(cx.library).track);
    match &pressed.origin {
        Origin::Home => homes.publish(&pressed.by, &HomePage { track: Some(track), ..HomePage::default() }).await,
        _ => Ok(open(cx, &Ask { track, topic: Topic::Picker }, &[], pressed).await?),
    }
}

pub(super) fn default_picker(library: &Library) -> Ask {
    Ask { track: library.default_track_index().framework.track.clone(), topic: Topic::Picker }
}

async fn message(cx: &LookupContext<'_>, by: &Actor, ask: &Ask, notes: &[ReadingNote]) -> Message {
    let days = own_days(cx.evidence, by, ask).await;
    views::message(&answer(ask, cx.library), ask, notes, cx.library, &days)
}

async fn modal(cx: &LookupContext<'_>, by: &Actor, ask: &Ask, notes: &[ReadingNote]) -> Modal {
    let days = own_days(cx.evidence, by, ask).await;
    views::modal(&answer(ask, cx.library), notes, cx.library, &days)
}

/// The days of the user's own evidence, if the answer marks them. Without the database there's still an answer.
async fn own_days(evidence: &Evidence, by: &Actor, ask: &Ask) -> Arc<EvidenceDays> {
    match ask.topic {
        Topic::Cell(..) => evidence.days(by).await.unwrap_or_default(),
        _ => Arc::default(),
    }
}

/// What is selected in the picker's menus; without a selection, the picker again.
fn picked(track: &TrackId, state: &FormState) -> Ask {
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
