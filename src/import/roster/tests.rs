//! Roster files as people write them: good ones, every fault, and large ones.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::*;
use crate::domain::framework::LevelNumber;
use crate::domain::ids::MemberId;
use crate::domain::roster::{AccountStatus, DirectoryMember, Plan, RosterEngineer, SubLevel, TeamName};
use crate::import::read_directory;

fn library() -> Library {
    Library::new(read_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("framework")).unwrap()).unwrap()
}

fn listed(name: &str, status: AccountStatus) -> DirectoryMember {
    DirectoryMember {
        member: MemberId::new(format!("U{}", name.to_uppercase())),
        name: name.to_owned(),
        email: Some(format!("{name}@x.example")),
        zone: None,
        status,
    }
}

fn directory() -> Directory {
    let active = ["ana", "ben", "kenji", "priya", "maya", "kim"].map(|name| listed(name, AccountStatus::Active));
    let others = [
        listed("gone", AccountStatus::Deactivated),
        listed("robo", AccountStatus::Bot),
        listed("noor", AccountStatus::Guest),
    ];
    Directory::new(active.into_iter().chain(others))
}

fn check(bytes: impl Into<Vec<u8>>) -> Result<RosterContent, Findings> {
    RosterFile::of(Path::new("roster.csv"), bytes.into())?.check(&directory(), &library())
}

fn faults(bytes: impl Into<Vec<u8>>) -> Vec<String> {
    check(bytes).map_or_else(|findings| findings.to_string().lines().map(str::to_owned).collect(), |_| Vec::new())
}

const HEADER: &str = "member,track,level,sub_level,manager,team\n";

#[test]
#[expect(clippy::too_many_lines, reason = "a table of what spreadsheets write")]
fn every_spreadsheets_way_of_writing_it_states_the_same() {
    let plain = format!(
        "{HEADER}ana@x.example,backend,3,B,priya@x.example,Payments\nUBEN,backend,2,,UPRIYA,Payments\nkenji@x.example,,,,,\n"
    );
    let expected = check(plain.as_str()).unwrap();
    let ana = &expected.roster.engineers[&MemberId::new("UANA")];
    let priya: BTreeSet<MemberId> = [MemberId::new("UPRIYA")].into();
    assert_eq!(
        *ana,
        RosterEngineer {
            managers: priya.clone(),
            track: Some(crate::domain::ids::TrackId::new("backend")),
            level: Some(LevelNumber(3)),
            sub_level: SubLevel::parse("B"),
            team: Some(TeamName::new("Payments")),
        }
    );
    assert_eq!(expected.roster.teams, [(TeamName::new("Payments"), priya)].into());
    assert_eq!(expected.roster.engineers[&MemberId::new("UKENJI")], RosterEngineer::default());
    for other in [
        format!("\u{FEFF}{}", plain.replace('\n', "\r\n")),
        plain.replace(',', ";"),
        plain.replace(',', "\t"),
        plain.replace(',', " , ").replace('\n', "\n\n"),
        plain.replace("Payments", "\"Payments\"").replace("ana@x", "ANA@X"),
        plain.replace("member", "Email").replace("sub_level", "Sub-level"),
        plain.replace("member", "slack_id").trim_end().to_owned(),
        format!("{plain},,,,,\n"),
    ] {
        assert_eq!(check(other.as_str()).unwrap(), expected, "{other}");
    }
    for (from, to) in [
        ("ana@x.example", "ana@x.example\u{200B}"),
        ("ana@x.example", "\u{A0}\"\"\"Ana Sousa\"\" <ana@x.example>\""),
        ("ana@x.example", "mailto:ana@x.example"),
        ("ana@x.example", "ana＠x.example"),
        ("UBEN", "<@UBEN>"),
        ("UBEN", "<@UBEN|ben>"),
        ("UBEN", "https://dummyco.slack.com/team/UBEN"),
        ("UBEN", "uben"),
        ("backend,3,B", "backend,3.0,B"),
        ("backend,3,B", "Backend,L3,b"),
        ("backend,3,B", "backend,3B,"),
        ("backend,3,B", "backend,Level ３,B"),
        ("backend,2,,", "backend,2,N/A,"),
        ("kenji@x.example,,,,,", "kenji@x.example,-,N/A,none,–,-"),
        ("member", "\u{200B}member"),
        ("member", "E-mail"),
        ("manager,team", "Line manager,Team name"),
        ("Payments", "Pay\u{200B}ments\u{A0}"),
        ("member,", "sep=,\nmember,"),
        ("member,", "sep=;\nmember,"),
        ("ana@x.example", "“ana@x.example”"),
        ("ana@x.example", "\"=\"\"ana@x.example\"\"\""),
        ("UBEN", "=\"UBEN\""),
        ("UBEN", "'UBEN"),
        ("backend,3,B", "Backend Engineering,3,B"),
        ("backend,3,B", "back end,'3','B'"),
        ("backend,3,B", "backend,IC3 (B),"),
        ("backend,3,B", "backend,Band 3,(B)"),
        ("member,track", "Email (work),Career track"),
        ("manager,team", "Managers (emails),Team (today)"),
        ("level,sub_level", "Level (1-6),Sub-level (A-E)"),
        ("team\n", "team\n---,---,---,---,---,---\n"),
    ] {
        assert!(plain.contains(from), "{from}");
        let other = plain.replacen(from, to, 1);
        assert_eq!(
            check(other.as_str()).map_err(|faults| faults.to_string()),
            Ok(check(plain.as_str()).unwrap()),
            "{other}"
        );
    }
    let utf16: Vec<u8> = plain.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(check([b"\xFF\xFE".as_slice(), &utf16].concat()).unwrap(), expected);
    let two = |cell: &str| check(format!("{HEADER}UANA,,,,{cell},P\n")).unwrap().roster;
    for cell in [
        "UPRIYA\u{A0}UKIM",
        "UPRIYA and UKIM",
        "\"Raman, Priya <priya@x.example>; Kim <UKIM>\"",
        "UPRIYA|UKIM",
        "UKIM\tUPRIYA",
    ] {
        assert_eq!(two(cell), two("UPRIYA UKIM"), "{cell}");
    }
    let turned = "team,manager,level,track,member\nPayments,UPRIYA,3,backend,UANA\n";
    assert!(!check(turned).unwrap().sub_levels);
}

