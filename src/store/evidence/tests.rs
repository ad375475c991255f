//! Evidence is stored, found, and erased without a trace in the file.

use super::*;
use crate::domain::evidence::{Audience, Entry, Share};
use crate::domain::framework::Framework;
use crate::domain::ids::Actor;
use crate::domain::link::Link;
use crate::domain::roster::Tenure;
use crate::import::read_directory;
use crate::secret::PrivateText;
use crate::store::sql::Connection;
use crate::store::test_database::Engine;
use crate::store::{framework, open};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rstest::rstest;
use std::collections::BTreeMap;
use std::path::Path;

fn backend() -> Framework {
    read_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("framework")).unwrap().remove(0)
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000 + seconds, 0).unwrap()
}

fn draft(words: &str) -> EvidenceDraft {
    EvidenceDraft {
        words: PrivateText::new(words),
        behaviours: Vec::new(),
        happened_on: "2026-06-03".parse().unwrap(),
        link: None,
        audience: Audience::OnlyMe,
        quote: None,
    }
}

fn ana() -> (WorkspaceId, MemberId) {
    (WorkspaceId::new("T1"), MemberId::new("UANA"))
}

async fn insert(db: &mut Connection, form: &str, draft: &EvidenceDraft) -> EntryId {
    let (here, ana) = ana();
    insert_entry(db, &here, &ana, form, draft, at(0)).await.unwrap()
}

