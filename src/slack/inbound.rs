//! What Slack sends us, as values. Read leniently: a field more or less, or a new kind, must not cost anybody an answer.

mod actor;
mod command;
mod envelope;
mod event;
mod fingerprint;
mod ids;
mod interaction;
mod message;
mod source;
mod state;
mod what;

pub use command::slash_command;
pub use envelope::{Envelope, Frame, frame};
pub use event::event;
pub use fingerprint::Fingerprint;
pub(super) use ids::is_id;
use ids::{id, member, team};
pub use interaction::interaction;
pub use message::MessageShortcut;
pub use source::Source;
pub use state::State;

use std::borrow::Cow;

use serde_json::Value;

use crate::domain::ids::{Actor, ChannelId, MemberId};
use crate::domain::member::Profile;
use crate::secret::PrivateText;

/// Something that Slack tells us. Payloads are read as `Inbound<PayloadActor>`; what acts on them takes an `Inbound<Actor>`, so that
/// nobody acts before it is settled who they are.
#[derive(Debug, PartialEq, Eq)]
pub enum Inbound<By = Actor> {
    /// A person typed a slash command.
    SlashCommand(SlashCommand<By>),
    /// A person pressed a button or chose from a menu.
    BlockAction(BlockAction<By>),
    /// A person submitted a form.
    Submitted(Submitted<By>),
    /// A person opened a menu that we fill, or typed into it.
    BlockSuggestion(BlockSuggestion<By>),
    /// A person chose one of our shortcuts.
    Shortcut(Shortcut<By>),
    /// A person chose one of our shortcuts on a message.
    MessageShortcut(MessageShortcut<By>),
    /// A person opened our App Home.
    HomeOpened(HomeOpened<By>),
    /// A person wrote to the bot in its DM.
    DirectMessage(DirectMessage<By>),
    /// Something about a member changed.
    MemberChanged(MemberChanged<By>),
    /// Who can read a channel changed.
    ChannelChanged(ChannelChanged),
    /// Slack asks whether this address is ours.
    UrlVerification {
        /// To be sent back.
        challenge: String,
    },
    /// Signed, and nothing that we know: to be acknowledged.
    Unknown {
        /// Slack's name for it.
        kind: String,
    },
}

/// `/framework …`
#[derive(Debug, PartialEq, Eq)]
pub struct SlashCommand<By = Actor> {
    /// Who typed it.
    pub by: By,
    /// The command with its slash.
    pub command: String,
    /// What stands behind it, as it was typed.
    pub text: PrivateText,
    /// Opens a modal within three seconds.
    pub trigger: TriggerId,
    /// Where an answer goes that comes later.
    pub response_url: ResponseUrl,
}

/// A press on one of our controls.
#[derive(Debug, PartialEq, Eq)]
pub struct BlockAction<By = Actor> {
    /// Who pressed it.
    pub by: By,
    /// The control's `action_id`.
    pub action_id: String,
    /// When, by Slack's clock and to the microsecond: the moment's name.
    pub action_ts: String,
    /// The button's `value`, that of the chosen option, or what was typed into the field.
    pub value: Option<PrivateText>,
    /// What is filled in around it.
    pub state: State,
    /// What it stands in.
    pub origin: Origin,
    /// Opens a modal within three seconds.
    pub trigger: TriggerId,
}

/// Where a control stands.
#[derive(Debug, PartialEq, Eq)]
pub enum Origin {
    /// In a message.
    Message {
        ts: String,
        /// Only the person who pressed sees it.
        ephemeral: bool,
        /// Where an answer goes.
        response_url: ResponseUrl,
    },
    /// In App Home.
    Home,
    /// In a modal.
    Modal {
        view: ViewId,
        /// Its state when it was pressed: another one means that it shows something else by now.
        hash: ViewHash,
        /// What it carries for us.
        metadata: PrivateText,
    },
}