#[test]
fn every_fault_is_told_with_its_place_and_its_way_out() {
    let header = HEADER;
    for (name, file) in [
        ("empty", String::new()),
        ("header", "email,member,lvel,,colour,track\n".to_owned()),
        (
            "cells",
            format!(
                "{header}stranger@x.example,frontend,9,,,\nUNO,,3,,,\nana@x.example,backend,9,Z,,\nben@x.example,backend,,A,,\n,,,,,P\n"
            ),
        ),
        (
            "standing",
            format!(
                "{header}gone@x.example,,,,,\nUROBO,,,,,\nana@x.example,,,,gone@x.example,P\nben@x.example,,,,,P\n"
            ),
        ),
        ("twice", format!("{header}ana@x.example,,,,,\nUBEN,,,,,\nUANA,,,,,\n")),
        ("own", format!("{header}ana@x.example,,,,UANA,\n")),
        ("circle", format!("{header}UANA,,,,UBEN,\nUBEN,,,,UKENJI,\nUKENJI,,,,UANA,\n")),
        ("managers", format!("{header}UANA,,,,UPRIYA,P\nUBEN,,,,UMAYA,P\nUKENJI,,,,UKIM,P\n")),
        ("managers of one", format!("{header}UANA,,,,UPRIYA UMAYA UKIM,\n")),
        ("no manager", format!("{header}UANA,,,,,P\nUBEN,,,,,P\n")),
        (
            "team",
            format!(
                "{header}UANA,,,,UPRIYA,P\nUBEN,,,,UPRIYA,p\nUKENJI,,,,UPRIYA,=1+1\nUKIM,,,,UPRIYA,{}\n",
                "x".repeat(76)
            ),
        ),
        (
            "characters",
            format!(
                "{header}ana@x.example\u{7},,,,,\nUBEN,,,,\u{430}na@x.example,P\nUKENJI,,,,UPRIYA,Pay\u{1b}\nUKIM,backend,\u{0}3,,UPRIYA,P\n"
            ),
        ),
        ("guest", format!("{header}UANA,,,,UNOOR,P\nUNOOR,,,,UPRIYA,Q\n")),
        ("sub levels", format!("{header}UANA,backend,3B,C,UPRIYA,P\nUBEN,backend,3Z,,UPRIYA,P\n")),
        ("several members", format!("{header}UANA UBEN,,,,,\nPriya Raman,,,,,\n")),
        ("two columns", "E-mail,Track,Level,Manager Email,Reports To,Team\n".to_owned()),
        ("rows above", format!("Roster 2026\n\n{header}UANA,,,,,\n")),
        ("no header", "ana@x.example,backend,3,,UPRIYA,P\n".to_owned()),
        ("one cell", format!("\"{}\"\n\"UANA,,,,,\"\n", header.trim())),
        ("header again", format!("{header}UANA,,,,,\n{header}UBEN,,,,,\n")),
        ("two managers", "Email,Track,Level,Manager 1,Manager 2,Team\n".to_owned()),
        (
            "spreadsheet errors",
            format!("{header}UANA,backend,#REF!,,UPRIYA,P\nUBEN,,,,UPRIYA,#NAME?\n#VALUE!,,,,UPRIYA,P\n"),
        ),
        ("names of Slack", format!("{header}@ana,,,,@Priya Raman,P\n")),
        ("team written", format!("{header}UANA,,,,UPRIYA,Pay-A\nUBEN,,,,UPRIYA,Ｐａｙ–A\n")),
        ("width", format!("{header}UANA,,\nUBEN,,,,,,more\nUKENJI,,,,UPRIYA,\"P\n\n")),
    ] {
        insta::assert_snapshot!(format!("faults_{}", name.replace(' ', "_")), faults(file).join("\n"));
    }
    let not_utf8 = [HEADER.as_bytes(), "UANA,,,,UPRIYA,".as_bytes(), b"Caf\xe9\n"].concat();
    assert!(faults(not_utf8)[0].starts_with("roster.csv:2:19: this is not UTF-8; it may be Windows-1252"));
}

