//! One person of the workspace, acting on what they see: by labels on screen, never by ids.

mod act;
mod finding;
mod observe;
pub(super) mod picture;
mod reach;
pub mod speech;

pub use self::act::Act;
use self::finding::{Meant, channel_called, chooses_by, frame_button, may_type, no_modal, same, shortcut_called};
use super::Sandbox;
use super::controls::{self, Control};
use super::json::{str_of, text_of};
use super::manifest::ShortcutKind;
use super::mrkdwn::Lens;
use super::offers::offers;
use super::world::{Member, Spot, World};

/// Why a person could not do something, with what there was instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CannotDo(String);

type ActResult = Result<(), CannotDo>;

/// What one person sees and does. A place is a channel (`"#general"`), `"dm"` for the messages with the app, `"home"`
/// for its App Home, or `"modal"`. Actions wait up to a second for what isn't there yet, because apps go on working
/// after they have answered.
#[derive(Clone)]
pub struct Person {
    sandbox: Sandbox,
    name: String,
}

impl Person {
    pub(super) fn new(sandbox: Sandbox, name: &str) -> Self {
        Self { sandbox, name: name.to_owned() }
    }

    /// Types a line and sends it: a message, or a slash command.
    ///
    /// # Errors
    /// When this person can't type in the place.
    pub async fn types(&self, place: &str, text: &str) -> ActResult {
        let act = self.act()?;
        let channel = self.inspect(|world, member| {
            let channel = channel_called(world, member, place)?;
            may_type(world, &channel).map(|()| channel)
        })?;
        act.say(&channel, text, None).await;
        Ok(())
    }

    /// Replies in the thread of the newest message with these words.
    ///
    /// # Errors
    /// When no message in the place has them, or this person can't type there.
    pub async fn replies(&self, place: &str, to: &str, text: &str) -> ActResult {
        let (act, message) = (self.act()?, self.message(place, to).await?);
        self.inspect(|world, _| may_type(world, &message.post.channel))?;
        act.say(&message.post.channel, text, Some(message.root().to_owned())).await;
        Ok(())
    }

    /// Presses the button, or picks the overflow menu's item, with this label in the newest message that has it.
    ///
    /// # Errors
    /// When there is none; the error lists what there is.
    pub async fn presses(&self, place: &str, label: &str) -> ActResult {
        self.presses_nth(place, label, 1).await
    }

    /// Like `presses`, for the nth of several with the same label, counted from 1.
    ///
    /// # Errors
    /// When there are fewer.
    pub async fn presses_nth(&self, place: &str, label: &str, nth: usize) -> ActResult {
        let act = self.act()?;
        let frame =
            self.inspect(|world, member| Ok(frame_button(world, member, label).filter(|_| place == "modal")))?;
        match frame {
            Some("submit") => return self.submits().await,
            Some(_) => return self.closes().await,
            None => {}
        }
        let found = self.patiently(|| {
            self.find(place, "button", label, nth, |control| match control.kind() {
                "button" => same(text_of(control.element, "text"), label).then_some(Meant::Control),
                "overflow" => {
                    let option = control.options().into_iter().find(|option| same(text_of(option, "text"), label))?;
                    Some(Meant::Option(str_of(option, "value").to_owned()))
                }
                _ => None,
            })
        });
        let found = found.await?;
        act.act(&found.spot, &found.block_id, &found.action_id, found.option.as_deref()).await;
        Ok(())
    }

    /// Chooses an option of a select, radio buttons or checkboxes. An external select is searched for it; in
    /// multi-selects and checkboxes, choosing again takes it back.
    ///
    /// # Errors
    /// When the control or the option isn't there.
    pub async fn chooses(&self, place: &str, control: &str, option: &str) -> ActResult {
        let act = self.act()?;
        let found = self
            .patiently(|| self.find(place, "select", control, 1, |candidate| chooses_by(candidate, control)))
            .await?;
        // An external select offers nothing until it is searched.
        if self.choice(&found, option).is_err() && found.is_external {
            act.search(&found.spot, &found.block_id, &found.action_id, option).await;
        }
        let chosen = self.choice(&found, option)?;
        act.fill(&found.spot, &found.block_id, &found.action_id, &chosen);
        act.with_control(&found.spot, &found.block_id, &found.action_id, |world, control| {
            world.draft_mut(&act.member, &found.spot).fold(control);
        });
        if found.dispatches {
            act.act(&found.spot, &found.block_id, &found.action_id, None).await;
        }
        Ok(())
    }

    /// Types into an external select and returns what it offers. The list, with its groups and descriptions, stays on
    /// the screen until something is chosen. An empty query is what opening the select sends.
    ///
    /// # Errors
    /// When the select isn't there.
    pub async fn looks_up(&self, place: &str, control: &str, query: &str) -> Result<Vec<String>, CannotDo> {
        let act = self.act()?;
        let found = self
            .patiently(|| self.find(place, "select", control, 1, |candidate| chooses_by(candidate, control)))
            .await?;
        act.search(&found.spot, &found.block_id, &found.action_id, query).await;
        self.inspect(|world, member| {
            let blocks = world.blocks_at(&member.id, &found.spot).unwrap_or_default();
            let draft = world.draft(&member.id, &found.spot);
            let control = controls::find(&blocks, &found.block_id, &found.action_id);
            let lens = Lens { world, member };
            let offered = control.map(|control| offers(lens, &control, draft.found(&control))).unwrap_or_default();
            Ok(offered.into_iter().map(|offer| offer.text).collect())
        })
    }

