//! Bearings speaks with one voice in every view: short sentences, no stiff phrases, names instead of ids, "I" only in a
//! DM, and nothing twice in a notification.

use std::collections::BTreeSet;

use bearings::domain::cadence::PromptTimeError;
use bearings::domain::evidence::{EvidenceFault, QuotaExceeded};
use bearings::domain::settings::SettingsFault;
use bearings::surface::limits::Surface;
use bearings::views;
use bearings::views::admission::NotAdmitted;
use serde_json::Value;

use crate::VIEWS;
use crate::ratings::framework_texts;

/// Words in one sentence.
const LONGEST_SENTENCE: usize = 30;
/// Characters of a modal's title.
const LONGEST_TITLE: usize = 24;

/// Phrases that a native speaker wouldn't say here, in lower case.
const STIFF: &[&str] = &[
    "all else",
    "anew",
    "anybody",
    "cannot",
    "comes",
    "could not",
    "did not",
    "do not",
    "does not",
    "everybody",
    "for whom",
    "just now",
    "mended",
    "nobody",
    "note down",
    "noted down",
    "of whom",
    "shall",
    "somebody",
    "stands",
    "stood",
    "the bot",
    "there can be more",
    "there is",
    "those who",
    "to be handed",
    "whoever",
    "whom",
    "will not",
    "with a blank",
];

/// What the user says, which may hold "I": on a button or beside a box to tick.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Voice {
    Bearings,
    User,
}

/// Every text of a view that Bearings or the user says; what people typed is left out.
fn said(view: &Value, voice: Voice, into: &mut Vec<(Voice, String)>) {
    const UNREAD: [&str; 12] = [
        "action_id",
        "block_id",
        "value",
        "type",
        "url",
        "callback_id",
        "private_metadata",
        "style",
        "initial_value",
        "initial_option",
        "initial_users",
        "initial_conversation",
    ];
    match view {
        Value::String(text) => into.push((voice, text.clone())),
        Value::Array(values) => values.iter().for_each(|value| said(value, voice, into)),
        Value::Object(fields) => {
            // Only a person's own words are plain text in a section.
            if fields.get("type").is_some_and(|of| of == "section") && view["text"]["type"] == "plain_text" {
                return;
            }
            let is_users = fields.contains_key("value") || fields.get("type").is_some_and(|of| of == "button");
            let voice = if is_users { Voice::User } else { voice };
            let read = fields.iter().filter(|(key, _)| !UNREAD.contains(&key.as_str()));
            read.for_each(|(_, value)| said(value, voice, into));
        }
        _ => {}
    }
}

/// The text without what a user can type, without mentions, and without the framework's own words.
fn own_words(text: &str, framework: &[String]) -> String {
    let text = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let text = text.split('<').map(|part| part.split_once('>').map_or(part, |(_, rest)| rest)).collect::<String>();
    let text = ["&amp;", "&lt;", "&gt;"].iter().fold(text, |text, entity| text.replace(entity, " "));
    framework.iter().fold(text, |text, words| text.replace(words, ". "))
}

fn sentences(text: &str) -> Vec<String> {
    let parts = text.split(['\n', '·', '•', '◦']).flat_map(|line| line.split_inclusive(['.', '?', '!', '”']));
    parts.map(|part| part.trim_matches(['*', '_', ' ']).to_owned()).filter(|part| !part.is_empty()).collect()
}

fn words(sentence: &str) -> Vec<String> {
    let parts = sentence.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'');
    parts.filter(|word| word.chars().any(|c| c.is_ascii_alphabetic())).map(str::to_owned).collect()
}

/// Whether a word is an id of Slack: a capital that says of what, then capitals and digits.
fn is_raw_id(word: &str) -> bool {
    let begins = word.starts_with(['U', 'W', 'C', 'G', 'T', 'D']);
    let is_code = word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    begins && is_code && word.len() > 2 && word.chars().any(|c| c.is_ascii_digit())
}

/// "is shared by you" and the like.
fn is_passive_by_the_user(words: &[String]) -> bool {
    let by_you = words.windows(2).position(|pair| pair == ["by", "you"]);
    let before = by_you.map(|at| words.get(at.saturating_sub(4)..at).unwrap_or_default());
    before.is_some_and(|before| before.iter().any(|word| matches!(word.as_str(), "is" | "are" | "was" | "were")))
}

/// What is wrong with one sentence.
fn faults(sentence: &str, may_say_i: bool) -> Vec<String> {
    let words = words(sentence);
    let lower = format!(" {} ", words.join(" ").to_lowercase());
    let mut found: Vec<String> = STIFF
        .iter()
        .filter(|phrase| lower.contains(&format!(" {phrase} ")))
        .map(|phrase| format!("“{phrase}”"))
        .collect();
    if words.len() > LONGEST_SENTENCE {
        found.push(format!("{} words", words.len()));
    }
    if is_passive_by_the_user(&words) {
        found.push("passive".to_owned());
    }
    found.extend(words.iter().find(|word| is_raw_id(word)).map(|word| format!("the id {word}")));
    if !may_say_i && words.iter().any(|word| word == "I" || word.starts_with("I’")) {
        found.push("“I” outside a DM".to_owned());
    }
    if words.iter().any(|word| word.contains('\'')) {
        found.push("a straight apostrophe".to_owned());
    }
    found
}

fn faults_in(text: &str, framework: &[String], may_say_i: bool) -> Vec<String> {
    // A button and an option hold the beginning or the end of a behaviour.
    let is_frameworks = |sentence: &String| {
        let part = sentence.rsplit(": ").next().unwrap_or_default().trim_matches('…');
        framework.iter().any(|words| words.contains(part))
    };
    let sentences: Vec<String> =
        sentences(&own_words(text, framework)).into_iter().filter(|sentence| !is_frameworks(sentence)).collect();
    let each = |sentence: &String| {
        let faults = faults(sentence, may_say_i).into_iter();
        faults.map(|fault| format!("{fault}: {sentence}")).collect::<Vec<_>>()
    };
    sentences.iter().flat_map(each).collect()
}

