//! Files as people write them: good ones, every fault, and large ones.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::*;
use crate::domain::framework::LevelNumber;
use crate::domain::roster::{Engineer, Listed, Plan, Standing, SubLevel, TeamName};
use crate::import::read_directory;

fn library() -> Library {
    Library::new(read_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("framework")).unwrap()).unwrap()
}

fn listed(name: &str, standing: Standing) -> Listed {
    Listed {
        member: MemberId::new(format!("U{}", name.to_uppercase())),
        name: name.to_owned(),
        email: Some(format!("{name}@x.example")),
        zone: None,
        standing,
    }
}

fn directory() -> Directory {
    let active = ["ana", "ben", "kenji", "priya", "maya", "kim"].map(|name| listed(name, Standing::Active));
    Directory::new(active.into_iter().chain([listed("gone", Standing::Deactivated), listed("robo", Standing::Bot)]))
}

fn check(bytes: impl Into<Vec<u8>>) -> Result<Stated, Findings> {
    RosterFile::of(Path::new("roster.csv"), bytes.into())?.check(&directory(), &library())
}

fn faults(bytes: impl Into<Vec<u8>>) -> Vec<String> {
    check(bytes).map_or_else(|findings| findings.to_string().lines().map(str::to_owned).collect(), |_| Vec::new())
}

const HEADER: &str = "member,track,level,sub_level,manager,team\n";

#[test]
fn every_spreadsheets_way_of_writing_it_states_the_same() {
    let plain = format!(
        "{HEADER}ana@x.example,backend,3,B,priya@x.example,Payments\nUBEN,backend,2,,UPRIYA,Payments\nkenji@x.example,,,,,\n"
    );
    let expected = check(plain.as_str()).unwrap();
    let ana = &expected.people.engineers[&MemberId::new("UANA")];
    let priya: BTreeSet<MemberId> = [MemberId::new("UPRIYA")].into();
    assert_eq!(
        *ana,
        Engineer {
            managers: priya.clone(),
            track: Some(crate::domain::ids::TrackId::new("backend")),
            level: Some(LevelNumber(3)),
            sub_level: SubLevel::parse("B"),
            team: Some(TeamName::new("Payments")),
        }
    );
    assert_eq!(expected.people.teams, [(TeamName::new("Payments"), priya)].into());
    assert_eq!(expected.people.engineers[&MemberId::new("UKENJI")], Engineer::default());
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
                "{header}nobody@x.example,frontend,9,,,\nUNO,,3,,,\nana@x.example,backend,9,Z,,\nben@x.example,backend,,A,,\n,,,,,P\n"
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
        ("width", format!("{header}UANA,,\nUBEN,,,,,,more\nUKENJI,,,,UPRIYA,\"P\n\n")),
    ] {
        insta::assert_snapshot!(format!("faults_{}", name.replace(' ', "_")), faults(file).join("\n"));
    }
    let not_utf8 = [HEADER.as_bytes(), "UANA,,,,UPRIYA,".as_bytes(), b"Caf\xe9\n"].concat();
    assert_eq!(faults(not_utf8), ["roster.csv:2:19: this is not UTF-8: save the file as “CSV UTF-8”"]);
}

#[test]
fn a_file_that_cannot_be_the_roster_is_refused_unread() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("roster.csv");
    assert!(RosterFile::open(&path).unwrap_err().to_string().contains("the file cannot be read"));
    File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
    assert!(RosterFile::open(&path).unwrap_err().to_string().contains("more than 16 MiB"));
}

#[test]
fn what_is_written_reads_back() {
    let file = format!(
        "{HEADER}UANA,backend,3,B,UKIM UPRIYA,Payments\nUBEN,backend,2,,UKIM,\"Pay, \"\"the\"\" rest\"\nUKENJI,,,,,\n"
    );
    let people = check(file.as_str()).unwrap().people;
    let written = write(&people).unwrap();
    assert_eq!(written, file);
    let again = check(written).unwrap();
    assert!(Plan::between(&people, &again.instead_of(&people)).is_empty());
}

#[test]
fn a_hundred_thousand_rows_are_no_trouble_good_or_bad() {
    let listed = (0..100_001).map(|number| listed(&format!("p{number}"), Standing::Active));
    let directory = Directory::new(listed);
    let mut file = HEADER.to_owned();
    for number in 1..=100_000_usize {
        let (level, manager) = (number % 6 + 1, number / 10);
        writeln!(file, "p{number}@x.example,backend,{level},,p{manager}@x.example,Team {manager}").unwrap();
    }
    let read = |text: &str| RosterFile::of(Path::new("roster.csv"), text.into())?.check(&directory, &library());
    let people = read(&file).unwrap().people;
    assert_eq!((people.engineers.len(), people.teams.len()), (100_000, 10_001));
    let findings = read(&file.replace("backend", "frontend")).unwrap_err();
    assert_eq!(findings.iter().count(), 100_000);
    let twice = format!("{file}{}", file.trim_start_matches(HEADER));
    assert_eq!(read(&twice).unwrap_err().iter().count(), 100_000);
}
