//! Files that an app shares, by Slack's own steps and with its refusals.

use std::io::Write;

use chrono::TimeDelta;
use url::Url;

use crate::config::SlackEndpoint;
use crate::domain::ids::ChannelId;
use crate::sandbox::testing::{MANIFEST, connected_as};
use crate::secret::Secret;
use crate::slack::{File, SlackError, WebApi};

const DM: &str = "D01ANA";

fn file_of(text: &str) -> std::fs::File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn refused(outcome: Result<(), SlackError>) -> String {
    match outcome {
        Err(SlackError::Refused { call, code }) => format!("{call}: {code}"),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_is_in_a_dm_until_it_is_deleted() {
    let manifest = MANIFEST.replace("\"chat:write\"", "\"chat:write\", \"files:write\"");
    let (sandbox, _, base) = connected_as(&manifest).await;
    let slack =
        WebApi::new(&SlackEndpoint::at(Url::parse(&format!("{base}/api")).unwrap()), &Secret::from("xoxb-local"))
            .unwrap();
    let (content, dm) = (file_of("paired with Ana · é"), ChannelId::new(DM));
    let file = || [File { name: "my-data.md", title: "To read", content: &content }];
    slack.share_files(&dm, &file(), "Your copy").await.unwrap();
    let ana = sandbox.person("ana");
    assert_eq!(ana.screen("dm"), "Bearings: Your copy\n  (file: my-data.md)");
    assert_eq!(ana.reads_file("dm", "my-data.md").unwrap(), "paired with Ana · é");
    // The file's page opens for her only.
    let until = sandbox.clock().now() + TimeDelta::seconds(1);
    let own = slack.own_messages(&dm, None, until).await.unwrap();
    let [message] = own.as_slice() else { panic!("{own:?}") };
    let page = async |name: &str| {
        reqwest::get(format!("{base}/files/{name}/{}", message.files[0])).await.unwrap().status().as_u16()
    };
    assert_eq!((page("ana").await, page("ben").await), (200, 404));
    slack.delete_file(&message.files[0]).await.unwrap();
    slack.delete_file(&message.files[0]).await.unwrap();
    slack.delete_message(&message.place).await.unwrap();
    assert_eq!((ana.screen("dm").as_str(), page("ana").await), ("", 404));
    assert_eq!(slack.own_messages(&dm, None, until).await.unwrap(), []);
    assert_eq!(sandbox.complaints(), Vec::<String>::new());
    assert_eq!(
        refused(slack.share_files(&ChannelId::new("C0NONE"), &file(), "").await),
        "files.completeUploadExternal: channel_not_found"
    );
}

#[tokio::test]
async fn a_strict_slack_takes_no_file_without_the_scope_and_none_that_is_empty() {
    let empty = file_of("");
    let file = || [File { name: "my-data.md", title: "", content: &empty }];
    for (scopes, expected) in [
        ("\"chat:write\"", "files.getUploadURLExternal: missing_scope"),
        ("\"chat:write\", \"files:write\"", "files.getUploadURLExternal: file_upload_size_restricted"),
    ] {
        let (sandbox, _, base) = connected_as(&MANIFEST.replace("\"chat:write\"", scopes)).await;
        let slack =
            WebApi::new(&SlackEndpoint::at(Url::parse(&format!("{base}/api")).unwrap()), &Secret::from("xoxb-local"))
                .unwrap();
        assert_eq!(refused(slack.share_files(&ChannelId::new(DM), &file(), "").await), expected);
        assert_eq!(sandbox.complaints().len(), 1, "{:?}", sandbox.complaints());
    }
}
