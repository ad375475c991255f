//! What an app learns about channels.

use std::collections::BTreeSet;

use serde_json::json;
use url::Url;

use crate::config::SlackEndpoint;
use crate::domain::digest::{ChannelLookup, ChannelProblem};
use crate::domain::ids::{ChannelId, MemberId};
use crate::sandbox::testing::{MANIFEST, connected_as};
use crate::secret::Secret;
use crate::slack::WebApi;

const PRIVATE: &str = "#payments-leads";

#[tokio::test]
async fn a_look_sees_what_is_wrong_with_a_channel_now() {
    let manifest = MANIFEST.replace("\"chat:write\"", "\"chat:write\", \"groups:read\"");
    let (sandbox, _, base) = connected_as(&manifest).await;
    let slack =
        WebApi::new(&SlackEndpoint::at(Url::parse(&format!("{base}/api")).unwrap()), &Secret::from("xoxb-local"))
            .unwrap();
    let allowed = BTreeSet::from(["U04PRIYA", "U05MAYA"].map(MemberId::new));
    let channel = ChannelId::new("C03PAYMENTS");
    let wrong = async || {
        slack.look_up_channel(&channel, &allowed, &BTreeSet::new()).await.unwrap().problems(&allowed, &allowed, None)
    };
    assert_eq!(wrong().await, [ChannelProblem::NotThere]);
    sandbox.invite("Bearings", PRIVATE).await;
    assert_eq!(wrong().await, []);
    sandbox.invite("ana", PRIVATE).await;
    assert_eq!(wrong().await, [ChannelProblem::Outsider(MemberId::new("U01ANA"))]);
    sandbox.make_guest("ana").await;
    assert_eq!(wrong().await, [ChannelProblem::Guest(MemberId::new("U01ANA"))]);
    sandbox.remove("ana", PRIVATE).await;
    sandbox.archive(PRIVATE);
    assert_eq!(wrong().await, [ChannelProblem::Archived]);
    sandbox.unarchive(PRIVATE);
    sandbox.share_externally(PRIVATE);
    assert_eq!(wrong().await, [ChannelProblem::SharedOutside]);
    sandbox.make_public(PRIVATE);
    assert!(wrong().await.contains(&ChannelProblem::Public));
    assert_eq!(
        slack.look_up_channel(&ChannelId::new("C0NONE"), &allowed, &BTreeSet::new()).await,
        Ok(ChannelLookup::NotThere)
    );
    assert_eq!(sandbox.complaints(), Vec::<String>::new());
}

#[tokio::test]
async fn a_large_channel_is_read_to_its_end() {
    let manifest = MANIFEST.replace("\"chat:write\"", "\"chat:write\", \"groups:read\"");
    let (sandbox, _, base) = connected_as(&manifest).await;
    let slack =
        WebApi::new(&SlackEndpoint::at(Url::parse(&format!("{base}/api")).unwrap()), &Secret::from("xoxb-local"))
            .unwrap();
    sandbox.stops_limiting();
    sandbox.invite("Bearings", PRIVATE).await;
    let mut allowed: BTreeSet<MemberId> = sandbox.hires(450, &["UTC"]).into_iter().collect();
    for hire in 1..=450 {
        sandbox.invite(&format!("hire{hire}"), PRIVATE).await;
    }
    allowed.extend(["U04PRIYA", "U05MAYA"].map(MemberId::new));
    let looked = slack.look_up_channel(&ChannelId::new("C03PAYMENTS"), &allowed, &BTreeSet::new()).await.unwrap();
    assert_eq!(looked.problems(&allowed, &allowed, None), []);
    let last = MemberId::new("U1000449");
    allowed.remove(&last);
    assert_eq!(looked.problems(&allowed, &allowed, None), [ChannelProblem::Outsider(last)]);
    assert!(json!(sandbox.complaints()).as_array().unwrap().is_empty());
}

#[tokio::test]
async fn who_joins_or_leaves_a_private_channel_is_told_to_an_app_that_may_read_private_channels() {
    let manifest = MANIFEST
        .replace("\"chat:write\"", "\"chat:write\", \"groups:read\"")
        .replace("[app_home_opened", "[member_joined_channel, member_left_channel, app_home_opened");
    let (sandbox, app, _) = connected_as(&manifest).await;
    sandbox.invite("Bearings", PRIVATE).await;
    sandbox.invite("ana", PRIVATE).await;
    let told = app.last()["event"].clone();
    let expected = json!({"type": "member_joined_channel", "user": "U01ANA", "channel": "C03PAYMENTS",
                          "channel_type": "G", "team": told["team"], "event_ts": told["event_ts"]});
    assert_eq!(told, expected);
    sandbox.remove("ana", PRIVATE).await;
    assert_eq!(app.last()["event"]["type"], "member_left_channel");
    // Events about a public channel's members need `channels:read`.
    sandbox.make_public(PRIVATE);
    let before = app.asked.lock().unwrap().len();
    sandbox.invite("ana", PRIVATE).await;
    assert_eq!(app.asked.lock().unwrap().len(), before);
}