/// A submitted form.
#[derive(Debug, PartialEq, Eq)]
pub struct Submitted<By = Actor> {
    /// Who submitted it.
    pub by: By,
    /// Which form it is.
    pub callback_id: String,
    /// What it carries for us.
    pub metadata: PrivateText,
    /// The modal: the same for every press of its button.
    pub view: ViewId,
    /// The `block_id` of its first field, where it can say what is wrong and keep what is typed.
    pub first_field: Option<String>,
    /// Its state when it was submitted.
    pub hash: ViewHash,
    /// Another one for every press of its button.
    pub trigger: TriggerId,
    /// What is filled in.
    pub state: State,
}

/// A menu of ours, opened or typed into. Slack does not say what is filled in around it.
#[derive(Debug, PartialEq, Eq)]
pub struct BlockSuggestion<By = Actor> {
    /// Who opened it.
    pub by: By,
    /// The menu's `action_id`.
    pub action_id: String,
    /// What its modal carries for us.
    pub metadata: PrivateText,
    /// What was typed; nothing when it was only opened.
    pub words: PrivateText,
}

/// A shortcut from the menu beside the composer.
#[derive(Debug, PartialEq, Eq)]
pub struct Shortcut<By = Actor> {
    /// Who chose it.
    pub by: By,
    pub callback_id: String,
    /// Opens a modal within three seconds.
    pub trigger: TriggerId,
}

/// Words to the bot in its DM.
#[derive(Debug, PartialEq, Eq)]
pub struct DirectMessage<By = Actor> {
    pub by: By,
    /// Their DM with the bot.
    pub channel: ChannelId,
    /// What they wrote.
    pub words: PrivateText,
    /// Slack's id of the event, the same when it is repeated.
    pub event: String,
}

/// `user_change`: a flight, a status, somebody who left.
#[derive(Debug, PartialEq, Eq)]
pub struct MemberChanged<By = Actor> {
    pub who: By,
    /// As they are now.
    pub profile: Profile,
    /// Slack's id of the event, the same when it is repeated.
    pub event: Option<String>,
}

/// Somebody joined or left a channel that the bot is in, or it was shared with another organisation.
#[derive(Debug, PartialEq, Eq)]
pub struct ChannelChanged {
    pub channel: ChannelId,
    /// Who joined it.
    pub joined: Option<MemberId>,
    /// Who left it.
    pub left: Option<MemberId>,
}

/// `app_home_opened` on the Home tab.
#[derive(Debug, PartialEq, Eq)]
pub struct HomeOpened<By = Actor> {
    pub by: By,
    /// Slack's id of the event, the same when it is repeated.
    pub event: String,
}

/// Lets us open one modal, within three seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriggerId(pub String);

/// An open modal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewId(pub String);

/// One state of an open modal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewHash(pub String);

/// Lets us answer where something was typed or pressed, five times within 30 minutes. It is a secret of sorts, so it is
/// not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseUrl(pub String);

impl std::fmt::Debug for ResponseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResponseUrl")
    }
}

/// Signed by Slack, and not what Slack documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The body is not JSON, or not a form.
    #[error("the body cannot be read")]
    Body,
    /// A field is missing that everything depends on.
    #[error("{0} is missing")]
    Missing(&'static str),
}

/// Whether this is Slack's probe of our certificate, which need not be signed and asks for nothing.
#[must_use]
pub fn is_ssl_check(body: &[u8]) -> bool {
    field(body, "ssl_check").is_some_and(|value| value == "1")
}

fn unknown<By>(kind: Option<&str>) -> Inbound<By> {
    // It goes into the log, so it has to look like one of Slack's own names.
    let is_name = |kind: &&str| kind.len() <= 60 && kind.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    Inbound::Unknown { kind: kind.filter(is_name).unwrap_or("unnamed").to_owned() }
}

fn required<'v>(value: &'v Value, pointer: &str, name: &'static str) -> Result<&'v str, Malformed> {
    text_at(value, pointer).ok_or(Malformed::Missing(name))
}

fn text_at<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer)?.as_str()
}

fn field<'b>(body: &'b [u8], name: &str) -> Option<Cow<'b, str>> {
    form_urlencoded::parse(body).find(|(field, _)| field == name).map(|(_, value)| value)
}

/// Slack escapes these three in what people type.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
