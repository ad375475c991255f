//! What an app does when Slack's answers or listings have no end.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::{Duration, Instant};

use chrono::DateTime;
use url::Url;

use super::faults::{Cursor, Fault};
use crate::config::SlackEndpoint;
use crate::domain::ids::{ChannelId, MemberId, SlackTeamId};
use crate::domain::installation::Installation;
use crate::sandbox::Sandbox;
use crate::sandbox::testing::{MANIFEST, connected_as};
use crate::secret::Secret;
use crate::slack::outbound::{Audience, MessageAnswer};
use crate::slack::{File, ResponseUrl, SlackError, WebApi};
use crate::surface::Message;

const TOO_LONG: &str = "an answer longer than any of Slack's";
/// Far below a call's timeout: the app doesn't read an endless answer until time runs out.
const WELL_WITHIN_TIMEOUT: Duration = Duration::from_secs(5);

/// An app in a channel, with all the scopes that its calls need.
async fn begin() -> (Sandbox, WebApi, String) {
    let manifest = MANIFEST.replace("\"chat:write\"", "\"chat:write\", \"files:write\", \"groups:read\", \"im:write\"");
    let (sandbox, _, base) = connected_as(&manifest).await;
    sandbox.stops_limiting();
    sandbox.invite("Bearings", "#payments-leads").await;
    let endpoint = SlackEndpoint::at(Url::parse(&format!("{base}/api")).unwrap());
    let slack = WebApi::new(&endpoint, &Secret::from("xoxb-local")).unwrap();
    (sandbox, slack, base)
}

fn what(error: SlackError) -> &'static str {
    match error {
        SlackError::Unclear { what, .. } => what,
        error => panic!("{error}"),
    }
}

/// Makes one call of each kind, by the method that goes wrong in it.
async fn call(method: &str, slack: &WebApi, base: &str) -> Result<(), SlackError> {
    let (ana, dm) = (MemberId::new("U01ANA"), ChannelId::new("D01ANA"));
    let message = Message { text: "Hello".to_owned(), blocks: Vec::new() };
    let installation = Installation::new(SlackTeamId::new("T0LOCAL"), None, false);
    let now = DateTime::from_timestamp(1_793_872_800, 0).unwrap();
    match method {
        "auth.test" => slack.auth_test().await.map(|_| ()),
        "users.info" => slack.profile_of(&ana).await.map(|_| ()),
        "auth.teams.list" => {
            let organisation = Installation::new(SlackTeamId::new("E0LOCAL"), None, true);
            slack.directory(&organisation).await.map(|_| ())
        }
        "users.list" => slack.directory(&installation).await.map(|_| ()),
        "conversations.members" => {
            slack.look_up_channel(&ChannelId::new("C03PAYMENTS"), &BTreeSet::new(), &BTreeSet::new()).await.map(|_| ())
        }
        "conversations.history" => slack.own_messages(&dm, None, now).await.map(|_| ()),
        "chat.postMessage" => slack.post_message(&dm, &message, "key").await.map(|_| ()),
        "response_url" => {
            let url = ResponseUrl(format!("{base}/hooks/R1"));
            slack.respond(&url, &MessageAnswer::new(&message, Audience::Them)).await
        }
        "upload_url" => {
            let mut content = tempfile::tempfile().unwrap();
            content.write_all(b"paired").unwrap();
            slack.share_files(&dm, &[File { name: "a.md", title: "", content: &content }], "").await
        }
        "apps.connections.open" => slack.open_connection().await.map(|_| ()),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn no_answer_is_read_further_than_slacks_longest() {
    let (sandbox, slack, base) = begin().await;
    for method in [
        "auth.test",
        "users.info",
        "users.list",
        "conversations.members",
        "conversations.history",
        "chat.postMessage",
        "response_url",
        "upload_url",
        "apps.connections.open",
    ] {
        for is_announced in [true, false] {
            sandbox.break_next(method, Fault::Endless { is_announced });
            let began = Instant::now();
            assert_eq!(what(call(method, &slack, &base).await.unwrap_err()), TOO_LONG, "{method}");
            assert!(began.elapsed() < WELL_WITHIN_TIMEOUT, "{method} took {:?}", began.elapsed());
        }
    }
}

#[tokio::test]
async fn a_listing_that_goes_round_in_circles_or_on_for_ever_is_given_up() {
    const LISTINGS: [(&str, usize); 4] = [
        ("users.list", 1_000),
        ("auth.teams.list", 100),
        ("conversations.members", 500),
        ("conversations.history", 500),
    ];
    let (sandbox, slack, base) = begin().await;
    for (method, pages) in LISTINGS {
        sandbox.joins_organisation(method == "auth.teams.list");
        for circle in [vec!["a"], vec!["a", "b"], vec!["a", "b", "c"]] {
            let before = sandbox.calls(method).made;
            for cursor in circle.iter().cycle().take(circle.len() + 1) {
                sandbox.break_next(method, Fault::Cursor(Cursor::Known(cursor)));
            }
            let given_up = what(call(method, &slack, &base).await.unwrap_err());
            assert_eq!(given_up, "a listing that goes round in circles", "{method}");
            assert_eq!(sandbox.calls(method).made - before, circle.len() + 1, "{method}");
        }
        let before = sandbox.calls(method).made;
        sandbox.storm(method, &[(Fault::Cursor(Cursor::Fresh), 100)], 1);
        assert_eq!(what(call(method, &slack, &base).await.unwrap_err()), "a listing longer than any of Slack's");
        assert!(sandbox.calls(method).made - before <= pages, "{method}");
        sandbox.calms(method);
        assert_eq!(call(method, &slack, &base).await, Ok(()), "{method} is read again");
    }
}
