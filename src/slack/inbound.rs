//! What Slack sends us, as values. Parsing is lenient: an extra or missing field, or a new kind, must not cost the user
//! an answer.

mod actor;
mod command;
mod envelope;
mod event;
mod fields;
mod fingerprint;
mod interaction;
mod kind;
mod message;
mod request_kind;
mod state;

pub use command::slash_command;
pub use envelope::{Envelope, Frame, frame};
pub use event::event;
pub use fingerprint::Fingerprint;
pub use interaction::interaction;
pub use request_kind::RequestKind;
pub use state::FormState;

use crate::domain::ids::{Actor, ChannelId, MemberId};
use crate::domain::member::Profile;
use crate::secret::PrivateText;

/// A request from Slack. It is parsed as `Inbound<PayloadActor>`, but handlers take `Inbound<Actor>`, so that nothing
/// is done before it is clear who the actor is.
#[derive(Debug, PartialEq, Eq)]
pub enum Inbound<By = Actor> {
    SlashCommand(SlashCommand<By>),
    BlockAction(BlockAction<By>),
    ViewSubmission(ViewSubmission<By>),
    /// A user opened a menu that we fill, or typed into it.
    BlockSuggestion(BlockSuggestion<By>),
    GlobalShortcut(GlobalShortcut<By>),
    MessageShortcut(MessageShortcut<By>),
    HomeOpened(HomeOpened<By>),
    DirectMessage(DirectMessage<By>),
    MemberChanged(MemberChanged<By>),
    ChannelChanged(ChannelChanged),
    /// Slack checks whether this address is ours.
    UrlVerification {
        /// Has to be sent back.
        challenge: String,
    },
    /// Signed by Slack, but of no kind that we know. It only needs an acknowledgement.
    Unknown {
        /// Slack's name for the kind.
        kind: String,
    },
}

/// `/framework …`
#[derive(Debug, PartialEq, Eq)]
pub struct SlashCommand<By = Actor> {
    pub by: By,
    /// Includes the slash.
    pub command: String,
    /// The text after the command, as typed.
    pub text: PrivateText,
    pub trigger: TriggerId,
    /// For an answer after the HTTP response.
    pub response_url: ResponseUrl,
}

/// `block_actions`: a user pressed a button or changed a field of ours.
#[derive(Debug, PartialEq, Eq)]
pub struct BlockAction<By = Actor> {
    pub by: By,
    pub action_id: String,
    /// The time of the press by Slack's clock, to the microsecond. It identifies the press.
    pub action_ts: String,
    /// The value of the button or chosen option, or the text typed into the field.
    pub value: Option<PrivateText>,
    /// The other fields of the message or view.
    pub state: FormState,
    pub origin: Origin,
    pub trigger: TriggerId,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Origin {
    Message {
        ts: String,
        /// Only the user who pressed sees the message.
        ephemeral: bool,
        response_url: ResponseUrl,
    },
    Home,
    Modal {
        view: ViewId,
        /// The view's hash at the time of the press. If it differs now, the modal shows something else.
        hash: ViewHash,
        metadata: PrivateText,
    },
}

/// `view_submission`: a user submitted a form.
#[derive(Debug, PartialEq, Eq)]
pub struct ViewSubmission<By = Actor> {
    pub by: By,
    pub callback_id: String,
    /// The `private_metadata` that we gave the modal.
    pub metadata: PrivateText,
    /// The modal's id. It stays the same for every press of the submit button.
    pub view: ViewId,
    /// The `block_id` of the first input. An error shown there keeps what the user typed.
    pub first_field: Option<String>,
    /// The view's hash at the time of submission.
    pub hash: ViewHash,
    /// Differs for every press of the submit button.
    pub trigger: TriggerId,
    pub state: FormState,
}

/// A user opened a menu of ours or typed into it. Slack does not send the other fields of the form.
#[derive(Debug, PartialEq, Eq)]
pub struct BlockSuggestion<By = Actor> {
    pub by: By,
    pub action_id: String,
    pub metadata: PrivateText,
    /// The typed text; empty if the menu was only opened.
    pub words: PrivateText,
}

/// A global shortcut, from the menu beside the composer.
#[derive(Debug, PartialEq, Eq)]
pub struct GlobalShortcut<By = Actor> {
    pub by: By,
    pub callback_id: String,
    pub trigger: TriggerId,
}

/// `message_action`: a user chose one of our shortcuts on a message.
#[derive(Debug, PartialEq, Eq)]
pub struct MessageShortcut<By = Actor> {
    pub by: By,
    pub callback_id: String,
    pub trigger: TriggerId,
    /// For an answer after the HTTP response.
    pub response_url: ResponseUrl,
    message: Option<MessageAddress>,
    /// The message's text without Slack's markup.
    pub text: PrivateText,
}

/// Where a message is, according to the payload.
#[derive(Debug, PartialEq, Eq)]
struct MessageAddress {
    /// The workspace's name in its URLs.
    workspace: String,
    channel: String,
    ts: String,
    /// The parent of a reply.
    thread_ts: Option<String>,
}

/// `message.im`: a user wrote to the bot in its DM.
#[derive(Debug, PartialEq, Eq)]
pub struct DirectMessage<By = Actor> {
    pub by: By,
    /// The user's DM with the bot.
    pub channel: ChannelId,
    pub words: PrivateText,
    /// Slack's event id; a redelivery has the same.
    pub event: String,
}

/// `user_change`: a new time zone, a status, a deactivation.
#[derive(Debug, PartialEq, Eq)]
pub struct MemberChanged<By = Actor> {
    pub who: By,
    pub profile: Profile,
    /// Slack's event id; a redelivery has the same.
    pub event: Option<String>,
}

/// Someone joined or left a channel that the bot is in, or its sharing with another organisation changed.
#[derive(Debug, PartialEq, Eq)]
pub struct ChannelChanged {
    pub channel: ChannelId,
    pub joined: Option<MemberId>,
    pub left: Option<MemberId>,
}

/// `app_home_opened` on the Home tab.
#[derive(Debug, PartialEq, Eq)]
pub struct HomeOpened<By = Actor> {
    pub by: By,
    /// Slack's event id; a redelivery has the same.
    pub event: String,
}

/// Lets us open one modal within three seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriggerId(pub String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewId(pub String);

/// The hash of one state of an open modal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewHash(pub String);

/// Lets us answer where the user typed or pressed, up to five times within 30 minutes. Anyone who has it can post
/// there, so it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseUrl(pub String);

impl std::fmt::Debug for ResponseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResponseUrl")
    }
}

/// A request that is signed by Slack, but is not as Slack documents it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The body is neither JSON nor a form.
    #[error("the body cannot be read")]
    Body,
    /// A required field is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
}

/// Whether this is Slack's check of our certificate. It may be unsigned, and needs no more than a 200.
pub fn is_ssl_check(body: &[u8]) -> bool {
    fields::form_field(body, "ssl_check").is_some_and(|value| value == "1")
}
