//! Finds what a person means by a label, or says what was there instead.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::{Act, CannotDo, Person, picture};
use crate::domain::ids::ChannelId;
use crate::sandbox::controls::{self, Control};
use crate::sandbox::json::text_of;
use crate::sandbox::manifest::{ManifestShortcut, ShortcutKind};
use crate::sandbox::mrkdwn::{Lens, emojify};
use crate::sandbox::offers::{Offer, offers};
use crate::sandbox::world::{Member, Message, Spot, World};

/// How long a person waits for something that isn't there yet.
const SEARCH_TIMEOUT: Duration = Duration::from_secs(1);

/// What a label means in a control.
pub(super) enum Meant {
    Control,
    /// This option of an overflow menu.
    Option(String),
}

/// A control that was found, by ids that stay valid once the world is unlocked.
pub(super) struct FoundControl {
    pub spot: Spot,
    pub block_id: String,
    pub action_id: String,
    /// The option meant, in an overflow menu.
    pub option: Option<String>,
    pub dispatches: bool,
    pub dispatches_on_enter: bool,
    pub is_external: bool,
}

impl Person {
    pub(super) fn act(&self) -> Result<Act, CannotDo> {
        let member = self.inspect(|_, member| Ok(member.id.clone()))?;
        Ok(Act { sandbox: self.sandbox.clone(), member })
    }

    pub(super) fn inspect<T>(&self, at: impl FnOnce(&World, &Member) -> Result<T, CannotDo>) -> Result<T, CannotDo> {
        self.sandbox.read(|world| {
            let member = world.find_member(&self.name).ok_or_else(|| {
                let known: Vec<&str> = world.members().map(|member| member.handle.as_str()).collect();
                CannotDo(format!("no one is called “{}”; there are: {}", self.name, known.join(", ")))
            })?;
            at(world, member)
        })
    }

    pub(super) async fn patiently<T>(&self, mut inspect: impl FnMut() -> Result<T, CannotDo>) -> Result<T, CannotDo> {
        let deadline = Instant::now() + SEARCH_TIMEOUT;
        let mut changes = self.sandbox.shared.changes.subscribe();
        loop {
            let outcome = inspect();
            if outcome.is_ok() || !matches!(timeout_at(deadline, changes.changed()).await, Ok(Ok(()))) {
                return outcome;
            }
        }
    }

    /// The open modal, if it has a submit button.
    pub(super) async fn submittable(&self) -> Result<Spot, CannotDo> {
        self.patiently(|| {
            self.inspect(|world, member| {
                let view = world.stack(&member.id).last().ok_or_else(no_modal)?;
                let title = text_of(&view.body, "title");
                let spot = view.body.get("submit").map(|_| view.spot());
                spot.ok_or_else(|| CannotDo(format!("the modal “{title}” has no submit button")))
            })
        })
        .await
    }

    pub(super) async fn message(&self, place: &str, words: &str) -> Result<Message, CannotDo> {
        self.patiently(|| {
            self.inspect(|world, member| {
                let channel = channel_called(world, member, place)?;
                message_with(world, member, &channel, words)
            })
        })
        .await
    }

