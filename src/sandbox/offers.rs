//! What can be chosen in a control, as it reads on the screen.

use serde_json::Value;

use super::controls::Control;
use super::json::{flag, list_of, str_of};
use super::mrkdwn::{self, Lens, read_plain, read_plain_of};
use super::world::{Channel, SearchResult};

/// One thing to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    pub value: String,
    pub text: String,
    /// The description under it, if the app gave one.
    pub about: String,
    /// The label of its group; empty without one.
    pub group: String,
}

impl Offer {
    /// Reads an option that the app gave.
    pub fn of(option: &Value, lens: Lens<'_>) -> Self {
        let read = |name: &str| option.get(name).map(|words| read(words, lens)).unwrap_or_default();
        Self {
            value: str_of(option, "value").to_owned(),
            text: read("text"),
            about: read("description"),
            group: String::new(),
        }
    }

    fn plain(value: &str, text: String) -> Self {
        Self { value: value.to_owned(), text, ..Self::default() }
    }
}

/// Reads a text object.
fn read(object: &Value, lens: Lens<'_>) -> String {
    match str_of(object, "type") {
        "mrkdwn" => mrkdwn::read(str_of(object, "text"), lens),
        _ => read_plain(object),
    }
}

/// Everything that can be chosen in a control now; `found` is the result of the last search in it.
pub fn offers(lens: Lens<'_>, control: &Control<'_>, found: Option<&SearchResult>) -> Vec<Offer> {
    match control.kind() {
        "users_select" | "multi_users_select" => {
            let people = lens.world.members().filter(|member| !member.deleted);
            people.map(|member| Offer::plain(member.id.as_str(), member.name.clone())).collect()
        }
        kind if kind.contains("conversations") || kind.contains("channels") => {
            let channels = lens.world.channels_of(&lens.member.id);
            let offered = channels.filter(|channel| passes(control, channel));
            offered.map(|channel| Offer::plain(channel.id.as_str(), format!("#{}", channel.name))).collect()
        }
        _ => {
            let mut all = listed(control.element, lens);
            all.extend(found.into_iter().flat_map(|found| listed(&found.answer, lens)));
            all
        }
    }
}

/// Whether a select's filter lets a channel through; the local Slack offers no other kind of conversation.
fn passes(control: &Control<'_>, channel: &Channel) -> bool {
    let filter = control.element.get("filter").cloned().unwrap_or_default();
    let kinds = list_of(&filter, "include");
    let kind = if channel.private { "private" } else { "public" };
    let is_asked_for = match control.kind() {
        "channels_select" | "multi_channels_select" => !channel.private,
        _ => kinds.is_empty() || kinds.iter().any(|each| each == kind),
    };
    is_asked_for && !(flag(&filter, "exclude_external_shared_channels") && channel.shared)
}

/// The options of an element or an answer; those in groups carry their group's label.
fn listed(holder: &Value, lens: Lens<'_>) -> Vec<Offer> {
    let bare = list_of(holder, "options").iter().map(|option| Offer::of(option, lens));
    let grouped = list_of(holder, "option_groups").iter().flat_map(|group| {
        let label = read_plain_of(group, "label");
        list_of(group, "options").iter().map(move |option| Offer { group: label.clone(), ..Offer::of(option, lens) })
    });
    bare.chain(grouped).collect()
}

/// What an external select says when the app has nothing for a query.
pub const NO_RESULTS: &str = "No results";

/// What an external select says until the query is long enough.
pub fn too_short(control: &Control<'_>) -> String {
    match control.least_query() {
        1 => "Type a minimum of 1 character to see options.".to_owned(),
        least => format!("Type a minimum of {least} characters to see options."),
    }
}