    /// Fills a text, date (`2026-11-05`) or time (`15:30`) field. A field that tells the app of every character does so
    /// once, as after a burst of typing.
    ///
    /// # Errors
    /// When the field isn't there.
    pub async fn fills(&self, place: &str, label: &str, text: &str) -> ActResult {
        let act = self.act()?;
        let is_field = |control: &Control<'_>| control.is_text() || control.kind().ends_with("picker");
        let found = self.patiently(|| {
            self.find(place, "field", label, 1, |control| {
                (is_field(control) && control.is_called(label)).then_some(Meant::Control)
            })
        });
        let found = found.await?;
        act.fill(&found.spot, &found.block_id, &found.action_id, &[text.to_owned()]);
        if found.dispatches {
            act.act(&found.spot, &found.block_id, &found.action_id, None).await;
        }
        Ok(())
    }

    /// Presses Enter in a single-line field. If the field doesn't tell the app, the modal is submitted; outside of a
    /// modal, nothing happens.
    ///
    /// # Errors
    /// When the field isn't there, or the modal has no submit button.
    pub async fn presses_enter(&self, place: &str, label: &str) -> ActResult {
        let act = self.act()?;
        let found = self.patiently(|| {
            self.find(place, "field of one line", label, 1, |control| {
                (control.is_text() && !control.is_multiline() && control.is_called(label)).then_some(Meant::Control)
            })
        });
        let found = found.await?;
        match found.spot {
            ref spot if found.dispatches_on_enter => act.act(spot, &found.block_id, &found.action_id, None).await,
            Spot::Modal(_) => self.submits().await?,
            _ => {}
        }
        Ok(())
    }

    /// Presses the open modal's submit button.
    ///
    /// # Errors
    /// When no modal is open, or it has no such button.
    pub async fn submits(&self) -> ActResult {
        let (act, spot) = (self.act()?, self.submittable().await?);
        act.submit(&spot).await;
        Ok(())
    }

    /// Presses the open modal's submit button in two windows at once: the app gets the same view twice, whatever it
    /// answers to the first.
    ///
    /// # Errors
    /// In the same cases as `submits`.
    pub async fn submits_twice(&self) -> ActResult {
        let (act, spot) = (self.act()?, self.submittable().await?);
        act.submit_twice(&spot).await;
        Ok(())
    }

    /// Closes the visible modal; the one below shows again.
    ///
    /// # Errors
    /// When no modal is open.
    pub async fn closes(&self) -> ActResult {
        self.patiently(|| self.inspect(|world, member| world.stack(&member.id).last().map(drop).ok_or_else(no_modal)))
            .await?;
        self.act()?.close(false).await;
        Ok(())
    }

    /// Opens the app's Home tab and waits until the app has published it. An app that doesn't is no error: the person
    /// then looks at what was there.
    ///
    /// # Errors
    /// When no person has this name.
    pub async fn opens_home(&self) -> ActResult {
        let published = |world: &World, member: &Member| world.home(&member.id).map(|view| view.hash.clone());
        let before = self.inspect(|world, member| Ok(published(world, member)))?;
        self.act()?.open_tab("home").await;
        let fresh = |world: &World, member: &Member| {
            let unchanged = published(world, member) == before;
            if unchanged { Err(CannotDo("nothing was published".to_owned())) } else { Ok(()) }
        };
        self.patiently(|| self.inspect(fresh)).await.or(Ok(()))
    }

    /// Opens the app's Messages tab.
    ///
    /// # Errors
    /// When no person has this name.
    pub async fn opens_dm(&self) -> ActResult {
        self.act()?.open_tab("messages").await;
        Ok(())
    }

    /// Picks one of the app's shortcuts in the composer's menu.
    ///
    /// # Errors
    /// When the manifest has none with this name.
    pub async fn uses_shortcut(&self, name: &str) -> ActResult {
        let id = self.inspect(|world, _| shortcut_called(world, ShortcutKind::Global, name))?;
        self.act()?.shortcut(&id).await;
        Ok(())
    }

    /// Picks one of the app's shortcuts in the menu of the newest message, or else reply, with these words.
    ///
    /// # Errors
    /// When the message or the shortcut isn't there, or the message has no menu because only this person sees it.
    pub async fn uses_message_shortcut(&self, place: &str, message: &str, name: &str) -> ActResult {
        let id = self.inspect(|world, _| shortcut_called(world, ShortcutKind::Message, name))?;
        let found = self.message(place, message).await?;
        if found.post.only_for.is_some() {
            return Err(CannotDo(format!("the message “{message}” has no shortcuts: only you see it")));
        }
        self.act()?.message_shortcut(&found.post.channel, &found.ts, &id).await;
        Ok(())
    }
}

#[cfg(test)]
mod field_tests;
#[cfg(test)]
mod search_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod view_tests;
