//! Names that collide with other names, with commands or with levels.

use bearings::import::read_files;

use super::{directory, found, read_text, track};

#[test]
fn two_files_of_one_track_and_two_tracks_of_one_name_are_found() {
    let one = track("x", "[a]");
    let found = |files: &[(&str, &str)]| {
        read_files(directory(files).path()).map(|files| files.notes).map_err(|found| found.to_string())
    };
    let twice = found(&[("backend.yaml", &one), ("backend.yml", &one.replace("text: x", "text: y"))]).unwrap_err();
    assert!(twice.contains("backend.yml:1: the track “backend” is also in backend.yaml"), "{twice}");
    let two = |names: &str, other: &str| {
        let mobile = one.replace("track: backend\nname: Backend", &format!("track: mobile\n{other}"));
        let backend = one.replace("name: Backend", names);
        found(&[("backend.yaml", &backend), ("mobile.yaml", &mobile)])
    };
    for (names, other) in [
        ("name: Backend", "name: backend"),
        ("name: Backend", "name: BACKEND"),
        ("name: Backend", "name: Mobile\naliases: [Backend]"),
        ("name: Apps\naliases: [app dev]", "name: Mobile\naliases: ['App  Dev!']"),
        ("name: Apps\naliases: [web]", "name: Mobile\naliases: [ｗｅｂ]"),
        ("name: Mobile", "name: Phones"),
        ("name: Back & end", "name: back end"),
    ] {
        let error = two(names, other).unwrap_err();
        assert!(error.contains("mobile.yaml:") && error.contains("backend.yaml, line"), "{names} {other}: {error}");
    }
    assert_eq!(two("name: Backend", "name: Mobile\naliases: [apps]").unwrap(), []);
    let hidden = two("name: Backend\naliases: [mastery]", "name: Mobile").unwrap();
    assert_eq!(hidden.len(), 2, "{hidden:?}");
}

#[test]
fn names_that_are_commands_are_found_in_any_spelling() {
    let base = track("x", "[a]");
    for word in [
        "settings",
        "Settings",
        "my-data",
        "my data",
        "MyData",
        "log",
        "Log!",
        "me",
        "help",
        "find",
        "diff",
        "gap",
        "usage",
        "ｈｅｌｐ",
    ] {
        for (from, to) in [
            ("name: Mastery", format!("name: \"{word}\"")),
            ("name: Mastery", format!("name: Mastery\n    aliases: [\"{word}\"]")),
            ("name: Backend", format!("name: \"{word}\"")),
            ("name: Backend", format!("name: Backend\naliases: [\"{word}\"]")),
        ] {
            let found = found(&base.replace(from, &to));
            assert!(found.iter().any(|found| found.contains("is a command")), "{to}: {found:?}");
        }
    }
    for word in ["logs", "setting", "meeting", "helper", "data"] {
        assert_eq!(
            found(&base.replace("name: Mastery", &format!("name: Mastery\n    aliases: [{word}]"))),
            Vec::<String>::new(),
            "{word}"
        );
    }
    let help =
        read_files(directory(&[("help.yaml", &base.replace("track: backend", "track: help"))]).path()).unwrap_err();
    assert!(help.to_string().contains("is a command"), "{help}");
}

#[test]
fn names_that_are_levels_are_found_and_those_that_begin_like_commands_are_noted() {
    let base = track("x", "[a]");
    for word in ["3", "L3", "Level 3", "level three", "３", "3b", "3-4", "level"] {
        for (from, to) in [
            ("name: Mastery", format!("name: \"{word}\"")),
            ("name: Mastery", format!("name: Mastery\n    aliases: [\"{word}\"]")),
            ("name: Backend", format!("name: Backend\naliases: [\"{word}\"]")),
        ] {
            let found = found(&base.replace(from, &to));
            assert!(found.len() == 1 && found[0].contains("already means a level"), "{to}: {found:?}");
        }
    }
    let numbered = found(&base.replace("id: mastery", "id: 1").replace("theme: mastery", "theme: 1"));
    assert!(numbered[0].contains("the id “1” already means a level"), "{numbered:?}");
    let notes = |name: &str| {
        let named = base.replace("name: Mastery", &format!("name: Mastery\n    aliases: [{name}]"));
        read_text(&named).unwrap().notes.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    for (name, command) in
        [("help others", "help"), ("log analysis", "log"), ("closing gaps", "gaps"), ("search & find", "search")]
    {
        let notes = notes(name);
        assert!(notes.len() == 1 && notes[0].contains(&format!("get the command “{command}”")), "{notes:?}");
    }
    assert!(notes("in")[0].contains("is read as this theme"));
    for name in ["logging", "helpfulness", "3d graphics", "in depth"] {
        assert_eq!(notes(name), Vec::<String>::new());
    }
}

#[test]
fn near_duplicates_are_noted_and_taken() {
    let two = |one: &str, other: &str| {
        let more = format!("{one}\n            keywords: [a]\n          - id: two\n            text: {other}");
        let files = read_text(&track(&more, "[b]")).unwrap();
        assert_eq!(files.tracks[0].size().behaviours, 2);
        files.notes.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let notes = two("Takes part in the rotation", "Takes part in the rotation.");
    assert!(notes.len() == 1 && notes[0].contains("yaml:18: this says almost the same as line 15"), "{notes:?}");
    assert_eq!(two("Leads 1 project", "Leads 3 projects"), Vec::<String>::new());
    assert_eq!(two("Leads 1 project", "Leads 3 project"), Vec::<String>::new());
    let level = "  - level: 2\n    cells:\n      - theme: mastery\n        behaviours:\n          - id: two\n            text: x\n";
    assert_eq!(read_text(&format!("{}{level}", track("x", "[a]"))).unwrap().notes, []);
}
