//! Forms, and what is wrong with them.

use std::path::Path;

use super::*;
use crate::domain::evidence::tests::entry;
use crate::domain::roster::{Manager, Tenure};
use crate::import::read_directory;

fn library() -> Library {
    Library::new(read_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("framework")).unwrap()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn assignment() -> Assignment {
    let priya = Manager { member: MemberId::new("U1"), tenure: Tenure(7) };
    Assignment { managers: vec![priya], ..Assignment::default() }
}

fn good(library: &Library) -> FilledEvidence {
    let framework = &library.default_track_index().framework;
    let (_, _, behaviour) = framework.behaviours().next().unwrap();
    FilledEvidence {
        words: PrivateText::new(" as *typed* \n"),
        behaviours: vec![(framework.track.clone(), behaviour.id.clone()); 2],
        happened_on: Some(day("2026-06-03")),
        link: PrivateText::new(" https://example.com/1"),
        audience: Some(Audience::Managers(vec![MemberId::new("U1")])),
        quote: Some(PrivateText::new("said elsewhere")),
        keeps_quote: false,
    }
}

#[test]
fn a_good_form_is_kept_as_typed() {
    let library = library();
    let draft = EvidenceDraft::check(good(&library), day("2026-06-03"), &library, &assignment(), None).unwrap();
    assert_eq!(draft.words.reveal(), " as *typed* \n");
    assert_eq!(draft.behaviours.len(), 1);
    assert_eq!(draft.link.unwrap().as_str(), "https://example.com/1");
}

#[test]
fn a_message_is_kept_only_if_ticked() {
    let library = library();
    let quote = |filled: FilledEvidence, before: Option<&Entry>| {
        let draft = EvidenceDraft::check(filled, day("2026-06-03"), &library, &assignment(), before).unwrap();
        draft.quote.map(|quote| quote.reveal().to_owned())
    };
    let before = Entry { quote: Some(PrivateText::new("kept")), ..entry(1, "2026-06-01", "words", &[]) };
    for (keeps_quote, of_form, before, expected) in [
        (false, Some("new"), None, None),
        (true, Some("new"), None, Some("new")),
        (true, None, Some(&before), Some("kept")),
        (false, None, Some(&before), None),
        (true, None, None, None),
    ] {
        let filled = FilledEvidence { quote: of_form.map(PrivateText::new), keeps_quote, ..good(&library) };
        assert_eq!(quote(filled, before).as_deref(), expected);
    }
}

#[test]
fn each_fault_is_said_where_it_is() {
    let library = library();
    let with = |change: fn(&mut FilledEvidence)| {
        let mut filled = good(&library);
        change(&mut filled);
        EvidenceDraft::check(filled, day("2026-06-03"), &library, &assignment(), None)
    };
    for (change, fault) in [
        ((|f| f.words = PrivateText::new(" \n ")) as fn(&mut FilledEvidence), EvidenceFault::WordsMissing),
        (|f| f.words = PrivateText::new("🧭".repeat(1_501)), EvidenceFault::WordsTooLong(3_002)),
        (|f| f.happened_on = None, EvidenceFault::DayMissing),
        (|f| f.happened_on = Some(day("2026-06-04")), EvidenceFault::DayToCome),
        (|f| f.link = PrivateText::new("example"), EvidenceFault::NotALink),
        (|f| f.behaviours.push((TrackId::new("backend"), BehaviourId::new("no-such"))), EvidenceFault::BehaviourGone),
        (|f| f.audience = None, EvidenceFault::AudienceMissing),
        (|f| f.audience = Some(Audience::Managers(vec![MemberId::new("U2")])), EvidenceFault::ManagersChanged),
        (|f| f.audience = Some(Audience::Managers(Vec::new())), EvidenceFault::ManagersChanged),
    ] {
        assert_eq!(with(change), Err(vec![fault.clone()]), "{fault}");
    }
    assert_eq!(with(|f| *f = FilledEvidence::default()).unwrap_err().len(), 3);
}

#[test]
fn what_an_entry_showed_before_stays_allowed() {
    let library = library();
    let gone = (TrackId::new("backend"), BehaviourId::new("of-old"));
    let filled = FilledEvidence { behaviours: vec![gone.clone()], ..good(&library) };
    let shown = BehaviourRef {
        track: gone.0,
        behaviour: gone.1,
        ..entry(1, "2026-06-01", "", &["mastery"]).behaviours.remove(0)
    };
    let before = Entry { behaviours: vec![shown], ..entry(1, "2026-06-01", "words", &[]) };
    let kept = EvidenceDraft::check(filled.clone(), day("2026-06-03"), &library, &assignment(), Some(&before)).unwrap();
    assert_eq!(kept.behaviours, filled.behaviours);
    let edited =
        EvidenceDraft::check(good(&library), day("2026-06-03"), &library, &assignment(), Some(&before)).unwrap();
    assert_eq!(edited.behaviours, [good(&library).behaviours.remove(0), filled.behaviours[0].clone()]);
    assert!(EvidenceDraft::check(filled, day("2026-06-03"), &library, &assignment(), None).is_err());
}
