//! Valid and invalid team forms, and the rosters that follow from them.

use super::*;

fn id(name: &str) -> MemberId {
    MemberId::new(name)
}

fn ids(names: &[&str]) -> BTreeSet<MemberId> {
    names.iter().map(|name| id(name)).collect()
}

fn filled(name: &str, managers: &[&str], engineers: &[&str]) -> FilledTeam {
    FilledTeam {
        name: name.into(),
        managers: ids(managers),
        engineers: ids(engineers),
        track: Some(TrackId::new("backend")),
        weekday: Some(Weekday::Thu),
        time: NaiveTime::from_hms_opt(15, 30, 0),
        ..FilledTeam::default()
    }
}

/// Ana and Ben in Priya's team, and Priya in Kim's.
fn current() -> Roster {
    let mut roster = Roster::default();
    for (team, manager, engineers) in [("Payments", "priya", vec!["ana", "ben"]), ("Leads", "kim", vec!["priya"])] {
        let team = TeamName::new(team);
        roster.set_team(&team, ids(&[manager]));
        for engineer in engineers {
            roster.assign_to_team(&id(engineer), &team);
        }
    }
    roster
}

#[test]
fn every_fault_is_found_and_said_below_its_field() {
    let good = || filled("Ledger", &["kenji"], &["cem"]);
    let long = "x".repeat(TeamName::LONGEST + 1);
    let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
    let channel = || Some(ChannelId::new("G1"));
    let digest = || FilledTeam {
        digest_weekday: Some(Weekday::Fri),
        digest_time: at(16, 5),
        digest_channel: channel(),
        allowed_members: ids(&["hana"]),
        ..good()
    };
    for (form, expected) in [
        (good(), vec![]),
        (FilledTeam { name: " \t".into(), ..good() }, vec![TeamFault::Name(TeamNameFault::Empty)]),
        (FilledTeam { name: long, ..good() }, vec![TeamFault::Name(TeamNameFault::Long(76))]),
        (FilledTeam { name: "=1".into(), ..good() }, vec![TeamFault::Name(TeamNameFault::Formula('='))]),
        (FilledTeam { name: " Payments ".into(), ..good() }, vec![TeamFault::TakenName]),
        (FilledTeam { name: "PAYMENTS".into(), ..good() }, vec![TeamFault::TakenName]),
        (
            FilledTeam { strange: [TeamField::Managers, TeamField::AllowedMembers].into(), ..good() },
            vec![TeamFault::Strange(TeamField::Managers), TeamFault::Strange(TeamField::AllowedMembers)],
        ),
        (FilledTeam { managers: ids(&[]), ..good() }, vec![TeamFault::NoManager]),
        (FilledTeam { managers: ids(&["a", "b", "c"]), ..good() }, vec![TeamFault::ManyManagers]),
        (FilledTeam { engineers: ids(&["cem", "kenji"]), ..good() }, vec![TeamFault::OwnManager]),
        (filled("Top", &["ana"], &["kim"]), vec![TeamFault::Circle]),
        (FilledTeam { weekday: None, ..good() }, vec![TeamFault::NoDay]),
        (FilledTeam { weekday: Some(Weekday::Sun), ..good() }, vec![TeamFault::PromptTime(PromptTimeError::DayOff)]),
        (FilledTeam { time: None, ..good() }, vec![TeamFault::NoTime]),
        (FilledTeam { time: at(8, 59), ..good() }, vec![TeamFault::PromptTime(PromptTimeError::TooEarly)]),
        (FilledTeam { time: at(23, 0), ..good() }, vec![TeamFault::PromptTime(PromptTimeError::TooLate)]),
        (
            FilledTeam { digest_weekday: Some(Weekday::Fri), ..good() },
            vec![TeamFault::NoDigestTime, TeamFault::NoDigestChannel],
        ),
        (FilledTeam { digest_channel: channel(), ..good() }, vec![TeamFault::NoDigestDay, TeamFault::NoDigestTime]),
        (FilledTeam { digest_weekday: None, ..digest() }, vec![TeamFault::NoDigestDay]),
        (FilledTeam { digest_weekday: Some(Weekday::Sat), ..digest() }, vec![TeamFault::DigestDayOff]),
        (FilledTeam { digest_time: None, ..digest() }, vec![TeamFault::NoDigestTime]),
        (FilledTeam { digest_channel: None, ..digest() }, vec![TeamFault::NoDigestChannel]),
        (
            FilledTeam { allowed_members: ids(&["hana"]), ..good() },
            vec![TeamFault::NoDigestDay, TeamFault::NoDigestTime, TeamFault::NoDigestChannel],
        ),
        (digest(), vec![]),
        (FilledTeam::default(), vec![TeamFault::Name(TeamNameFault::Empty), TeamFault::NoManager, TeamFault::NoDay]),
    ] {
        let found = form.check(&current(), None).err().unwrap_or_default();
        assert_eq!(found, expected, "{form:?}");
        for fault in found {
            assert!(fault.to_string().ends_with('.') && fault.field() <= TeamField::AllowedMembers);
        }
    }
}

