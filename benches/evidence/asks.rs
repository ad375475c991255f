//! What people do, as the signed requests that Slack sends for it.

use bearings::clock::Clock;
use bearings::controls::form::{EVIDENCE, EvidenceForm, behaviour_value};
use bearings::domain::ids::{BehaviourId, TrackId};
use chrono::TimeDelta;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use crate::data::{Chance, Words, manager, member, workspace};

/// The kinds of requests that are measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Log,
    Suggest,
    SuggestEmpty,
    Type,
    Me,
    Cell,
    Save,
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Log, Self::Suggest, Self::SuggestEmpty, Self::Type, Self::Me, Self::Cell, Self::Save];

    /// Its name, and its goal in milliseconds at the 99th percentile if it has one.
    pub fn name(self) -> (&'static str, Option<u32>) {
        match self {
            Self::Log => ("/framework log: until views.open", Some(50)),
            Self::Suggest => ("menu, words typed: until the answer", Some(5)),
            Self::SuggestEmpty => ("menu, opened with likely ones: until the answer", Some(5)),
            Self::Type => ("typing in the form: until views.update", Some(50)),
            Self::Me => ("/framework me: until the answer", Some(10)),
            Self::Cell => ("/framework level 4 mastery, marks unread: answer", None),
            Self::Save => ("save: until the answer", None),
        }
    }
}

/// A request to the bot.
pub struct Ask {
    pub path: &'static str,
    pub body: String,
    /// The trigger or view that the final call to Slack names; none if the answer ends the request.
    pub call: Option<String>,
    /// What a good answer contains.
    pub good: &'static str,
}

/// Builds the requests.
pub struct Asks {
    words: Words,
    /// The form, as the bot drew it.
    form: Value,
    /// Keeps this run's ids apart from those of other runs.
    run: i64,
}

impl Asks {
    pub fn new(words: Words) -> Self {
        Self { words, form: Value::Null, run: Clock::system().now().timestamp() }
    }

    /// Adds the form, because Slack sends the whole form along with every action in it.
    pub fn with_form(mut self, form: Value) -> Self {
        let metadata = form.get("private_metadata").and_then(Value::as_str).unwrap_or_default();
        assert!(!EvidenceForm::parse(metadata).likely.is_empty(), "the form offers likely behaviours");
        self.form = form;
        self
    }

    /// What this person does; every number makes a different request.
    pub fn ask(&self, kind: Kind, number: usize, person: usize) -> Ask {
        let mut chance = Chance::new(u64::try_from(number).expect("a number"));
        let chance = &mut chance;
        let words = || self.words.many(40, &mut Chance::new(u64::MAX - u64::try_from(number).expect("a number")));
        let view = format!("V{}X{number}", self.run);
        let trigger = format!("{}.{number}", self.run);
        match kind {
            Kind::Log => Ask { call: Some(trigger.clone()), ..slash(&format!("log {}", words()), &trigger, person) },
            Kind::Me => Ask { good: "button", ..slash("me", &trigger, person) },
            Kind::Cell => Ask { good: "Mastery", ..slash("level 4 mastery", &trigger, person) },
            Kind::Suggest => Ask { good: "option_groups", ..self.suggest(&view, person, &self.words.typed(chance)) },
            Kind::SuggestEmpty => Ask { good: "Suggested behaviours", ..self.suggest(&view, person, "") },
            Kind::Type => {
                let mut form = self.form_of(&view, &words(), &[], "only_me");
                set(&mut form, "private_metadata", "{}".into());
                let action = json!({"type": "plain_text_input", "block_id": "words", "action_id": "words",
                                    "value": words(), "action_ts": trigger});
                let more = json!({"view": form, "actions": [action], "trigger_id": trigger});
                Ask { call: Some(view), ..interaction("block_actions", person, more) }
            }
            Kind::Save => {
                let shared = format!("managers/{}", manager(person));
                let audience = if chance.one_in(3) { shared.as_str() } else { "only_me" };
                let form = self.form_of(&view, &words(), &self.words.behaviours(chance), audience);
                let more = json!({"view": form, "trigger_id": trigger, "response_urls": []});
                Ask { good: "\"response_action\":\"update\"", ..interaction("view_submission", person, more) }
            }
        }
    }

    fn suggest(&self, view: &str, person: usize, typed: &str) -> Ask {
        let mut form = self.form.clone();
        set(&mut form, "id", view.into());
        set(&mut form, "state", json!({"values": {}}));
        let more = json!({"view": form, "block_id": "behaviours", "action_id": "behaviours", "value": typed,
                          "container": {"type": "view", "view_id": view}});
        interaction("block_suggestion", person, more)
    }

    fn form_of(&self, view: &str, words: &str, shows: &[(TrackId, BehaviourId)], audience: &str) -> Value {
        let option = |(track, behaviour): &(TrackId, BehaviourId)| json!({"value": behaviour_value(track, behaviour)});
        let day = (Clock::system().now() - TimeDelta::days(2)).date_naive().to_string();
        let values = json!({
            "words": {"words": {"type": "plain_text_input", "value": words}},
            "likely": {"likely": {"type": "checkboxes", "selected_options": []}},
            "behaviours": {"behaviours": {"type": "multi_external_select",
                                          "selected_options": shows.iter().map(option).collect::<Vec<_>>()}},
            "happened_on": {"happened_on": {"type": "datepicker", "selected_date": day}},
            "link": {"link": {"type": "plain_text_input", "value": "https://example.com/pull/1"}},
            "audience": {"audience": {"type": "radio_buttons", "selected_option": {"value": audience}}},
        });
        let mut form = self.form.clone();
        set(&mut form, "id", view.into());
        set(&mut form, "callback_id", EVIDENCE.into());
        set(&mut form, "state", json!({"values": values}));
        form
    }
}

fn set(object: &mut Value, name: &str, value: Value) {
    object.as_object_mut().expect("a form").insert(name.to_owned(), value);
}

pub fn slash(text: &str, trigger: &str, person: usize) -> Ask {
    let body = Serializer::new(String::new())
        .append_pair("token", "x")
        .append_pair("team_id", workspace().as_str())
        .append_pair("channel_id", "C2147483705")
        .append_pair("user_id", member(person).as_str())
        .append_pair("command", "/framework")
        .append_pair("text", text)
        .append_pair("api_app_id", "A123456")
        .append_pair("response_url", "https://hooks.slack.com/commands/1234/5678")
        .append_pair("trigger_id", trigger)
        .finish();
    Ask { path: "/slack/commands", body, call: None, good: "" }
}

pub fn interaction(kind: &str, person: usize, more: Value) -> Ask {
    let mut payload = more;
    let (team, person) = (workspace(), member(person));
    set(&mut payload, "type", kind.into());
    set(&mut payload, "team", json!({"id": team.as_str(), "domain": "dummyco"}));
    set(&mut payload, "user", json!({"id": person.as_str(), "name": "steve", "team_id": team.as_str()}));
    let body = Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish();
    Ask { path: "/slack/interactions", body, call: None, good: "" }
}