async fn find(db: &mut Connection, id: EntryId) -> Option<Entry> {
    find_entry(db, &ana().0, id).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn an_entry_comes_back_as_it_went_in(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let framework = backend();
    framework::insert_version(&mut db, &framework, at(0)).await.unwrap();
    let ids: Vec<_> = framework.behaviours().map(|(_, _, of)| (framework.track.clone(), of.id.clone())).collect();
    let behaviours = [ids[70].clone(), ids[3].clone()];
    let written = EvidenceDraft {
        link: Link::parse("https://example.com/a?b=c"),
        quote: Some(PrivateText::new("“quoted”")),
        ..draft("it's 'quoted' & <escaped>\n🧭")
    };
    let id = insert(&mut db, "V1", &written).await;
    let manager = Manager { member: MemberId::new("UPRIYA"), tenure: Tenure(7) };
    update_behaviours(&mut db, id, &behaviours).await.unwrap();
    update_shares(&mut db, id, std::slice::from_ref(&manager), at(0)).await.unwrap();
    update_deleted(&mut db, id, Some(at(5))).await.unwrap();
    let found = find(&mut db, id).await.unwrap();
    assert_eq!(
        (found.words.clone(), found.link.clone(), found.quote.clone()),
        (written.words, written.link, written.quote)
    );
    assert_eq!((found.happened_on, found.deleted_at), (written.happened_on, Some(at(5))));
    assert_eq!(found.shares, [Share { manager: manager.member, tenure: manager.tenure }]);
    let shown: Vec<_> = found.behaviours.iter().map(|shown| (shown.track.clone(), shown.behaviour.clone())).collect();
    assert_eq!(shown, behaviours);
    let (level, theme, of) = framework.behaviours().nth(70).unwrap();
    let first = &found.behaviours[0];
    assert_eq!(
        (&first.wording, first.level, &first.theme, &first.version),
        (&of.text, level.number, &theme.id, &framework.version)
    );
    let of = |member: &str| Actor { workspace: ana().0, member: MemberId::new(member) };
    assert_eq!(list_entries_after(&mut db, &of("UANA"), None, 9).await.unwrap(), [found]);
    assert_eq!(find_entry(&mut db, &WorkspaceId::new("T2"), id).await.unwrap(), None);
    assert_eq!(list_entries_after(&mut db, &of("UBEN"), None, 9).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn what_it_showed_keeps_its_wording_when_the_framework_changes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let mut framework = backend();
    framework::insert_version(&mut db, &framework, at(0)).await.unwrap();
    let ids: Vec<_> = framework.behaviours().map(|(_, _, of)| (framework.track.clone(), of.id.clone())).collect();
    let old = framework.behaviours().next().unwrap().2.text.clone();
    let id = insert(&mut db, "V1", &draft("words")).await;
    update_behaviours(&mut db, id, &ids[..1]).await.unwrap();
    for behaviour in
        framework.levels.iter_mut().flat_map(|level| &mut level.cells).flat_map(|cell| &mut cell.behaviours)
    {
        behaviour.text.push_str(", reworded");
    }
    framework.version = "9.0.0".into();
    framework::insert_version(&mut db, &framework, at(1)).await.unwrap();
    update_behaviours(&mut db, id, &ids[..2]).await.unwrap();
    let shown = find(&mut db, id).await.unwrap().behaviours;
    assert_eq!((shown[0].wording.as_str(), shown[0].version.as_str()), (old.as_str(), backend().version.as_str()));
    assert!(shown[1].wording.ends_with(", reworded") && shown[1].version == "9.0.0");
}

#[rstest]
#[tokio::test]
async fn a_form_makes_one_entry_and_a_twin_is_found(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let (here, ana) = ana();
    let id = insert(&mut db, "V1", &draft("words")).await;
    let ana = Actor { workspace: here, member: ana };
    assert_eq!(find_written_in(&mut db, &ana, "V1").await.unwrap(), Some(id));
    assert_eq!(find_written_in(&mut db, &ana.colleague(&MemberId::new("UBEN")), "V1").await.unwrap(), None);
    let linked = EvidenceDraft { link: Link::parse("https://example.com"), ..draft("words") };
    for (twin, since, expected) in [
        (draft("words"), at(0), Some(id)),
        (draft("words"), at(1), None),
        (draft("word"), at(0), None),
        (linked, at(0), None),
    ] {
        assert_eq!(find_recent_twin(&mut db, &ana, &twin, since).await.unwrap(), expected);
    }
    let again = insert_entry(&mut db, &ana.workspace, &ana.member, "V1", &draft("other"), at(0)).await;
    assert!(again.is_err());
}

#[rstest]
#[tokio::test]
async fn the_newest_are_listed_with_what_was_deleted(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let (here, ana) = ana();
    for (form, day, deleted) in [
        ("V1", "2026-06-01", true),
        ("V2", "2026-06-03", false),
        ("V3", "2026-06-02", false),
        ("V4", "2026-06-03", false),
    ] {
        let id = insert(&mut db, form, &EvidenceDraft { happened_on: day.parse().unwrap(), ..draft(form) }).await;
        update_deleted(&mut db, id, deleted.then(|| at(0))).await.unwrap();
    }
    for (most, expected) in
        [(0, vec!["V1"]), (1, vec!["V1", "V4"]), (2, vec!["V1", "V2", "V4"]), (9, vec!["V1", "V2", "V3", "V4"])]
    {
        let author = Actor { workspace: here.clone(), member: ana.clone() };
        let entries = list_newest_entries(&mut db, &author, most, 5).await.unwrap();
        let mut words: Vec<&str> = entries.iter().map(|entry| entry.words.reveal()).collect();
        words.sort_unstable();
        assert_eq!(words, expected);
    }
    let of = |member: &str| Actor { workspace: here.clone(), member: MemberId::new(member) };
    assert_eq!(list_newest_entries(&mut db, &of("UBEN"), 9, 5).await.unwrap(), []);
    let mut seen = Vec::new();
    let mut after = None;
    while let [entry] = list_entries_after(&mut db, &of("UANA"), after, 1).await.unwrap().as_slice() {
        seen.push(entry.words.reveal().to_owned());
        after = Some((entry.happened_on, entry.id));
    }
    assert_eq!(seen, ["V1", "V3", "V2", "V4"], "oldest first, one by one");
    let before = |entries: &[Entry]| entries.last().map(|entry| (entry.happened_on, entry.id)).unwrap();
    let newest = list_newest_entries(&mut db, &of("UANA"), 1, 0).await.unwrap();
    let next = list_entries_before(&mut db, &of("UANA"), before(&newest), 1).await.unwrap();
    let rest = list_entries_before(&mut db, &of("UANA"), before(&next), 9).await.unwrap();
    let words: Vec<&str> = newest.iter().chain(&next).chain(&rest).map(|entry| entry.words.reveal()).collect();
    assert_eq!(words, ["V4", "V2", "V3"], "newest first, and none that is deleted");
}

#[rstest]
#[tokio::test]
async fn marks_are_the_newest_days_of_what_is_not_deleted(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let framework = backend();
    framework::insert_version(&mut db, &framework, at(0)).await.unwrap();
    let ids: Vec<_> = framework.behaviours().map(|(_, _, of)| (framework.track.clone(), of.id.clone())).collect();
    for (form, day, deleted) in [("V1", "2026-06-01", false), ("V2", "2026-06-02", false), ("V3", "2026-06-03", true)] {
        let id = insert(&mut db, form, &EvidenceDraft { happened_on: day.parse().unwrap(), ..draft(form) }).await;
        update_behaviours(&mut db, id, &ids[4..5]).await.unwrap();
        update_deleted(&mut db, id, deleted.then(|| at(0))).await.unwrap();
    }
    let (workspace, member) = ana();
    let marks = list_marks(&mut db, &Actor { workspace, member }).await.unwrap();
    assert_eq!(marks.into_iter().collect::<Vec<_>>(), [(ids[4].clone(), "2026-06-02".parse().unwrap())]);
}

/// What happens to texts in a database, each chosen by a number.
#[derive(Clone, Debug)]
enum Fate {
    Write(usize),
    Edit(usize, usize),
    Delete(usize),
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let length = || prop_oneof![4 => 1_usize..300, 1 => 300_usize..2_900];
    let fate = prop_oneof![
        3 => length().prop_map(Fate::Write),
        1 => (any::<usize>(), length()).prop_map(|(which, length)| Fate::Edit(which, length)),
        2 => any::<usize>().prop_map(Fate::Delete),
    ];
    proptest::collection::vec(fate, 50..400)
}

/// Plays the fates on a real file and looks for every text in its bytes.
async fn no_erased_text_is_left(fates: &[Fate]) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("bearings.db");
    let store = open(&format!("sqlite://{}", path.display())).await.unwrap();
    let mut live: BTreeMap<EntryId, String> = BTreeMap::new();
    let mut gone = Vec::new();
    let mut texts = 0;
    let mut text = |length: usize| {
        texts += 1;
        let mark = format!("private-{texts:06}-");
        (format!("{mark}{}", "é".repeat(length)), mark)
    };
    let mut writing = store.write().await.unwrap();
    for fate in fates {
        let nth = |which: usize| live.keys().nth(which % live.len().max(1)).copied();
        match fate {
            Fate::Write(length) => {
                let (words, mark) = text(*length);
                let id = insert(&mut writing, &mark.replace("private", "V"), &draft(&words)).await;
                live.insert(id, mark);
            }
            Fate::Edit(which, length) => {
                let Some(id) = nth(*which) else { continue };
                let (words, mark) = text(*length);
                update_text(&mut writing, id, &draft(&words)).await.unwrap();
                gone.extend(live.insert(id, mark));
            }
            Fate::Delete(which) => {
                let Some(id) = nth(*which) else { continue };
                update_deleted(&mut writing, id, Some(at(0))).await.unwrap();
                gone.extend(live.remove(&id));
            }
        }
    }
    assert_eq!(delete_erased(&mut writing, at(-1)).await.unwrap(), 0);
    delete_erased(&mut writing, at(0)).await.unwrap();
    writing.commit().await.unwrap();
    assert!(store.file().unwrap().fold_log().await.unwrap());
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(directory.path()).unwrap() {
        bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let is_there = |mark: &str| memchr::memmem::find(&bytes, mark.as_bytes()).is_some();
    let left: Vec<_> = gone.iter().filter(|mark| is_there(mark)).collect();
    assert_eq!(left, Vec::<&String>::new(), "erased and still in the file");
    assert!(live.values().all(|mark| is_there(mark)), "the search finds every live entry");
    store.close().await;
}

#[test]
fn an_erased_text_is_in_no_file() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(ProptestConfig { cases: 12, ..ProptestConfig::default() });
    runner
        .run(&fates(), |fates| {
            runtime.block_on(no_erased_text_is_left(&fates));
            Ok(())
        })
        .unwrap();
}
