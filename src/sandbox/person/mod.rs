//! One person of the workspace, acting on what they see: by labels on screen, never by ids.

mod hands;
mod picture;
pub mod speech;

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

pub use self::hands::Hands;
use super::Sandbox;
use super::controls::{self, Control, str_of, text_of};
use super::mrkdwn::{Lens, emojify};
use super::world::{Channel, Member, Message, Spot, World};
use crate::domain::ids::{ChannelId, MemberId};

/// How long a person looks for something that is not there yet.
const PATIENCE: Duration = Duration::from_secs(1);

/// Why a person could not do something, with what there was instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CannotDo(String);

type Done = Result<(), CannotDo>;

/// The hands and eyes of one person. A place is a channel (`"#general"`), `"dm"` for the messages with the app, `"home"` for
/// its App Home, or `"modal"`. Acts look for up to a second for what is not there yet, as apps go on after their answer.
#[derive(Clone)]
pub struct Person {
    sandbox: Sandbox,
    name: String,
}

/// A control that was found, by ids that stay when the world is let go.
struct Found {
    spot: Spot,
    block_id: String,
    action_id: String,
    /// The option of an overflow menu that was meant.
    option: Option<String>,
    dispatches: bool,
}

impl Person {
    pub(super) fn new(sandbox: Sandbox, name: &str) -> Self {
        Self { sandbox, name: name.to_owned() }
    }

    /// Types a line and sends it: a message, or a slash command.
    ///
    /// # Errors
    /// When the place is not one where this person can type.
    pub async fn types(&self, place: &str, text: &str) -> Done {
        let (hands, channel) = (self.hands()?, self.look(|world, member| channel_called(world, member, place))?);
        hands.say(&channel, text, None).await;
        Ok(())
    }

    /// Replies in the thread of the newest message that has these words.
    ///
    /// # Errors
    /// When no message in the place has them.
    pub async fn replies(&self, place: &str, to: &str, text: &str) -> Done {
        let (hands, (channel, ts)) = (self.hands()?, self.message(place, to).await?);
        hands.say(&channel, text, Some(ts)).await;
        Ok(())
    }

    /// Presses the button, or picks the overflow menu's item, with this label: in the newest message that has it.
    ///
    /// # Errors
    /// When there is none; the error names those that are there.
    pub async fn presses(&self, place: &str, label: &str) -> Done {
        self.presses_nth(place, label, 1).await
    }

    /// As `presses`, for the nth of several with the same label, counted from 1.
    ///
    /// # Errors
    /// When there are not so many.
    pub async fn presses_nth(&self, place: &str, label: &str, nth: usize) -> Done {
        let hands = self.hands()?;
        if place == "modal" && self.look(|world, member| Ok(frame_button(world, member, label)))?.is_some() {
            let submits = self.look(|world, member| Ok(frame_button(world, member, label)))? == Some("submit");
            if submits {
                hands.submit().await
            } else {
                hands.close(false).await
            }
            return Ok(());
        }
        let found = self.patiently(|| {
            self.find(place, "button", label, nth, |control| match control.kind() {
                "button" => same(text_of(control.element, "text"), label).then_some(None),
                "overflow" => {
                    let option = control.options().into_iter().find(|option| same(text_of(option, "text"), label))?;
                    Some(Some(str_of(option, "value").to_owned()))
                }
                _ => None,
            })
        });
        let found = found.await?;
        hands.act(&found.spot, &found.block_id, &found.action_id, found.option.as_deref()).await;
        Ok(())
    }

    /// Chooses an option of a select, radio or checkboxes. An external select is searched for it; in selects of many and
    /// checkboxes, choosing again takes it back.
    ///
    /// # Errors
    /// When the control or the option is not there.
    pub async fn chooses(&self, place: &str, control: &str, option: &str) -> Done {
        let hands = self.hands()?;
        let found = self
            .patiently(|| self.find(place, "select", control, 1, |candidate| chooses_by(candidate, control)))
            .await?;
        let chosen = match self.choice(&found, option) {
            Ok(chosen) => chosen,
            Err(_) => {
                hands.search(&found.spot, &found.block_id, &found.action_id, option).await;
                self.choice(&found, option)?
            }
        };
        hands.fill(&found.spot, &found.block_id, &found.action_id, &chosen);
        if found.dispatches {
            hands.act(&found.spot, &found.block_id, &found.action_id, None).await;
        }
        Ok(())
    }

