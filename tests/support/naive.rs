//! The obvious first version of a sender: it posts, marks what it posted, and posts again what isn't marked.

use std::collections::HashSet;
use std::sync::Mutex;

use bearings::config::SlackEndpoint;
use bearings::domain::ids::MemberId;
use bearings::secret::Secret;
use bearings::slack::{SlackError, WebApi};
use bearings::surface::Message;
use url::Url;

use super::TOKEN;
use super::process::ProcessFixture;

/// The messages that it owes, and the marks, which survive when it's dropped.
pub struct Naive {
    slack: WebApi,
    people: Vec<MemberId>,
    marked: Mutex<HashSet<MemberId>>,
}

impl Naive {
    pub fn new(fixture: &ProcessFixture, people: &[MemberId]) -> Self {
        let address = Url::parse(&format!("{}/api", fixture.slack_address)).unwrap();
        let slack = WebApi::new(&SlackEndpoint::at(address), &Secret::from(TOKEN)).unwrap();
        Self { slack, people: people.to_vec(), marked: Mutex::default() }
    }

    /// Sends until all are marked.
    pub async fn sends(&self) {
        for person in &self.people {
            while !self.marked.lock().unwrap().contains(person) {
                if self.posts(person).await.is_ok() {
                    self.marked.lock().unwrap().insert(person.clone());
                }
            }
        }
    }

    async fn posts(&self, person: &MemberId) -> Result<(), SlackError> {
        let dm = self.slack.open_dm(person).await?;
        let message = Message { text: "Hello".to_owned(), blocks: Vec::new() };
        self.slack.post_message(&dm, &message, person.as_str()).await.map(|_| ())
    }
}