#[test]
fn whoever_is_no_active_person_here_is_named_below_their_field() {
    let listed =
        |name: &str, status| DirectoryMember { member: id(name), name: name.into(), email: None, zone: None, status };
    let absent = vec![
        listed("ann", AccountStatus::Active),
        listed("bea", AccountStatus::Deactivated),
        listed("bot", AccountStatus::Bot),
        listed("eve", AccountStatus::Stranger),
        listed("noor", AccountStatus::Guest),
        listed("not chosen", AccountStatus::Bot),
    ];
    let guest = FilledTeam { absent: absent.clone(), ..filled("Ledger", &["ann"], &["noor"]) };
    assert_eq!(guest.check(&current(), None).unwrap().guests, [id("noor")]);
    let form = FilledTeam {
        absent,
        allowed_members: ids(&["noor"]),
        digest_weekday: Some(Weekday::Fri),
        digest_time: NaiveTime::from_hms_opt(16, 0, 0),
        digest_channel: Some(ChannelId::new("G1")),
        ..filled("Ledger", &["bea", "noor"], &["ann", "bot", "eve", "noor"])
    };
    let faults = form.check(&current(), None).unwrap_err();
    let said: Vec<_> = faults.iter().map(|fault| (fault.field(), fault.to_string())).collect();
    let takes_out = |what: &str, who: &str| format!("Remove people who can’t be {what}: {who}.");
    let expected = [
        (TeamField::Managers, takes_out("a manager", "bea has left, noor is a guest")),
        (TeamField::Engineers, takes_out("in a team", "bot is an app, eve belongs to another organisation")),
        (TeamField::AllowedMembers, takes_out("in the digest’s channel", "noor is a guest")),
        (TeamField::Engineers, TeamFault::OwnManager.to_string()),
    ];
    assert_eq!(said, expected);
}

#[test]
fn a_team_takes_people_with_it_and_says_whom() {
    let draft = filled("Ledger", &["kenji"], &["ana", "cem"]).check(&current(), None).unwrap();
    assert_eq!(draft.moved, [(id("ana"), TeamName::new("Payments"))]);
    assert_eq!(draft.prompt, WeeklyTime::from_numbers(4, 15 * 60 + 30).unwrap());
    for (name, managers) in [("ana", &["kenji"]), ("cem", &["kenji"]), ("ben", &["priya"]), ("priya", &["kim"])] {
        assert_eq!(draft.roster.engineers[&id(name)].managers, ids(managers), "{name}");
    }
    assert_eq!(draft.roster.engineers[&id("cem")].track, Some(TrackId::new("backend")));
}

#[test]
fn an_edit_keeps_what_it_does_not_touch_and_takes_managers_from_whoever_leaves() {
    let (payments, mut current) = (TeamName::new("Payments"), current());
    // Ben has one of two managers, and Priya is in her own team under Kim.
    current.teams.insert(payments.clone(), ids(&["lee", "priya"]));
    current.engineers.get_mut(&id("ana")).unwrap().managers = ids(&["lee", "priya"]);
    current.engineers.get_mut(&id("priya")).unwrap().team = Some(payments.clone());
    let form = filled("Billing", &["lee", "priya"], &["ben", "priya"]);
    let draft = form.check(&current, Some(&payments)).unwrap();
    assert!(draft.moved.is_empty() && !draft.roster.teams.contains_key(&payments));
    for (name, managers, team) in
        [("ana", &[][..], None), ("ben", &["priya"], Some("Billing")), ("priya", &["kim"], Some("Billing"))]
    {
        let engineer = &draft.roster.engineers[&id(name)];
        assert_eq!((&engineer.managers, &engineer.team), (&ids(managers), &team.map(TeamName::new)), "{name}");
    }
    let changed = filled("Payments", &["priya"], &["ana", "ben", "priya"]).check(&current, Some(&payments)).unwrap();
    for (name, manager) in [("ana", "priya"), ("ben", "priya"), ("priya", "kim")] {
        assert_eq!(changed.roster.engineers[&id(name)].managers, ids(&[manager]), "{name}");
    }
}