    /// Types into an external select and reads what it offers.
    ///
    /// # Errors
    /// When the select is not there.
    pub async fn looks_up(&self, place: &str, control: &str, query: &str) -> Result<Vec<String>, CannotDo> {
        let hands = self.hands()?;
        let found = self
            .patiently(|| self.find(place, "select", control, 1, |candidate| chooses_by(candidate, control)))
            .await?;
        hands.search(&found.spot, &found.block_id, &found.action_id, query).await;
        self.look(|world, member| {
            let blocks = world.blocks_at(&member.id, &found.spot).unwrap_or_default();
            let draft = world.draft(&member.id, &found.spot);
            let control = controls::find(&blocks, &found.block_id, &found.action_id);
            let offered = control.and_then(|control| Some(draft.found(&control)?.options.clone())).unwrap_or_default();
            Ok(offered.iter().map(|option| emojify(text_of(option, "text"))).collect())
        })
    }

    /// Fills a text, date (`2026-11-05`) or time (`15:30`) field.
    ///
    /// # Errors
    /// When the field is not there.
    pub async fn fills(&self, place: &str, label: &str, text: &str) -> Done {
        let hands = self.hands()?;
        let is_field = |control: &Control<'_>| control.kind().ends_with("_input") || control.kind().ends_with("picker");
        let found = self.patiently(|| {
            self.find(place, "field", label, 1, |control| {
                (is_field(control) && control.is_called(label)).then_some(None)
            })
        });
        let found = found.await?;
        hands.fill(&found.spot, &found.block_id, &found.action_id, &[text.to_owned()]);
        if found.dispatches {
            hands.act(&found.spot, &found.block_id, &found.action_id, None).await;
        }
        Ok(())
    }

    /// Presses the open modal's submit button.
    ///
    /// # Errors
    /// When no modal is open, or it has no such button.
    pub async fn submits(&self) -> Done {
        let hands = self.hands()?;
        self.patiently(|| {
            self.look(|world, member| {
                let view = world.stack(&member.id).last().ok_or_else(no_modal)?;
                let title = text_of(&view.body, "title");
                if view.body.get("submit").is_some() {
                    Ok(())
                } else {
                    Err(CannotDo(format!("the modal “{title}” has no submit button")))
                }
            })
        })
        .await?;
        hands.submit().await;
        Ok(())
    }

    /// Closes the visible modal; the one below shows again.
    ///
    /// # Errors
    /// When no modal is open.
    pub async fn closes(&self) -> Done {
        self.patiently(|| self.look(|world, member| world.stack(&member.id).last().map(drop).ok_or_else(no_modal)))
            .await?;
        self.hands()?.close(false).await;
        Ok(())
    }

    /// Opens the app's Home tab.
    ///
    /// # Errors
    /// When there is nobody by this name.
    pub async fn opens_home(&self) -> Done {
        self.hands()?.open_tab("home").await;
        Ok(())
    }

    /// Opens the app's Messages tab.
    ///
    /// # Errors
    /// When there is nobody by this name.
    pub async fn opens_dm(&self) -> Done {
        self.hands()?.open_tab("messages").await;
        Ok(())
    }

    /// Picks one of the app's shortcuts in the composer's menu.
    ///
    /// # Errors
    /// When the manifest has none by this name.
    pub async fn uses_shortcut(&self, name: &str) -> Done {
        let id = self.look(|world, _| shortcut_called(world, name))?;
        self.hands()?.shortcut(&id).await;
        Ok(())
    }

    /// Picks one of the app's shortcuts in the menu of the newest message that has these words.
    ///
    /// # Errors
    /// When the message or the shortcut is not there.
    pub async fn uses_message_shortcut(&self, place: &str, message: &str, name: &str) -> Done {
        let id = self.look(|world, _| shortcut_called(world, name))?;
        let (channel, ts) = self.message(place, message).await?;
        self.hands()?.message_shortcut(&channel, &ts, &id).await;
        Ok(())
    }

    /// Looks at a place until these words are there.
    ///
    /// # Errors
    /// When they do not come; the error shows what is there.
    pub async fn waits_until_sees(&self, place: &str, words: &str) -> Done {
        self.patiently(|| {
            let screen = self.screen(place);
            if screen.contains(words) {
                Ok(())
            } else {
                Err(CannotDo(format!("“{words}” is not in {place}; there is:\n{screen}")))
            }
        })
        .await
    }