/// Whether it is a message from Bearings to one person.
fn is_dm(name: &str, surface: Surface) -> bool {
    matches!(surface, Surface::PostedMessage) && !name.starts_with("digest,")
}

#[test]
fn every_sentence_is_plain() {
    let framework = framework_texts();
    let mut seen = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    for (name, surface, view) in VIEWS.iter() {
        let mut texts = Vec::new();
        said(view, Voice::Bearings, &mut texts);
        for (voice, text) in texts {
            let may_say_i = voice == Voice::User || is_dm(name, *surface);
            if !seen.insert((text.clone(), may_say_i)) {
                continue;
            }
            // Most texts have no fault at all, and the framework's own words needn't be taken out of them.
            if faults_in(&text, &[], may_say_i).is_empty() {
                continue;
            }
            let faults = faults_in(&text, &framework, may_say_i);
            wrong.extend(faults.into_iter().map(|fault| format!("{fault} ({name})")));
        }
    }
    assert!(seen.len() > 500, "{} texts", seen.len());
    assert_eq!(wrong, BTreeSet::new());
}

/// What is shown below a field of a form isn't in a view.
#[test]
fn every_fault_is_plain() {
    let quota = [
        QuotaExceeded::Entries(5_000),
        QuotaExceeded::PerHour { entries: 200, minutes: 1 },
        QuotaExceeded::EditsPerHour { edits: 200, minutes: 12 },
        QuotaExceeded::Bytes(16 << 20),
    ];
    let evidence = [
        EvidenceFault::WordsMissing,
        EvidenceFault::WordsTooLong(3_001),
        EvidenceFault::DayMissing,
        EvidenceFault::DayToCome,
        EvidenceFault::NotALink,
        EvidenceFault::BehaviourGone,
        EvidenceFault::TooManyBehaviours(11),
        EvidenceFault::ManagersChanged,
        EvidenceFault::AudienceMissing,
        EvidenceFault::Quota(QuotaExceeded::Entries(5_000)),
    ];
    let settings = [
        SettingsFault::NoWeekday,
        SettingsFault::NoTime,
        SettingsFault::PromptTime(PromptTimeError::TooEarly),
        SettingsFault::PauseIsOver,
        SettingsFault::UnknownZone,
    ];
    let admission = [NotAdmitted::Foreign, NotAdmitted::Starting, NotAdmitted::Unsure];
    let mut said: Vec<String> = quota.iter().map(ToString::to_string).collect();
    said.extend(evidence.iter().map(ToString::to_string));
    said.extend(settings.iter().map(ToString::to_string));
    said.extend(admission.map(|why| views::admission::in_form(why).to_owned()));
    let of_views = [views::evidence::not_saved(), views::settings::not_saved(), views::admin::NOT_SAVED];
    said.extend(of_views.map(str::to_owned));
    said.extend([views::admin::NOT_SURE, views::digest_settings::NOT_SAVED].map(str::to_owned));
    said.push(views::my_data::not_the_word());
    let wrong: Vec<String> = said.iter().flat_map(|text| faults_in(text, &[], false)).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_modal_title_fits() {
    let titles = VIEWS.iter().filter_map(|(_, _, view)| view["title"]["text"].as_str());
    let titles: BTreeSet<&str> = titles.collect();
    assert!(titles.len() > 5, "{titles:?}");
    let long: Vec<&&str> = titles.iter().filter(|title| title.encode_utf16().count() > LONGEST_TITLE).collect();
    assert_eq!(long, Vec::<&&str>::new());
}

/// A notification says its title, then the words of the message: the title's sentence isn't among these.
#[test]
fn no_notification_says_its_title_twice() {
    let mut twice = BTreeSet::new();
    for (name, _, view) in VIEWS.iter() {
        let Some(text) = view["text"].as_str() else { continue };
        let Some((title, rest)) = text.split_once('\n').filter(|(title, _)| !words(&own_words(title, &[])).is_empty())
        else {
            continue;
        };
        let plain = |text: &str| text.replace(['*', '_'], "").trim_end_matches(['.', '?', '!', ':']).to_lowercase();
        let title = plain(title);
        let begins = |line: &str| plain(line).starts_with(&title);
        if rest.split('\n').any(begins) {
            twice.insert(format!("{title} ({name})"));
        }
    }
    assert_eq!(twice, BTreeSet::new());
}

#[test]
fn the_checks_see_what_they_forbid() {
    for (sentence, may_say_i, is_seen) in [
        ("Whoever runs Bearings can see why", true, true),
        ("It comes back on Monday.", true, true),
        ("What is shared by you", true, true),
        ("The entries are read by you", true, true),
        ("Shared with U01ANA", true, true),
        ("I’ll ask again on Monday", true, false),
        ("I’ll ask again on Monday", false, true),
        ("Bearings asks again on Monday", false, false),
        ("You're in", true, true),
        ("Type ERASE to continue", false, false),
    ] {
        assert_eq!(!faults(sentence, may_say_i).is_empty(), is_seen, "{sentence}");
    }
    assert_eq!(faults(&"word ".repeat(LONGEST_SENTENCE + 1), false).len(), 1);
    assert_eq!(own_words("Ask <@U01ANA> or type `level 3`.", &[]), "Ask  or type  .");
    assert_eq!(sentences("*Hello.* Is it you?\nYes"), ["Hello.", "Is it you?", "Yes"]);
}
