//! The schema that editors use, and the limits that it shares with the reader.

use bearings::import::limits;
use serde_json::Value;

use super::{found, path, track};

#[test]
fn the_schema_takes_what_is_good_and_refuses_what_it_can_see() {
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(path("framework/framework.schema.json")).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let is_valid =
        |file: &str| schema.is_valid(&serde_saphyr::from_str(&std::fs::read_to_string(path(file)).unwrap()).unwrap());
    for good in
        ["framework/backend.yaml", "tests/data/framework-small/design.yaml", "tests/data/framework-small/data.yaml"]
    {
        assert!(is_valid(good), "{good}");
    }
    for bad in ["bad-id", "bad-version", "empty-text", "too-long", "unknown-key"] {
        assert!(!is_valid(&format!("tests/data/framework-broken/{bad}/backend.yaml")), "{bad}");
    }
}

/// The number of limits in a schema.
fn limits_in(value: &Value) -> usize {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| {
                limits_in(value) + usize::from(["maxLength", "maxItems", "maximum"].contains(&name.as_str()))
            })
            .sum(),
        Value::Array(list) => list.iter().map(limits_in).sum(),
        _ => 0,
    }
}

#[test]
fn every_limit_is_the_same_in_the_schema() {
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(path("framework/framework.schema.json")).unwrap()).unwrap();
    let limit =
        |pointer: &str| schema.pointer(pointer).and_then(Value::as_u64).map(|most| usize::try_from(most).unwrap());
    let expected = [
        ("/$defs/id/maxLength", limits::LONGEST_ID),
        ("/$defs/name/maxLength", limits::LONGEST_NAME),
        ("/$defs/sentence/maxLength", limits::LONGEST_TEXT),
        ("/$defs/aliases/items/maxLength", limits::LONGEST_ALIAS),
        ("/$defs/theme/properties/emoji/maxLength", limits::LONGEST_EMOJI),
        ("/$defs/theme/properties/meaning/maxLength", limits::LONGEST_MEANING),
        ("/$defs/behaviour/properties/keywords/maxItems", limits::MOST_KEYWORDS),
        ("/$defs/behaviour/properties/keywords/items/maxLength", limits::LONGEST_KEYWORD),
        ("/properties/themes/maxItems", limits::MOST_PARTS),
        ("/properties/levels/maxItems", limits::MOST_PARTS),
        ("/$defs/level/properties/cells/maxItems", limits::MOST_PARTS),
        ("/$defs/level/properties/level/maximum", limits::MOST_PARTS),
    ];
    for (pointer, most) in expected {
        assert_eq!(limit(pointer), Some(most), "{pointer}");
    }
    // The test compares every limit of the schema.
    assert_eq!(limits_in(&schema), expected.len());
}

#[test]
fn what_fills_a_limit_is_taken_and_one_more_is_not() {
    let base = track("x", "[a]");
    let word = |length: usize| "x".repeat(length);
    for (from, to) in [
        (
            "text: x",
            Box::new(|more| format!("text: {}", word(limits::LONGEST_TEXT + more))) as Box<dyn Fn(usize) -> String>,
        ),
        ("id: one", Box::new(|more| format!("id: {}", word(limits::LONGEST_ID + more)))),
        ("name: Mastery", Box::new(|more| format!("name: {}", word(limits::LONGEST_NAME + more)))),
        ("meaning: What you know", Box::new(|more| format!("meaning: {}", word(limits::LONGEST_MEANING + more)))),
        ("emoji: 🛠️", Box::new(|more| format!("emoji: {}", word(limits::LONGEST_EMOJI + more)))),
        ("[a]", Box::new(|more| format!("[{}]", word(limits::LONGEST_KEYWORD + more)))),
        ("[a]", Box::new(|more| format!("[{}]", vec!["a"; limits::MOST_KEYWORDS + more].join(", ")))),
        ("name: Mastery", Box::new(|more| format!("name: M\n    aliases: [{}]", word(limits::LONGEST_ALIAS + more)))),
    ] {
        assert_eq!(found(&base.replace(from, &to(0))), Vec::<String>::new(), "{from}");
        assert_eq!(found(&base.replace(from, &to(1))).len(), 1, "{from}");
    }
}