    /// What this person sees in a place, in plain words without ids.
    #[must_use]
    pub fn screen(&self, place: &str) -> String {
        match place {
            "home" => self.home(),
            "modal" => self.modal().unwrap_or_else(|| no_modal().0),
            _ => self.seen(|world, member| {
                let channel = channel_called(world, member, place)?;
                Ok(picture::channel(&channel, Lens { world, member }))
            }),
        }
    }

    /// What this person's App Home says.
    #[must_use]
    pub fn home(&self) -> String {
        self.seen(|world, member| Ok(picture::home(Lens { world, member })))
    }

    /// What the open modal says.
    #[must_use]
    pub fn modal(&self) -> Option<String> {
        self.look(|world, member| picture::modal(Lens { world, member }).ok_or_else(no_modal)).ok()
    }

    /// The thread under the newest message that has these words.
    #[must_use]
    pub fn thread(&self, place: &str, message: &str) -> String {
        self.seen(|world, member| {
            let channel = channel_called(world, member, place)?;
            let ts = message_with(world, member, &channel, message)?;
            Ok(picture::thread(&channel, &ts, Lens { world, member }))
        })
    }

    fn hands(&self) -> Result<Hands, CannotDo> {
        let member = self.look(|_, member| Ok(member.id.clone()))?;
        Ok(Hands { sandbox: self.sandbox.clone(), member })
    }

    fn look<T>(&self, at: impl FnOnce(&World, &Member) -> Result<T, CannotDo>) -> Result<T, CannotDo> {
        self.sandbox.read(|world| {
            let member = world.find_member(&self.name).ok_or_else(|| {
                let known: Vec<&str> = world.members.iter().map(|member| member.handle.as_str()).collect();
                CannotDo(format!("there is nobody called “{}”; there are: {}", self.name, known.join(", ")))
            })?;
            at(world, member)
        })
    }

    fn seen(&self, at: impl FnOnce(&World, &Member) -> Result<String, CannotDo>) -> String {
        self.look(at).unwrap_or_else(|cannot| cannot.0)
    }

    async fn patiently<T>(&self, mut look: impl FnMut() -> Result<T, CannotDo>) -> Result<T, CannotDo> {
        let deadline = Instant::now() + PATIENCE;
        let mut changes = self.sandbox.shared.changes.subscribe();
        loop {
            let outcome = look();
            if outcome.is_ok() || !matches!(timeout_at(deadline, changes.changed()).await, Ok(Ok(()))) {
                return outcome;
            }
        }
    }

    async fn message(&self, place: &str, words: &str) -> Result<(ChannelId, String), CannotDo> {
        self.patiently(|| {
            self.look(|world, member| {
                let channel = channel_called(world, member, place)?;
                let ts = message_with(world, member, &channel, words)?;
                Ok((channel, ts))
            })
        })
        .await
    }

