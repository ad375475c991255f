//! How the messages in Slack differ from those promised.

use std::collections::HashMap;

/// A person's message, by its random key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyedMessage {
    pub to: String,
    pub key: String,
}

/// How the messages in Slack differ from those promised.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct DeliveryDifferences {
    /// Posted more than once; listed once per surplus message.
    pub doubled: Vec<KeyedMessage>,
    pub lost: Vec<KeyedMessage>,
    /// Posted, but not promised.
    pub unknown: Vec<KeyedMessage>,
}

pub fn differences(promised: &[KeyedMessage], standing: &[KeyedMessage]) -> DeliveryDifferences {
    let mut left: HashMap<&KeyedMessage, usize> = HashMap::new();
    for message in standing {
        *left.entry(message).or_default() += 1;
    }
    let mut found = DeliveryDifferences::default();
    for message in promised {
        match left.remove(message) {
            None => found.lost.push(message.clone()),
            Some(times) => found.doubled.extend(vec![message.clone(); times - 1]),
        }
    }
    found.unknown = left.into_keys().cloned().collect();
    found
}

#[test]
fn what_is_doubled_lost_or_unknown_is_seen() {
    let message = |to: &str, key: &str| KeyedMessage { to: to.into(), key: key.into() };
    let (ana, ben) = (message("ana", "a"), message("ben", "b"));
    let promised = [ana.clone(), ben.clone()];
    assert_eq!(differences(&promised, &promised), DeliveryDifferences::default());
    let lost = DeliveryDifferences { lost: vec![ben.clone()], ..DeliveryDifferences::default() };
    assert_eq!(differences(&promised, &promised[..1]), lost);
    let thrice = [ana.clone(), ben.clone(), ana.clone(), ana.clone()];
    let doubled = DeliveryDifferences { doubled: vec![ana.clone(), ana.clone()], ..DeliveryDifferences::default() };
    assert_eq!(differences(&promised, &thrice), doubled);
    // A message of someone else's, and one without a key.
    for astray in [message("ana", "b"), message("ben", "")] {
        let found = DeliveryDifferences {
            lost: vec![ben.clone()],
            unknown: vec![astray.clone()],
            ..DeliveryDifferences::default()
        };
        assert_eq!(differences(&promised, &[ana.clone(), astray]), found);
    }
}
