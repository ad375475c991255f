//! The table of methods, each with its arguments from Slack's reference.

use serde_json::{Map, Value};

use super::refusal::ApiRefusal;
use super::{Call, chat, connections, directory, files, pace, views};

/// One method: its token, scope, rate limit, arguments and action.
pub(super) struct Method {
    pub(super) name: &'static str,
    pub(super) token: Token,
    pub(super) scope: Option<&'static str>,
    pub(super) per_minute: u32,
    /// The names of its arguments except `token`, separated by spaces.
    args: &'static str,
    pub(super) act: Act,
}

type Act = fn(&mut Call<'_>) -> Result<Value, ApiRefusal>;

/// Whose token a method takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// The installation's in this workspace; its scopes are in the manifest.
    Bot,
    /// The app's own; its scopes were chosen when it was made.
    App,
}

const fn method(
    name: &'static str,
    scope: Option<&'static str>,
    per_minute: u32,
    args: &'static str,
    act: Act,
) -> Method {
    Method { name, token: Token::Bot, scope, per_minute, args, act }
}

impl Method {
    /// The given arguments that the method doesn't have.
    pub(super) fn unknown(&self, given: &Map<String, Value>) -> Vec<String> {
        let is_known = |name: &str| name == "token" || self.args.split(' ').any(|known| known == name);
        given.keys().filter(|name| !is_known(name)).cloned().collect()
    }
}

/// The scopes of conversations.* depend on the channel, so those methods check them themselves.
pub(super) const METHODS: &[Method] = &[
    Method {
        token: Token::App,
        ..method("apps.connections.open", Some("connections:write"), 50, "", connections::open)
    },
    method("auth.teams.list", None, 20, "cursor include_icon limit", directory::teams),
    method("auth.test", None, 300, "", directory::auth_test),
    method(
        "chat.postMessage",
        Some("chat:write"),
        pace::PER_CHANNEL,
        "as_user attachments blocks channel current_draft_last_updated_ts icon_emoji icon_url link_names \
         markdown_text metadata mrkdwn parse reply_broadcast text thread_ts unfurl_links unfurl_media \
         username",
        chat::post_message,
    ),
    method(
        "chat.postEphemeral",
        Some("chat:write"),
        100,
        "as_user attachments blocks channel icon_emoji icon_url link_names markdown_text metadata parse text \
         thread_ts user username",
        chat::post_ephemeral,
    ),
    method(
        "chat.update",
        Some("chat:write"),
        50,
        "as_user attachments blocks channel file_ids link_names markdown_text metadata parse reply_broadcast \
         text ts unfurled_attachments",
        chat::update,
    ),
    method("chat.delete", Some("chat:write"), 50, "as_user channel ts", chat::delete),
    method("chat.getPermalink", None, 300, "channel message_ts", chat::permalink),
    method("conversations.open", Some("im:write"), 50, "channel prevent_creation return_im users", directory::open_dm),
    method("conversations.info", None, 50, "channel include_locale include_num_members", directory::channel_info),
    method("conversations.list", None, 20, "cursor exclude_archived limit team_id types", directory::channels),
    method("conversations.members", None, 100, "channel cursor limit", directory::channel_members),
    method(
        "conversations.history",
        None,
        50,
        "channel cursor include_all_metadata inclusive latest limit oldest",
        directory::history,
    ),
    method(
        "files.getUploadURLExternal",
        Some("files:write"),
        100,
        "alt_txt filename length snippet_type",
        files::get_upload_url,
    ),
    method(
        "files.completeUploadExternal",
        Some("files:write"),
        100,
        "blocks channel_id channels files icon_emoji icon_url initial_comment thread_ts username",
        files::complete_upload,
    ),
    method("files.delete", Some("files:write"), 50, "file", files::delete),
    method("users.info", Some("users:read"), 100, "include_locale user", directory::user_info),
    method("users.list", Some("users:read"), 20, "cursor include_locale limit team_id", directory::users),
    method("views.publish", None, 100, "hash interactivity_pointer user_id view", views::publish),
    method("views.open", None, 100, "interactivity_pointer trigger_id view", views::open),
    method("views.update", None, 100, "external_id hash view view_id", views::update),
    method("views.push", None, 100, "interactivity_pointer trigger_id view", views::push),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_and_scopes_are_those_of_slacks_reference() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/slack/methods.json");
        let listed: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for method in METHODS {
            let of_slack = &listed[method.name];
            let args: Vec<&str> = of_slack["args"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            let ours: Vec<&str> = method.args.split(' ').filter(|name| !name.is_empty()).collect();
            let theirs: Vec<&str> = args.into_iter().filter(|name| *name != "token").collect();
            assert_eq!(ours, theirs, "{}", method.name);
            if let Some(scope) = method.scope.filter(|_| method.token == Token::Bot) {
                assert!(of_slack["bot"].as_array().unwrap().contains(&scope.into()), "{}", method.name);
            }
        }
    }
}
