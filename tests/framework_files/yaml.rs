//! What people write as YAML: scalars stay as they are written, and slips are found with their line.

use super::{found, read_text, track};

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
        ("@ops is told", "15: a text can't start with “@”", quotes),
        ("`code` is read", "15: a text can't start with “`”", quotes),
        ("% of bugs", "15: a text can't start with “%”", quotes),
        ("* starred", "15: a text can't start with “*”", quotes),
        ("*starred work", "15: “*starred” is read as a YAML alias", quotes),
        ("> 90% coverage", "15: a text can't start with “>”", quotes),
        ("| pipes", "15: a text can't start with “|”", quotes),
        ("- dash", "15: a text can't start with “-”", quotes),
        ("? why", "15: a text can't start with “?”", quotes),
        (", comma", "15: a text can't start with “,”", quotes),
        (": colon", "15: a text can't start with “:”", quotes),
        ("{x} y", "15: a text can't start with “{”", quotes),
        ("{x}", "15: “text” should be a single text", "double quotes"),
        ("] y", "15: a text can't start with “]”", quotes),
        ("} y", "15: a text can't start with “}”", quotes),
        ("[draft] writes", "15: there is something after the “]”", "in double quotes"),
        ("[draft]", "15: “text” should be a single text", "double quotes"),
        ("'quoted' and more", "15: there is something after the quotation mark", quotes),
        ("'it's'", "15: there is something after the quotation mark", quotes),
        ("\"quoted\" and more", "15: there is something after the quotation mark", "the whole text in double quotes"),
        ("\"never closed", "15: the quotation mark that opens here is never closed", "same quotation mark"),
        ("\"a \\d\"", "15: YAML doesn't understand a backslash", "\\\\"),
        ("Three words: write it", "15: this line has a second “: ”", "double quotes"),
        ("a\u{7}b", "15: this line has an invisible character (U+0007)", "delete it"),
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
        ("            text: x", "\ttext: x", "15: this line starts with a tab", "spaces"),
        ("            text: x", "          \ttext: x", "15: this line starts with a tab", "spaces"),
        ("            text: x", "           text: x", "15: this line isn't indented", "spaces"),
        (
            "            text: x",
            "             text: x",
            "15: this line is read as the end of the text that starts on line 14",
            "indent",
        ),
        ("text: x", "text x", "15: this line has no “: ”", "name: text"),
        (
            "            text: x",
            "\u{A0}           text: x",
            "15: this line starts with a special space (U+00A0)",
            "spaces",
        ),
        (
            "            text: x",
            "\u{3000}           text: x",
            "15: this line starts with a special space (U+3000)",
            "spaces",
        ),
        ("text: x", "text：x", "15: this line has a full-width “：”", "“: ”"),
        ("track: backend", "track：backend", "1: this line has a full-width “：”", "“: ”"),
        ("track: backend", " track: backend", "2: this line isn't indented", "spaces"),
        ("text: x", "text: Ends here:", "15: the text in this line ends with a “:”", "double quotes"),
        ("text: x", "text: \u{FEFF}x", "15: this line has an invisible character (U+FEFF)", "delete it"),
        ("text: x", "text:x", "15: this line has no “: ”", "name: text"),
        ("[a, b]", "[a, b", "never closed", "“]”"),
        ("[a, b]", "[a, b}", "never closed", "“]”"),
        ("[a, b]", "[a,, b]", "16: this list has a comma too many", "remove"),
        ("text: x", "text: x\n            text: y", "16: a behaviour already has a “text” on line 15", "keep one"),
        (
            "version: 1.0.0",
            "version: 1.0.0\nversion: 1.0.0",
            "4: a track already has a “version” on line 3",
            "keep one",
        ),
        ("track: backend", "---\ntrack: backend", "", ""),
        ("track: backend", "name: y\n---\ntrack: backend", "2: a second document starts here", "---"),
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
    assert!(deep[0].contains("too many lists are nested"), "{deep:?}");
    let deep = found(&"- ".repeat(20_000));
    assert!(deep[0].contains("too many lists are nested"), "{deep:?}");
    assert_eq!(found(""), ["0: the file is empty: write a track into it; the README.md beside it shows how"]);
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
        ("version: 1.0.0", "version: [1.0.0]", "3: “version” should be a single text"),
        ("text: x", "text: |", "15: “text” is empty"),
        ("text: x", "text: # of bugs", "15: “text” is empty: add its text, in double quotes if it starts with “#”"),
        ("text: x", "text: !important", in_quotes),
        ("text: x", "text: *bold*", in_quotes),
        ("text: x", "text: {{ x }}", "15: “text” should be a single text"),
        ("keywords: [a, b]", "keywords: a, b", "16: “keywords” should be a list: write each item on its own line"),
        ("keywords: [a, b]", "keywords:\n              -a\n              -b", "17: “keywords” should be a list"),
        ("keywords: [a, b]", "examples: [a: b]", "16: an item of “examples” should be a single text"),
        ("keywords: [a, b]", "examples:\n              -", "17: an item of “examples” is empty"),
        (
            "keywords: [a, b]",
            "examples:\n              - a\n               - b",
            "18: this item is read as part of the text above: start it with as many spaces",
        ),
        ("theme: mastery", "theme: MASTERY", "12: there is no theme “MASTERY”: did you mean “mastery”?"),
        ("text: x", "text: x\n            : y", "16: there is no name before this “:”"),
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
