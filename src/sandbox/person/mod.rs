//! One person of the workspace, acting on what they see: by labels on screen, never by ids.

mod eyes;
mod finding;
mod hands;
mod picture;
mod reach;
pub mod speech;

pub use self::finding::offers;
use self::finding::{Meant, channel_called, chooses_by, frame_button, no_modal, same, shortcut_called};
pub use self::hands::Hands;
use super::Sandbox;
use super::controls::{self, Control};
use super::json::{str_of, text_of};
use super::mrkdwn::emojify;

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
        let frame = self.look(|world, member| Ok(frame_button(world, member, label).filter(|_| place == "modal")))?;
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
        // An external select offers nothing before it is searched.
        if self.choice(&found, option).is_err() && found.is_external {
            hands.search(&found.spot, &found.block_id, &found.action_id, option).await;
        }
        let chosen = self.choice(&found, option)?;
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
                (is_field(control) && control.is_called(label)).then_some(Meant::Control)
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
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod view_tests;