    /// Finds the nth control that `is_meant`, in the newest spot of a place that has it.
    fn find(
        &self,
        place: &str,
        what: &str,
        label: &str,
        nth: usize,
        is_meant: impl Fn(&Control<'_>) -> Option<Option<String>>,
    ) -> Result<Found, CannotDo> {
        self.look(|world, member| {
            let mut there = Vec::new();
            for spot in spots(world, member, place)? {
                let blocks = world.blocks_at(&member.id, &spot).unwrap_or_default();
                let all = controls::controls(&blocks);
                let mut meant = all.iter().filter_map(|control| Some((control, is_meant(control)?)));
                if let Some((control, option)) = meant.nth(nth.saturating_sub(1)) {
                    let (block_id, action_id) = (control.block_id().to_owned(), control.action_id().to_owned());
                    return Ok(Found { spot, block_id, action_id, option, dispatches: control.dispatches() });
                }
                there.extend(all.iter().map(|control| emojify(control.name())));
            }
            let there = if there.is_empty() { "nothing".to_owned() } else { there.join(", ") };
            Err(CannotDo(format!("no {what} “{label}” in {place}; there are: {there}")))
        })
    }

    /// The values that a control holds once this option is chosen.
    fn choice(&self, found: &Found, option: &str) -> Result<Vec<String>, CannotDo> {
        self.look(|world, member| {
            let blocks = world.blocks_at(&member.id, &found.spot).unwrap_or_default();
            let control = controls::find(&blocks, &found.block_id, &found.action_id);
            let control = control.ok_or_else(|| CannotDo("the control is gone".to_owned()))?;
            let draft = world.draft(&member.id, &found.spot);
            let offered = offers(
                world,
                &member.id,
                &control,
                draft.found(&control).map(|found| found.options.as_slice()).unwrap_or_default(),
            );
            let Some((value, _)) = offered.iter().find(|(_, text)| same(text, option)) else {
                let texts: Vec<&str> = offered.iter().map(|(_, text)| text.as_str()).collect();
                return Err(CannotDo(format!(
                    "no option “{option}” in “{}”; there are: {}",
                    control.name(),
                    texts.join(", ")
                )));
            };
            if !control.is_multi() {
                return Ok(vec![value.clone()]);
            }
            let state = draft.state(&control).unwrap_or_default();
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

/// Value and text of everything that can be chosen in a control now.
pub fn offers(
    world: &World,
    member: &MemberId,
    control: &Control<'_>,
    found: &[serde_json::Value],
) -> Vec<(String, String)> {
    let of_option = |option: &serde_json::Value| (str_of(option, "value").to_owned(), emojify(text_of(option, "text")));
    match control.kind() {
        "users_select" | "multi_users_select" => {
            let people = world.members.iter().filter(|member| !member.deleted);
            people.map(|member| (member.id.as_str().to_owned(), member.name.clone())).collect()
        }
        kind if kind.contains("conversations") || kind.contains("channels") => world
            .channels_of(member)
            .map(|channel: &Channel| (channel.id.as_str().to_owned(), format!("#{}", channel.name)))
            .collect(),
        _ => control.options().into_iter().chain(found).map(of_option).collect(),
    }
}

fn chooses_by(control: &Control<'_>, label: &str) -> Option<Option<String>> {
    let kind = control.kind();
    let chooses = kind.ends_with("_select") || matches!(kind, "checkboxes" | "radio_buttons");
    (chooses && control.is_called(label)).then_some(None)
}

fn same(shown: &str, meant: &str) -> bool {
    emojify(shown).trim() == emojify(meant).trim()
}

fn no_modal() -> CannotDo {
    CannotDo("no modal is open".to_owned())
}

fn shortcut_called(world: &World, name: &str) -> Result<String, CannotDo> {
    let all = &world.app.shortcuts;
    all.iter().find(|shortcut| shortcut.name == name).map(|shortcut| shortcut.callback_id.clone()).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|shortcut| shortcut.name.as_str()).collect();
        CannotDo(format!("no shortcut “{name}”; there are: {}", known.join(", ")))
    })
}

/// The modal's own buttons: which of them has this label.
fn frame_button(world: &World, member: &Member, label: &str) -> Option<&'static str> {
    let body = &world.stack(&member.id).last()?.body;
    let close = if text_of(body, "close").is_empty() { "Close" } else { text_of(body, "close") };
    let is_submit = body.get("submit").is_some() && same(text_of(body, "submit"), label);
    if is_submit { Some("submit") } else { same(close, label).then_some("close") }
}

fn channel_called(world: &World, member: &Member, place: &str) -> Result<ChannelId, CannotDo> {
    let name = place.trim_start_matches(['#', '@']);
    let is_dm = name == "dm" || name.eq_ignore_ascii_case(&world.app.name);
    let dm = world.dm_of(&member.id).filter(|_| is_dm);
    let found = dm.or_else(|| world.channels_of(&member.id).find(|channel| channel.name == name));
    found.map(|channel| channel.id.clone()).ok_or_else(|| {
        let known: Vec<String> = world.channels_of(&member.id).map(|channel| format!("#{}", channel.name)).collect();
        CannotDo(format!("{} sees no place “{place}”; there are: {}, dm, home, modal", member.name, known.join(", ")))
    })
}

fn message_with(world: &World, member: &Member, channel: &ChannelId, words: &str) -> Result<String, CannotDo> {
    let lens = Lens { world, member };
    let has = |message: &&Message| picture::message(message, lens).contains(words);
    let found = world.seen_by(&member.id, channel).rev().find(has);
    found.map(|message| message.ts.clone()).ok_or_else(|| CannotDo(format!("no message says “{words}”")))
}

/// Where a place's controls are, the newest first. What lies under a modal is out of reach.
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

#[cfg(test)]
mod tests;