    /// Finds the nth control that `is_meant`, in the newest spot of a place that has it.
    pub(super) fn find(
        &self,
        place: &str,
        what: &str,
        label: &str,
        nth: usize,
        is_meant: impl Fn(&Control<'_>) -> Option<Meant>,
    ) -> Result<FoundControl, CannotDo> {
        self.inspect(|world, member| {
            let mut there = Vec::new();
            for spot in spots(world, member, place)? {
                let blocks = world.blocks_at(&member.id, &spot).unwrap_or_default();
                let all = controls::controls(&blocks);
                let mut meant = all.iter().filter_map(|control| Some((control, is_meant(control)?)));
                if let Some((control, meant)) = meant.nth(nth.saturating_sub(1)) {
                    let option = match meant {
                        Meant::Control => None,
                        Meant::Option(value) => Some(value),
                    };
                    let (block_id, action_id) = (control.block_id().to_owned(), control.action_id().to_owned());
                    return Ok(FoundControl {
                        spot,
                        block_id,
                        action_id,
                        option,
                        dispatches: control.dispatches(),
                        dispatches_on_enter: control.dispatches_on_enter(),
                        is_external: control.is_external(),
                    });
                }
                there.extend(all.iter().map(|control| emojify(control.name())));
            }
            let there = if there.is_empty() { "nothing".to_owned() } else { there.join(", ") };
            Err(CannotDo(format!("no {what} “{label}” in {place}; there are: {there}")))
        })
    }

    /// The values that a control holds once this option is chosen.
    pub(super) fn choice(&self, found: &FoundControl, option: &str) -> Result<Vec<String>, CannotDo> {
        self.inspect(|world, member| {
            let blocks = world.blocks_at(&member.id, &found.spot).unwrap_or_default();
            let control = controls::find(&blocks, &found.block_id, &found.action_id);
            let control = control.ok_or_else(|| CannotDo("the control is gone".to_owned()))?;
            let draft = world.draft(&member.id, &found.spot);
            let lens = Lens { world, member };
            let state = draft.state(&control).unwrap_or_default();
            let mut offered = offers(lens, &control, draft.found(&control));
            offered.extend(controls::chosen_options(&state).into_iter().map(|option| Offer::of(option, lens)));
            let Some(Offer { value, .. }) = offered.iter().find(|offer| same(&offer.text, option)) else {
                let mut texts: Vec<&str> = offered.iter().map(|offer| offer.text.as_str()).collect();
                texts.dedup();
                return Err(CannotDo(format!(
                    "no option “{option}” in “{}”; there are: {}",
                    control.name(),
                    texts.join(", ")
                )));
            };
            if !control.is_multi() {
                return Ok(vec![value.clone()]);
            }
            let mut values: Vec<String> = controls::chosen(&state).into_iter().map(str::to_owned).collect();
            let before = values.len();
            values.retain(|chosen| chosen != value);
            if values.len() == before {
                values.push(value.clone());
            }
            Ok(values)
        })
    }
}

pub(super) fn chooses_by(control: &Control<'_>, label: &str) -> Option<Meant> {
    let kind = control.kind();
    let chooses = kind.ends_with("_select") || matches!(kind, "checkboxes" | "radio_buttons");
    (chooses && control.is_called(label)).then_some(Meant::Control)
}

pub(super) fn same(shown: &str, meant: &str) -> bool {
    emojify(shown).trim() == emojify(meant).trim()
}

pub(super) fn no_modal() -> CannotDo {
    CannotDo("no modal is open".to_owned())
}

pub(super) fn shortcut_called(world: &World, kind: ShortcutKind, name: &str) -> Result<String, CannotDo> {
    let all: Vec<&ManifestShortcut> = world.app.shortcuts.iter().filter(|shortcut| shortcut.kind == kind).collect();
    all.iter().find(|shortcut| shortcut.name == name).map(|shortcut| shortcut.callback_id.clone()).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|shortcut| shortcut.name.as_str()).collect();
        CannotDo(format!("no shortcut “{name}”; there are: {}", known.join(", ")))
    })
}

/// Which of the modal's own buttons has this label.
pub(super) fn frame_button(world: &World, member: &Member, label: &str) -> Option<&'static str> {
    let body = &world.stack(&member.id).last()?.body;
    let close = if text_of(body, "close").is_empty() { "Close" } else { text_of(body, "close") };
    let is_submit = body.get("submit").is_some() && same(text_of(body, "submit"), label);
    if is_submit { Some("submit") } else { same(close, label).then_some("close") }
}

pub(super) fn channel_called(world: &World, member: &Member, place: &str) -> Result<ChannelId, CannotDo> {
    let name = place.trim_start_matches(['#', '@']);
    let is_dm = name == "dm" || name.eq_ignore_ascii_case(&world.app.name);
    let dm = world.dm_of(&member.id).filter(|_| is_dm);
    let found = dm.or_else(|| world.channels_of(&member.id).find(|channel| channel.name == name));
    found.map(|channel| channel.id.clone()).ok_or_else(|| {
        let known: Vec<String> = world.channels_of(&member.id).map(|channel| format!("#{}", channel.name)).collect();
        CannotDo(format!("{} sees no place “{place}”; there are: {}, dm, home, modal", member.name, known.join(", ")))
    })
}

/// Whether there is a composer to type in.
pub(super) fn may_type(world: &World, channel: &ChannelId) -> Result<(), CannotDo> {
    let why = world.find_channel(channel).and_then(|channel| world.why_silent(channel));
    why.map_or(Ok(()), |why| Err(CannotDo(why.to_owned())))
}

/// The newest message of a channel with these words, or else the newest reply in its threads.
pub(super) fn message_with(
    world: &World,
    member: &Member,
    channel: &ChannelId,
    words: &str,
) -> Result<Message, CannotDo> {
    let lens = Lens { world, member };
    let has = |message: &&Message| picture::message(message, lens).contains(words);
    let replies = world.visible_to(&member.id, channel).rev().filter(|message| message.post.thread_ts.is_some());
    let found = world.seen_by(&member.id, channel).rev().chain(replies).find(has);
    found.cloned().ok_or_else(|| CannotDo(format!("no message says “{words}”")))
}

/// Where a place's controls are, newest first. What is under a modal is out of reach.
fn spots(world: &World, member: &Member, place: &str) -> Result<Vec<Spot>, CannotDo> {
    let top = world.stack(&member.id).last();
    match (place, top) {
        ("modal", Some(view)) => Ok(vec![Spot::Modal(view.id.clone())]),
        ("modal", None) => Err(no_modal()),
        (_, Some(view)) => Err(CannotDo(format!("the modal “{}” is open over {place}", text_of(&view.body, "title")))),
        ("home", None) => Ok(vec![Spot::Home]),
        (_, None) => {
            let channel = channel_called(world, member, place)?;
            let all = world.visible_to(&member.id, &channel).rev().filter(|message| !message.post.blocks.is_empty());
            Ok(all.map(|message| Spot::Message { channel: channel.clone(), ts: message.ts.clone() }).collect())
        }
    }
}
