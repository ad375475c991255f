//! The framework files: the text to the letter, every fault found, and the schema that editors use.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be, and need not be quick")]

#[path = "../benches/framework/largest.rs"]
mod largest;

use std::path::{Path, PathBuf};
use std::process::Command;

use bearings::domain::framework::{Framework, Paragraph};
use bearings::domain::lookup::{Library, Topic, read};
use bearings::import::{Findings, FrameworkFiles, limits, read_directory, read_files};
use serde_json::Value;

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn backend() -> Framework {
    read_directory(&path("framework")).unwrap().remove(0)
}

/// The framework in its source's layout: titles of cells, bullets, and bullets under bullets.
fn laid_out(framework: &Framework) -> String {
    let mut lines = vec![format!("🛠️ {} Framework", framework.name)];
    for level in &framework.levels {
        for (theme, behaviours) in framework.cells_of(level) {
            lines.push(format!("\n{} {}", theme.emoji, theme.name));
            if !behaviours.is_empty() {
                lines.push(String::new());
            }
            for behaviour in behaviours {
                lines.push(format!("  • {}", behaviour.text));
                lines.extend(behaviour.examples.iter().map(|example| format!("    • {example}")));
            }
        }
    }
    lines.push(String::new());
    let mut after_item = false;
    for paragraph in &framework.introduction {
        let is_item = matches!(paragraph, Paragraph::Item(_));
        if !(after_item && is_item) && lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
        }
        lines.push(match paragraph {
            Paragraph::Heading(text) | Paragraph::Text(text) => text.clone(),
            Paragraph::Item(text) => format!("  • {text}"),
        });
        after_item = is_item;
    }
    lines.join("\n")
}

#[test]
fn the_framework_is_its_source_to_the_letter() {
    // The source writes Leadership's emoji as two; joined, they make one.
    let source = std::fs::read_to_string(path("tests/data/backend-framework.txt")).unwrap().replace("👩💼", "👩‍💼");
    assert_eq!(laid_out(&backend()), source);
}

#[test]
fn the_framework_has_the_size_it_should_have() {
    let framework = backend();
    assert_eq!(framework.size().to_string(), "6 levels, 5 themes, 135 behaviours, 21 examples");
    let empty =
        framework.levels.iter().flat_map(|level| &level.cells).filter(|cell| cell.behaviours.is_empty()).count();
    assert_eq!(empty, 2);
}

#[test]
fn every_behaviour_has_keywords_and_a_readable_id() {
    for (_, _, behaviour) in backend().behaviours() {
        assert!(behaviour.keywords.len() >= 5, "{} has few keywords", behaviour.id);
        assert!(behaviour.id.as_str().contains('-'), "{} says little", behaviour.id);
    }
}

#[test]
fn other_tracks_can_have_other_levels_and_themes() {
    let tracks = read_directory(&path("tests/data/framework-small")).unwrap();
    let sizes: Vec<_> = tracks.iter().map(|track| format!("{}: {}", track.track, track.size())).collect();
    let expected =
        ["data: 2 levels, 3 themes, 8 behaviours, 3 examples", "design: 3 levels, 2 themes, 11 behaviours, 4 examples"];
    assert_eq!(sizes, expected);
}