#[test]
fn a_file_that_cannot_be_the_roster_is_refused_unread() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("roster.csv");
    assert!(RosterFile::open(&path).unwrap_err().to_string().contains("the file can't be read"));
    File::create(&path).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
    assert!(RosterFile::open(&path).unwrap_err().to_string().contains("larger than 16 MiB"));
}

#[test]
fn what_is_written_reads_back() {
    let file = format!(
        "{HEADER}UANA,backend,3,B,UKIM UPRIYA,Payments\nUBEN,backend,2,,UKIM,\"Pay, \"\"the\"\" rest\"\nUKENJI,,,,,\n"
    );
    let roster = check(file.as_str()).unwrap().roster;
    let written = write(&roster, &directory()).unwrap();
    let named = "member,name,track,level,sub_level,manager,team\nUANA,ana,backend,3,B,UKIM UPRIYA,Payments\n\
                 UBEN,ben,backend,2,,UKIM,\"Pay, \"\"the\"\" rest\"\nUKENJI,kenji,,,,,\n";
    assert_eq!(written, named);
    let again = check(written).unwrap();
    assert_eq!(again.notes, Vec::<String>::new());
    assert!(Plan::between(&roster, &again.instead_of(&roster)).is_empty());
}

#[test]
fn a_hundred_thousand_rows_are_no_trouble_good_or_bad() {
    let listed = (0..100_001).map(|number| listed(&format!("p{number}"), AccountStatus::Active));
    let directory = Directory::new(listed);
    let mut file = HEADER.to_owned();
    for number in 1..=100_000_usize {
        let (level, manager) = (number % 6 + 1, number / 10);
        writeln!(file, "p{number}@x.example,backend,{level},,p{manager}@x.example,Team {manager}").unwrap();
    }
    let read = |text: &str| RosterFile::of(Path::new("roster.csv"), text.into())?.check(&directory, &library());
    let roster = read(&file).unwrap().roster;
    assert_eq!((roster.engineers.len(), roster.teams.len()), (100_000, 10_001));
    let findings = read(&file.replace("backend", "frontend")).unwrap_err();
    assert_eq!(findings.iter().count(), 100_000);
    let twice = format!("{file}{}", file.trim_start_matches(HEADER));
    assert_eq!(read(&twice).unwrap_err().iter().count(), 100_000);
}

#[test]
fn what_is_not_read_is_said_and_a_level_brings_its_sub_level() {
    let stated = check(
        "title,Name,E-mail,Track,Level,Manager Email,Team,T-shirt\nSRE,Ana,ana@x.example,backend,3B,UPRIYA,P,M\n",
    )
    .unwrap();
    assert_eq!(stated.notes, ["2 columns of the file are ignored: “title”, “T-shirt”."]);
    assert!(stated.sub_levels);
    let wide: String = (1..=12).fold(String::new(), |wide, number| wide + ",x" + &number.to_string());
    let stated_wide =
        check(format!("Email,Google email,Track,Level,Manager,Team{wide}\nana@x.example{}\n", ",".repeat(17)));
    assert_eq!(
        stated_wide.unwrap().notes,
        ["13 columns of the file are ignored: “Google email”, “x1”, “x2”, “x3”, “x4”, “x5”, “x6”, “x7”, \
             “x8”, “x9”, …."]
    );
    assert_eq!(stated.roster.engineers[&MemberId::new("UANA")].sub_level, SubLevel::parse("B"));
    let guest = check(format!("{HEADER}UNOOR,,,,UPRIYA,P\n")).unwrap();
    assert_eq!(guest.notes, ["These engineers on the roster are guests in Slack: noor."]);
}

#[test]
fn without_its_scope_slack_tells_no_email_and_that_is_one_fault() {
    let listed =
        ["ana", "ben", "priya"].map(|name| DirectoryMember { email: None, ..listed(name, AccountStatus::Active) });
    let file = format!("{HEADER}ana@x.example,,,,priya@x.example,P\nben@x.example,,,,priya@x.example,P\nUPRIYA,,,,,\n");
    let file = RosterFile::of(Path::new("roster.csv"), file.into_bytes()).unwrap();
    let faults = file.check(&Directory::new(listed), &library()).unwrap_err().to_string();
    assert_eq!(faults.lines().count(), 1, "{faults}");
    assert!(
        faults.starts_with(
            "roster.csv:2:1: Slack doesn’t show this app any emails, so the emails in this file (4) can’t be \
             found"
        ),
        "{faults}"
    );
    assert!(faults.contains("users:read.email"), "{faults}");
}
