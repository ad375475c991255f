//! What Slack sends us, as values. Read leniently: a field more or less, or a new kind, must not cost anybody an answer.

use std::borrow::Cow;

use serde_json::Value;

use crate::domain::ids::{MemberId, WorkspaceId};

/// Something that Slack tells us.
#[derive(Debug, PartialEq, Eq)]
pub enum Inbound {
    /// A person typed a slash command.
    SlashCommand(SlashCommand),
    /// A person pressed a button or chose from a menu.
    Pressed(Pressed),
    /// A person opened our App Home.
    HomeOpened(HomeOpened),
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
pub struct SlashCommand {
    /// Where it was typed.
    pub workspace: WorkspaceId,
    /// Who typed it.
    pub member: MemberId,
    /// The command with its slash.
    pub command: String,
    /// What stands behind it, as it was typed.
    pub text: String,
}

/// A press on one of our controls.
#[derive(Debug, PartialEq, Eq)]
pub struct Pressed {
    /// Where it was pressed.
    pub workspace: WorkspaceId,
    /// Who pressed it.
    pub member: MemberId,
    /// The control's `action_id`.
    pub action_id: String,
    /// The button's `value`, or that of the chosen option.
    pub value: Option<String>,
    /// What is chosen in the menus around it: `action_id` and value.
    pub chosen: Vec<(String, String)>,
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
        /// Which one.
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
        /// Which one.
        view: ViewId,
    },
}

/// `app_home_opened` on the Home tab.
#[derive(Debug, PartialEq, Eq)]
pub struct HomeOpened {
    /// Where.
    pub workspace: WorkspaceId,
    /// Who.
    pub member: MemberId,
    /// Slack's id of the event, the same when it is repeated.
    pub event: String,
}

/// Lets us open one modal, within three seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriggerId(pub String);

/// An open modal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewId(pub String);

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

/// Reads a slash command.
///
/// # Errors
/// When it says neither where nor who.
pub fn slash_command(body: &[u8]) -> Result<Inbound, Malformed> {
    let mut team = None;
    let mut enterprise = None;
    let mut member = None;
    let mut command = None;
    let mut text = None;
    // Only the fields that are read are decoded.
    for field in body.split(|byte| *byte == b'&') {
        let slot = match field.split(|byte| *byte == b'=').next() {
            Some(b"team_id") => &mut team,
            Some(b"enterprise_id") => &mut enterprise,
            Some(b"user_id") => &mut member,
            Some(b"command") => &mut command,
            Some(b"text") => &mut text,
            _ => continue,
        };
        *slot = form_urlencoded::parse(field).next().map(|(_, value)| value).filter(|value| !value.is_empty());
    }
    Ok(Inbound::SlashCommand(SlashCommand {
        workspace: WorkspaceId::new(team.or(enterprise).ok_or(Malformed::Missing("team_id"))?),
        member: MemberId::new(member.ok_or(Malformed::Missing("user_id"))?),
        command: command.ok_or(Malformed::Missing("command"))?.into_owned(),
        text: unescape(&text.unwrap_or_default()),
    }))
}

/// Reads an interaction.
///
/// # Errors
/// When it is no JSON, or a press that does not say what was pressed by whom.
pub fn interaction(body: &[u8]) -> Result<Inbound, Malformed> {
    let payload = field(body, "payload").ok_or(Malformed::Missing("payload"))?;
    let payload: Value = serde_json::from_str(&payload).map_err(|_| Malformed::Body)?;
    match text_at(&payload, "/type") {
        Some("block_actions") => pressed(&payload).map(Inbound::Pressed),
        kind => Ok(unknown(kind)),
    }
}

/// Reads an event.
///
/// # Errors
/// When it is no JSON, or does not say what happened to whom.
pub fn event(body: &[u8]) -> Result<Inbound, Malformed> {
    let payload: Value = serde_json::from_slice(body).map_err(|_| Malformed::Body)?;
    match text_at(&payload, "/type") {
        Some("url_verification") => {
            let challenge = text_at(&payload, "/challenge").ok_or(Malformed::Missing("challenge"))?;
            Ok(Inbound::UrlVerification { challenge: challenge.to_owned() })
        }
        Some("event_callback") => event_callback(&payload),
        kind => Ok(unknown(kind)),
    }
}

fn event_callback(payload: &Value) -> Result<Inbound, Malformed> {
    match (text_at(payload, "/event/type"), text_at(payload, "/event/tab")) {
        (Some("app_home_opened"), None | Some("home")) => Ok(Inbound::HomeOpened(HomeOpened {
            workspace: workspace(payload, "/team_id", "/enterprise_id")?,
            member: MemberId::new(text_at(payload, "/event/user").ok_or(Malformed::Missing("event.user"))?),
            event: text_at(payload, "/event_id").ok_or(Malformed::Missing("event_id"))?.to_owned(),
        })),
        (kind, _) => Ok(unknown(kind)),
    }
}

fn pressed(payload: &Value) -> Result<Pressed, Malformed> {
    let action = payload.pointer("/actions/0").ok_or(Malformed::Missing("actions"))?;
    let value = text_at(action, "/value").or_else(|| text_at(action, "/selected_option/value"));
    let state = payload.pointer("/state/values").or_else(|| payload.pointer("/view/state/values"));
    Ok(Pressed {
        workspace: workspace(payload, "/team/id", "/enterprise/id")?,
        member: MemberId::new(text_at(payload, "/user/id").ok_or(Malformed::Missing("user.id"))?),
        action_id: text_at(action, "/action_id").ok_or(Malformed::Missing("action_id"))?.to_owned(),
        value: value.map(str::to_owned),
        chosen: state.map(chosen).unwrap_or_default(),
        origin: origin(payload)?,
        trigger: TriggerId(text_at(payload, "/trigger_id").unwrap_or_default().to_owned()),
    })
}

fn origin(payload: &Value) -> Result<Origin, Malformed> {
    match (text_at(payload, "/view/type"), text_at(payload, "/view/id")) {
        (Some("home"), _) => Ok(Origin::Home),
        (Some("modal"), Some(id)) => Ok(Origin::Modal { view: ViewId(id.to_owned()) }),
        _ => {
            let response_url = text_at(payload, "/response_url").ok_or(Malformed::Missing("response_url"))?;
            Ok(Origin::Message {
                ts: text_at(payload, "/container/message_ts").unwrap_or_default().to_owned(),
                ephemeral: payload.pointer("/container/is_ephemeral").and_then(Value::as_bool).unwrap_or(false),
                response_url: ResponseUrl(response_url.to_owned()),
            })
        }
    }
}

/// The chosen option of every menu that has one.
fn chosen(values: &Value) -> Vec<(String, String)> {
    let blocks = values.as_object().into_iter().flat_map(|blocks| blocks.values());
    let elements = blocks.filter_map(Value::as_object).flatten();
    elements
        .filter_map(|(action_id, state)| {
            Some((action_id.clone(), text_at(state, "/selected_option/value")?.to_owned()))
        })
        .collect()
}

/// An installation for a whole organisation has no team.
fn workspace(payload: &Value, team: &str, enterprise: &str) -> Result<WorkspaceId, Malformed> {
    let id = text_at(payload, team).or_else(|| text_at(payload, enterprise));
    id.map(WorkspaceId::new).ok_or(Malformed::Missing("team"))
}

fn unknown(kind: Option<&str>) -> Inbound {
    // It goes into the log, so it has to look like one of Slack's own names.
    let is_name = |kind: &&str| kind.len() <= 60 && kind.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    Inbound::Unknown { kind: kind.filter(is_name).unwrap_or("unnamed").to_owned() }
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
