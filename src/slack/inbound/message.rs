//! Parses message shortcuts: where the message is, and its text.

use serde_json::Value;

use crate::config::SlackDomain;
use crate::domain::installation::PayloadActor;
use crate::secret::PrivateText;
use crate::slack::inbound::actor::of_interaction;
use crate::slack::inbound::fields::{required, text_or_empty, trigger, unescape};
use crate::slack::inbound::{Malformed, MessageAddress, MessageShortcut, ResponseUrl};
use crate::slack::json::text_at;

impl<By> MessageShortcut<By> {
    /// The message's permalink, which gives no access to people who lack it. We build it the way Slack does: asking
    /// Slack for it would need access to the channel, and take time while the user waits for the modal.
    pub fn permalink(&self, domain: &SlackDomain) -> PrivateText {
        let Some(MessageAddress { workspace, channel, ts, thread_ts }) = &self.message else {
            return PrivateText::default();
        };
        let link = format!("https://{}/archives/{channel}/p{}", domain.workspace_host(workspace), ts.replace('.', ""));
        PrivateText::new(match thread_ts {
            Some(thread) => format!("{link}?thread_ts={thread}&cid={channel}"),
            None => link,
        })
    }
}

pub(super) fn shortcut(payload: &Value) -> Result<MessageShortcut<PayloadActor>, Malformed> {
    Ok(MessageShortcut {
        by: of_interaction(payload)?,
        callback_id: required(payload, "/callback_id", "callback_id")?,
        trigger: trigger(payload),
        response_url: ResponseUrl(text_or_empty(payload, "/response_url")),
        message: message_address(payload),
        text: PrivateText::new(plain(text_at(payload, "/message/text").unwrap_or_default())),
    })
}

fn message_address(payload: &Value) -> Option<MessageAddress> {
    let text = |pointer| text_at(payload, pointer).map(str::to_owned);
    let ts = text("/message/ts").or_else(|| text("/message_ts"))?;
    Some(MessageAddress {
        workspace: text("/team/domain")?,
        channel: text("/channel/id")?,
        thread_ts: text("/message/thread_ts").filter(|thread| *thread != ts),
        ts,
    })
}

/// The text of a message as people read it: replaces what Slack wraps in angle brackets by its visible part.
fn plain(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        said.push_str(before);
        let Some((wrapped, behind)) = after.split_once('>') else {
            said.push('<');
            rest = after;
            continue;
        };
        let (target, label) = wrapped.split_once('|').unwrap_or((wrapped, ""));
        match (target.chars().next(), label) {
            (Some('@'), "") => said.push_str("@someone"),
            (Some('#'), "") => said.push_str("#channel"),
            (Some('!'), "") => said.extend(["@", target.trim_start_matches('!')]),
            (Some('@' | '#'), label) => {
                said.extend(target.chars().next());
                said.push_str(label.trim_start_matches(['@', '#']));
            }
            (_, "") => said.push_str(target),
            (_, label) => said.push_str(label),
        }
        rest = behind;
    }
    said.push_str(rest);
    unescape(&said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_as_people_read_it() {
        for (text, expected) in [
            ("well done", "well done"),
            ("<@U02BEN> fixed it", "@someone fixed it"),
            ("<@U02BEN|ben> &amp; <!here>", "@ben & @here"),
            ("in <#C1|backend>: <https://example.com/1|the pull request>", "in #backend: the pull request"),
            ("see <https://example.com/1>", "see https://example.com/1"),
            ("a &lt; b < c", "a < b < c"),
            ("", ""),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
}
