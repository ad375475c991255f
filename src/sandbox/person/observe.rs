//! What one person sees, by the names of places.

use super::finding::{channel_called, message_with, no_modal};
use super::{ActResult, CannotDo, Person, picture};
use crate::sandbox::mrkdwn::Lens;
use crate::sandbox::world::{Member, World};

impl Person {
    /// Waits until these words are in a place.
    ///
    /// # Errors
    /// When they don't appear; the error shows what is there.
    pub async fn waits_until_sees(&self, place: &str, words: &str) -> ActResult {
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

    /// Waits until a place no longer looks like `before`.
    ///
    /// # Errors
    /// When nothing changes.
    pub async fn waits_until_changed(&self, place: &str, before: &str) -> ActResult {
        self.patiently(|| {
            if self.screen(place) == before {
                Err(CannotDo(format!("nothing changes in {place}; there is:\n{before}")))
            } else {
                Ok(())
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

    /// What this person sees in the app's Messages tab.
    #[must_use]
    pub fn dm(&self) -> String {
        self.screen("dm")
    }

    /// What the open modal says.
    #[must_use]
    pub fn modal(&self) -> Option<String> {
        self.inspect(|world, member| picture::modal(Lens { world, member }).ok_or_else(no_modal)).ok()
    }

    /// The thread under the newest message with these words.
    #[must_use]
    pub fn thread(&self, place: &str, message: &str) -> String {
        self.seen(|world, member| {
            let channel = channel_called(world, member, place)?;
            let message = message_with(world, member, &channel, message)?;
            Ok(picture::thread(&channel, message.root(), Lens { world, member }))
        })
    }

    /// The content of the newest file with this name in a place.
    ///
    /// # Errors
    /// When there is none.
    pub fn reads_file(&self, place: &str, name: &str) -> Result<String, CannotDo> {
        self.inspect(|world, member| {
            let channel = channel_called(world, member, place)?;
            let lens = Lens { world, member };
            let mut newest_first = world.visible_to(&member.id, &channel).rev();
            let file = newest_first
                .find_map(|message| picture::files(message, lens).into_iter().find(|file| file.name == name));
            let bytes = file.and_then(|file| file.bytes.as_ref());
            let bytes = bytes.ok_or_else(|| CannotDo(format!("there is no file “{name}” in {place}")))?;
            Ok(String::from_utf8_lossy(bytes).into_owned())
        })
    }

    fn seen(&self, at: impl FnOnce(&World, &Member) -> Result<String, CannotDo>) -> String {
        self.inspect(at).unwrap_or_else(|cannot| cannot.0)
    }
}
