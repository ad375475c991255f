//! Which files of a directory are tracks, and what a misnamed file should be called.

use std::path::Path;
use std::process::Command;

use bearings::import::{read_directory, read_files};

use super::{directory, track};

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
        said.contains("note: ") && said.contains("almost the same") && said.contains("backend 1.0.0: 1 levels"),
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
        assert!(read_directory(mount.path()).unwrap_err().to_string().contains("mobile.yaml: the file can't be read"));
        symlink("nobody@host.1", mount.path().join(".#mobile.yaml")).unwrap();
    }
}

#[test]
fn a_file_with_another_name_is_reported_with_its_right_one() {
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
            "backend.yaml.txt: this isn't a track file, because its name doesn't end in .yaml: rename it to \
             backend.yaml",
        ),
        (vec![("backend.yaml", &*text), ("mobile.YML.TXT", &*text)], None, "mobile.YML.TXT: this file is ignored"),
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
    assert!(found(&[("backend.yaml", &two)], None).contains("“mastery” means both mastery and craft"));
}