#[test]
fn every_fault_is_found_with_its_line_and_its_way_out() {
    let findings = |case: &str| {
        let directory = path("tests/data/framework-broken").join(case);
        let found = read_directory(&directory).unwrap_err().to_string();
        found.replace(&format!("{}/", directory.display()), "").replace(&directory.display().to_string(), "framework")
    };
    let mut cases: Vec<String> = std::fs::read_dir(path("tests/data/framework-broken"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    cases.sort();
    let report: Vec<String> = cases.iter().map(|case| format!("# {case}\n{}\n", findings(case))).collect();
    insta::assert_snapshot!(report.join("\n"));
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    let directory = tempfile::tempdir().unwrap();
    for file in ["backend.yaml", "about.md"] {
        let text = std::fs::read_to_string(path("framework").join(file)).unwrap();
        std::fs::write(directory.path().join(file), format!("\u{FEFF}{text}")).unwrap();
    }
    assert_eq!(read_directory(directory.path()).unwrap(), [backend()]);
}

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

/// A directory with an introduction and these files.
fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("about.md"), "# About\n").unwrap();
    for (name, text) in files {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    directory
}

fn read_text(text: &str) -> Result<FrameworkFiles, Findings> {
    read_files(directory(&[("backend.yaml", text)]).path())
}

/// A track with one behaviour; lines 14 and 15 are its text and keywords.
fn track(text: &str, keywords: &str) -> String {
    format!(
        "track: backend\nname: Backend\nversion: 1.0.0\nthemes:\n  - id: mastery\n    name: Mastery\n    emoji: 🛠️\n    \
         meaning: What you know\nlevels:\n  - level: 1\n    cells:\n      - theme: mastery\n        behaviours:\n          - id: one\n            \
         text: {text}\n            keywords: {keywords}\n"
    )
}

/// The findings, as `line: what: fix`.
fn found(text: &str) -> Vec<String> {
    match read_text(text) {
        Ok(_) => Vec::new(),
        Err(findings) => findings
            .iter()
            .map(|finding| format!("{}: {}: {}", finding.line.unwrap_or(0), finding.what, finding.fix))
            .collect(),
    }
}

#[test]
fn scalars_are_read_as_they_are_written() {
    for written in [
        "NO",
        "no",
        "on",
        "off",
        "yes",
        "y",
        "true",
        "False",
        "null",
        "NULL",
        "3.10",
        "1.10",
        "1e3",
        "0x10",
        "0o17",
        "010",
        "1_000",
        "+1",
        "-0",
        ".5",
        ".inf",
        ".nan",
        "-.Inf",
        "12:30:45",
        "2026-11-30",
        "2026-11-30T10:00:00Z",
        "=",
        "1.0",
        "<<",
    ] {
        let files = read_text(&track(&format!("Says {written}"), &format!("[{written}, other]"))).unwrap();
        assert_eq!(files.tracks[0].behaviours().next().unwrap().2.keywords[0], written);
        let item = track("x", &format!("\n              - {written}\n              - other"));
        assert_eq!(read_text(&item).unwrap().tracks[0].behaviours().next().unwrap().2.keywords[0], written);
    }
    for written in ["NO", "3.10", "1e3", "0x10", "null", "true", "2026-11-30"] {
        let text = track(written, "[a]").replace("name: Mastery", &format!("name: {written}"));
        let track = read_text(&text).unwrap().tracks.remove(0);
        assert_eq!(
            (track.behaviours().next().unwrap().2.text.as_str(), track.themes[0].name.as_str()),
            (written, written)
        );
    }
    let version = found(&track("x", "[a]").replace("version: 1.0.0", "version: 1.10"));
    assert!(version[0].starts_with("3: “1.10” is not a version"), "{version:?}");
    let keywords = |written: &str| {
        read_text(&track("x", written)).unwrap().tracks.remove(0).behaviours().next().unwrap().2.keywords.len()
    };
    assert_eq!([keywords("[]"), keywords(""), keywords("~"), keywords("null")], [0; 4]);
}

#[test]
fn what_yaml_would_swallow_is_found() {
    let quotes = "put the whole text in double quotes";
    for (text, what) in [
        ("Posts in #general every week", "“#general every week” is read as a comment"),
        ("Ranks #1", "“#1” is read as a comment"),
        ("#general is answered", "“#general is answered” is read as a comment"),
        ("Posts in\n              #general", "“#general” is read as a comment"),
        ("!important work", "“!important” is read as a YAML tag"),
        ("!!important work", "“!!important” is read as a YAML tag"),
        ("! important work", "“!” is read as a YAML tag"),
        ("&important work", "“&important” is read as a YAML anchor"),
        ("*important", "“*important” is read as a YAML alias"),
    ] {
        let found = found(&track(text, "[a, b]"));
        assert!(found.iter().any(|found| found.contains(what) && found.contains(quotes)), "{text}: {found:?}");
    }
    for keywords in
        ["[a, #general,\n b]", "[#general,\n b]", "[a,\n #general,\n b]", "[a, !b c]", "[&a b, c]", "[*a, c]"]
    {
        let found = found(&track("x", keywords));
        assert!(found.iter().any(|found| found.contains(quotes)), "{keywords}: {found:?}");
    }
    for list in ["\n            - a\n            - on #call", "\n            - #general", "!important\n            - a"]
    {
        let found = found(&track("x", list));
        assert!(found.iter().any(|found| found.contains(quotes)), "{list}: {found:?}");
    }
}

#[test]
fn comments_are_no_fault() {
    for text in [
        "Fixes bugs # a comment",
        "Fixes bugs    # like #general",
        "Fixes bugs ## like this",
        "Fixes bugs #",
        "Fixes bugs #----",
        "Fixes C# bugs and issue#12",
        "\"Posts in #general\"",
        "'Posts in #general'",
        "\"Fixes bugs\" #TODO",
        ">\n              Posts in #general\n              #weekly",
        "Fixes bugs\n            #examples:\n            #  - one",
        "Fixes bugs\n#commented out",
        "!!str 3",
    ] {
        assert_eq!(found(&track(text, "[a, b] #more words")), Vec::<String>::new(), "{text}");
    }
    let many = "#note\n".repeat(500);
    assert_eq!(found(&format!("{many}{}{many}", track("x", "[a]"))), Vec::<String>::new());
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of what people write")]
fn what_is_no_yaml_is_said_in_plain_words() {
    let quotes = "put the whole text in double quotes";
    for (text, what, fix) in [
        ("@ops is told", "15: a text cannot begin with “@”", quotes),
        ("`code` is read", "15: a text cannot begin with “`”", quotes),
        ("% of bugs", "15: a text cannot begin with “%”", quotes),
        ("* starred", "15: a text cannot begin with “*”", quotes),
        ("*starred work", "15: “*starred” is read as a YAML alias", quotes),
        ("> 90% coverage", "15: a text cannot begin with “>”", quotes),
        ("| pipes", "15: a text cannot begin with “|”", quotes),
        ("- dash", "15: a text cannot begin with “-”", quotes),
        ("? why", "15: a text cannot begin with “?”", quotes),
        (", comma", "15: a text cannot begin with “,”", quotes),
        (": colon", "15: a text cannot begin with “:”", quotes),
        ("{x} y", "15: a text cannot begin with “{”", quotes),
        ("{x}", "15: “text” should be one text", "double quotes"),
        ("] y", "15: a text cannot begin with “]”", quotes),
        ("} y", "15: a text cannot begin with “}”", quotes),
        ("[draft] writes", "15: something stands behind the “]”", "in double quotes"),
        ("[draft]", "15: “text” should be one text", "double quotes"),
        ("'quoted' and more", "15: something stands behind the quote", quotes),
        ("'it's'", "15: something stands behind the quote", quotes),
        ("\"quoted\" and more", "15: something stands behind the quote", "double quotes around the whole text"),
        ("\"never closed", "15: the quote that opens here is never closed", "same quote"),
        ("\"a \\d\"", "15: a backslash", "\\\\"),
        ("Three words: write it", "15: a second “: ” stands in this line", "double quotes"),
        ("a\u{7}b", "15: an invisible character stands in this line (U+0007)", "delete it"),
    ] {
        let found = found(&track(text, "[a, b]"));
        assert!(found.iter().any(|found| found.starts_with(what) && found.contains(fix)), "{text}: {found:?}");
        let shown = found.join(" ");
        assert!(
            !["options", "Options", "DuplicateKey", "scalar", "mapping", "at line"]
                .iter()
                .any(|word| shown.contains(word)),
            "{shown}"
        );
    }
    let broken = |from: &str, to: &str| found(&track("x", "[a, b]").replace(from, to));
    for (from, to, what, fix) in [
        ("            text: x", "\ttext: x", "15: a tab stands at the beginning", "spaces"),
        ("            text: x", "          \ttext: x", "15: a tab stands at the beginning", "spaces"),
        ("            text: x", "           text: x", "15: this line is not indented", "spaces"),
        (
            "            text: x",
            "             text: x",
            "15: this line is read as the end of the text that begins on line 14",
            "indent",
        ),
        ("text: x", "text x", "15: no “: ” stands in this line", "name: text"),
        (
            "            text: x",
            "\u{A0}           text: x",
            "15: a blank that is no plain space stands at the beginning of this line (U+00A0)",
            "spaces",
        ),
        (
            "            text: x",
            "\u{3000}           text: x",
            "15: a blank that is no plain space stands at the beginning of this line (U+3000)",
            "spaces",
        ),
        ("text: x", "text：x", "15: a wide “：” stands in this line", "“: ”"),
        ("track: backend", "track：backend", "1: a wide “：” stands in this line", "“: ”"),
        ("track: backend", " track: backend", "2: this line is not indented", "spaces"),
        ("text: x", "text: Ends here:", "15: a “:” stands at the end of the text", "double quotes"),
        ("text: x", "text: \u{FEFF}x", "15: an invisible character stands in this line (U+FEFF)", "delete it"),
        ("text: x", "text:x", "15: no “: ” stands in this line", "name: text"),
        ("[a, b]", "[a, b", "not closed", "“]”"),
        ("[a, b]", "[a, b}", "not closed", "“]”"),
        ("[a, b]", "[a,, b]", "16: a comma too many", "remove"),
        ("text: x", "text: x\n            text: y", "16: a behaviour has its “text” already on line 15", "keep one"),
        (
            "version: 1.0.0",
            "version: 1.0.0\nversion: 1.0.0",
            "4: a track has its “version” already on line 3",
            "keep one",
        ),
        ("track: backend", "---\ntrack: backend", "", ""),
        ("track: backend", "name: y\n---\ntrack: backend", "2: a second document begins here", "---"),
    ] {
        let found = broken(from, to);
        let is_right = if what.is_empty() {
            found.is_empty()
        } else {
            found.iter().any(|found| found.contains(what) && found.contains(fix))
        };
        assert!(is_right, "{to:?}: {found:?}");
    }
    let deep = found(&track(&"[".repeat(20_000), "[a]"));
    assert!(deep[0].contains("too many lists stand inside each other"), "{deep:?}");
    let deep = found(&"- ".repeat(20_000));
    assert!(deep[0].contains("too many lists stand inside each other"), "{deep:?}");
    assert_eq!(found(""), ["0: the file is empty: write a track into it; README.md there shows how"]);
    assert_eq!(found("# nothing yet\n").len(), 1);
}

#[test]
fn one_slip_is_one_finding_on_its_line() {
    let in_quotes = "put the whole text in double quotes";
    for (from, to, what) in [
        ("text: x", "TEXT: x", "15: a behaviour has no “TEXT”: did you mean “text”?"),
        ("text: x", "Text: x", "15: a behaviour has no “Text”: did you mean “text”?"),
        ("text: x", "text: x\n            Text: y", "16: a behaviour has no “Text”: did you mean “text”?"),
        ("behaviours:", "behaviors:", "13: a cell has no “behaviors”: did you mean “behaviours”?"),
        ("themes:\n", "Themes:\n", "4: a track has no “Themes”: did you mean “themes”?"),
        ("track: backend", "tracks: backend", "1: a track has no “tracks”: did you mean “track”?"),
        ("track: backend", "track:", "1: “track” is empty"),
        ("version: 1.0.0", "version: [1.0.0]", "3: “version” should be one text"),
        ("text: x", "text: |", "15: “text” is empty"),
        ("text: x", "text: # of bugs", "15: “text” is empty: write its text, in double quotes if it begins with “#”"),
        ("text: x", "text: !important", in_quotes),
        ("text: x", "text: *bold*", in_quotes),
        ("text: x", "text: {{ x }}", "15: “text” should be one text"),
        ("keywords: [a, b]", "keywords: a, b", "16: “keywords” should be a list: write each item on a line of its own"),
        ("keywords: [a, b]", "keywords:\n              -a\n              -b", "17: “keywords” should be a list"),
        ("keywords: [a, b]", "examples: [a: b]", "16: an item of “examples” should be one text"),
        ("keywords: [a, b]", "examples:\n              -", "17: an item of “examples” is empty"),
        (
            "keywords: [a, b]",
            "examples:\n              - a\n               - b",
            "18: this item is read as a part of the text above: begin it with as many spaces",
        ),
        ("theme: mastery", "theme: MASTERY", "12: there is no theme “MASTERY”: did you mean “mastery”?"),
        ("text: x", "text: x\n            : y", "16: there is no name in front of this “:”"),
        (
            "text: x\n",
            "text: x\n      - theme: mastery\n        behaviours: []\n",
            "put the behaviours of both into one cell",
        ),
    ] {
        let text = track("x", "[a, b]");
        assert!(text.contains(from), "{from}");
        let mut broken = text.replace(from, to);
        if to.contains("behaviours: []") {
            broken = broken.replace("            keywords: [a, b]\n", "");
        }
        let found = found(&broken);
        assert!(found.len() == 1 && found[0].contains(what), "{to:?}: {found:?}");
    }
}

#[test]
fn wide_and_invisible_characters_change_no_id_and_no_number() {
    let expected = read_text(&track("x", "[a]")).unwrap().tracks;
    for (from, to) in [
        ("version: 1.0.0", "version: １.０.０"),
        ("level: 1", "level: １"),
        ("theme: mastery", "theme: ｍａｓｔｅｒｙ"),
        ("id: one", "id: one\u{200B}"),
        ("track: backend", "track: back\u{AD}end"),
    ] {
        let text = track("x", "[a]");
        assert!(text.contains(from), "{from}");
        let read = read_text(&text.replace(from, to)).map(|files| files.tracks).map_err(|found| found.to_string());
        assert_eq!(read, Ok(expected.clone()), "{to}");
    }
    let aliased = track("x", "[a]").replace("name: Mastery", "name: Mastery\n    aliases: [team\u{200B}work]");
    let library = Library::new(read_text(&aliased).unwrap().tracks).unwrap();
    assert!(matches!(read("teamwork", &library).ask.topic, Topic::Theme(_)));
}

#[test]
fn many_slips_take_no_time() {
    let many = (0..20_000).fold(String::new(), |many, number| many + "key" + &number.to_string() + ": 1\n");
    // Comparing each key with every other would take minutes.
    assert_eq!(found(&format!("{}{many}", track("x", "[a]"))).len(), 20_000);
}

#[test]
fn line_ends_and_encodings_make_no_difference() {
    let text = track("Größe", "[a]");
    let expected = read_text(&text).unwrap().tracks;
    let marked = format!("\u{FEFF}{text}");
    for bytes in [
        text.replace('\n', "\r\n").into_bytes(),
        text.replace('\n', "\r").into_bytes(),
        marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ] {
        let directory = directory(&[]);
        std::fs::write(directory.path().join("backend.yaml"), bytes).unwrap();
        assert_eq!(read_directory(directory.path()).unwrap(), expected);
    }
}

#[test]
fn two_files_of_one_track_and_two_tracks_of_one_name_are_found() {
    let one = track("x", "[a]");
    let found = |files: &[(&str, &str)]| {
        read_files(directory(files).path()).map(|files| files.notes).map_err(|found| found.to_string())
    };
    let twice = found(&[("backend.yaml", &one), ("backend.yml", &one.replace("text: x", "text: y"))]).unwrap_err();
    assert!(twice.contains("backend.yml:1: the track “backend” is in backend.yaml as well"), "{twice}");
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
            assert!(found.len() == 1 && found[0].contains("is what people type for a level"), "{to}: {found:?}");
        }
    }
    let numbered = found(&base.replace("id: mastery", "id: 1").replace("theme: mastery", "theme: 1"));
    assert!(numbered[0].contains("the id “1” is what people type for a level"), "{numbered:?}");
    let notes = |name: &str| {
        let named = base.replace("name: Mastery", &format!("name: Mastery\n    aliases: [{name}]"));
        read_text(&named).unwrap().notes.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    for (name, command) in
        [("help others", "help"), ("log analysis", "log"), ("closing gaps", "gaps"), ("search & find", "search")]
    {
        let notes = notes(name);
        assert!(notes.len() == 1 && notes[0].contains(&format!("is read as the command “{command}”")), "{notes:?}");
    }
    assert!(notes("in")[0].contains("means this theme in every question"));
    for name in ["logging", "helpfulness", "3d graphics", "in depth"] {
        assert_eq!(notes(name), Vec::<String>::new());
    }
}

#[test]
fn near_duplicates_are_in_nobodys_way() {
    let two = |one: &str, other: &str| {
        let more = format!("{one}\n            keywords: [a]\n          - id: two\n            text: {other}");
        let files = read_text(&track(&more, "[b]")).unwrap();
        assert_eq!(files.tracks[0].size().behaviours, 2);
        files.notes.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let notes = two("Takes part in the rotation", "Takes part in the rotation.");
    assert!(notes.len() == 1 && notes[0].contains("yaml:18: this says nearly the same as line 15"), "{notes:?}");
    assert_eq!(two("Leads 1 project", "Leads 3 projects"), Vec::<String>::new());
    assert_eq!(two("Leads 1 project", "Leads 3 project"), Vec::<String>::new());
    let level = "  - level: 2\n    cells:\n      - theme: mastery\n        behaviours:\n          - id: two\n            text: x\n";
    assert_eq!(read_text(&format!("{}{level}", track("x", "[a]"))).unwrap().notes, []);
}

#[test]
fn the_check_names_notes_and_is_content() {
    let more = "Fixes bugs\n          - id: two\n            text: Fixes bugs";
    let directory = directory(&[("backend.yaml", &track(more, "[a]"))]);
    let check = Command::new(env!("CARGO_BIN_EXE_bearings"))
        .args(["framework", "check"])
        .arg(directory.path())
        .env_clear()
        .output()
        .unwrap();
    let said = String::from_utf8(check.stdout).unwrap();
    assert!(check.status.success(), "{said}");
    assert!(
        said.contains("note: ") && said.contains("nearly the same") && said.contains("backend 1.0.0: 1 levels"),
        "{said}"
    );
}

#[test]
fn files_of_editors_and_links_of_kubernetes_are_no_tracks() {
    let text = track("x", "[a]");
    let directory = directory(&[("backend.yaml", &text)]);
    for name in [
        "._backend.yaml",
        ".#backend.yaml",
        ".backend.yaml.swp",
        ".hidden.yml",
        "backend.yaml~",
        "#backend.yaml#",
        "Thumbs.db",
        ".DS_Store",
    ] {
        std::fs::write(directory.path().join(name), b"\x00\x05\x16\x07 no yaml: [").unwrap();
    }
    std::fs::create_dir(directory.path().join("old.yaml")).unwrap();
    assert_eq!(read_directory(directory.path()).unwrap().len(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let mount = tempfile::tempdir().unwrap();
        let version = mount.path().join("..2026_11_30_10_00_00.123");
        std::fs::create_dir(&version).unwrap();
        for (name, text) in [("backend.yaml", text.as_str()), ("about.md", "# About\n")] {
            std::fs::write(version.join(name), text).unwrap();
            symlink(Path::new("..data").join(name), mount.path().join(name)).unwrap();
        }
        symlink("..2026_11_30_10_00_00.123", mount.path().join("..data")).unwrap();
        assert_eq!(read_directory(mount.path()).unwrap(), read_directory(directory.path()).unwrap());
        // A broken link is reported as a missing track.
        symlink("gone", mount.path().join("mobile.yaml")).unwrap();
        assert!(read_directory(mount.path()).unwrap_err().to_string().contains("mobile.yaml: the file cannot be read"));
        symlink("nobody@host.1", mount.path().join(".#mobile.yaml")).unwrap();
    }
}

#[test]
fn a_file_with_another_name_is_told_its_right_one() {
    let text = track("x", "[a]");
    let found = |files: &[(&str, &str)], introduction: Option<&str>| {
        let directory = directory(files);
        if let Some(name) = introduction {
            std::fs::rename(directory.path().join("about.md"), directory.path().join(name)).unwrap();
        }
        match read_files(directory.path()) {
            Ok(files) => files.notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
            Err(findings) => findings.to_string(),
        }
    };
    for (files, introduction, expected) in [
        (
            vec![("backend.yaml.txt", &*text)],
            None,
            "backend.yaml.txt: this is no track file, because of the end of its name: rename it to backend.yaml",
        ),
        (vec![("backend.yaml", &*text), ("mobile.YML.TXT", &*text)], None, "mobile.YML.TXT: this file is not read"),
        (vec![("back end.yaml", &*text)], None, "its file “back end”: rename the file to backend.yaml"),
        (vec![("mobile.yaml", &*text)], None, "write “track: mobile”, or rename the file to backend.yaml"),
        (
            vec![("backend.yaml", &*text)],
            Some("About.md"),
            "about.md: the introduction is missing: rename About.md to about.md",
        ),
        (vec![("backend.yaml", &*text)], Some("about.md.txt"), "rename about.md.txt to about.md"),
        (vec![("backend.yaml", &*text)], Some("notes.md"), "add the file: what your company says"),
    ] {
        let found = found(&files, introduction);
        assert!(found.contains(expected) && found.lines().count() == 1, "{found}");
    }
    let two = format!("{text}  - level: 2\n    cells: []\n");
    let two = two.replace(
        "levels:\n",
        "  - id: craft\n    name: Craft\n    aliases: [mastery]\n    emoji: x\n    meaning: y\nlevels:\n",
    );
    let two = two.replace("name: Mastery", "name: Skills");
    assert!(found(&[("backend.yaml", &two)], None).contains("“mastery” names both mastery and craft"));
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

/// `benches/framework.sh` measures how long this takes.
#[test]
fn the_largest_framework_is_read_and_searched() {
    let library = Library::new(read_text(&largest::largest()).unwrap().tracks).unwrap();
    assert!(matches!(read("search explains", &library).ask.topic, Topic::Search(_)));
}
