//! Every combination of what a payload can say about the acting person, against every kind of installation.

use proptest::prelude::*;

use super::*;

fn team(id: &str) -> Option<SlackTeamId> {
    (!id.is_empty()).then(|| SlackTeamId::new(id))
}

/// A standalone workspace, one workspace of an organisation, and a whole organisation.
fn installations() -> [Installation; 3] {
    let own = || SlackTeamId::new("T1");
    [
        Installation::new(own(), None, false),
        Installation::new(own(), team("E1"), false),
        Installation::new(SlackTeamId::new("E1"), team("E1"), true),
    ]
}

fn actor(own: &str, place: &str, enterprise: &str) -> PayloadActor {
    PayloadActor {
        member: MemberId::new("U1"),
        affiliation: Affiliation { team: team(own), ..Affiliation::default() },
        team: team(place),
        enterprise: team(enterprise),
        is_shared: false,
    }
}

#[test]
fn a_payload_settles_who_belongs_here_as_far_as_it_says() {
    use Membership::{Foreign, Ours, Unclear};
    // The person's own team, the payload's team, its organisation, and the results per installation.
    for (own, place, enterprise, expected) in [
        ("T1", "T1", "", [Ours, Ours, Unclear]),
        ("T1", "T1", "E1", [Ours, Ours, Ours]),
        ("", "T1", "", [Ours, Ours, Unclear]),
        ("", "T1", "E1", [Ours, Ours, Ours]),
        ("E1", "T1", "E1", [Foreign, Ours, Ours]),
        ("E1", "", "E1", [Foreign, Ours, Ours]),
        ("", "", "E1", [Foreign, Ours, Ours]),
        // A sibling workspace: the organisation is that of the payload's workspace.
        ("T2", "T2", "E1", [Foreign, Ours, Ours]),
        ("", "T2", "E1", [Foreign, Ours, Ours]),
        ("T2", "T1", "E1", [Foreign, Unclear, Unclear]),
        ("T2", "", "E1", [Foreign, Unclear, Unclear]),
        ("T2", "T2", "", [Foreign, Unclear, Unclear]),
        // Another company, in one of our channels and in its own.
        ("T9", "T1", "", [Foreign, Unclear, Unclear]),
        ("E9", "T1", "", [Foreign; 3]),
        ("E9", "T1", "E1", [Foreign; 3]),
        ("T9", "T9", "E9", [Foreign; 3]),
        ("", "T9", "E9", [Foreign; 3]),
        ("", "", "E9", [Foreign; 3]),
        ("", "T9", "", [Foreign, Unclear, Unclear]),
        ("", "", "", [Unclear; 3]),
    ] {
        let actor = actor(own, place, enterprise);
        let found = installations().map(|installation| installation.membership_of_actor(&actor));
        assert_eq!(found, expected, "{own} in {place} of {enterprise}");
    }
}

#[test]
fn a_user_object_settles_the_rest() {
    use Membership::{Foreign, Ours, Unclear};
    for (own, enterprise, is_stranger, expected) in [
        ("T1", "", false, [Ours, Ours, Unclear]),
        ("T1", "E1", false, [Ours, Ours, Ours]),
        ("T2", "E1", false, [Foreign, Ours, Ours]),
        ("", "E1", false, [Foreign, Ours, Ours]),
        ("E1", "", false, [Foreign, Ours, Ours]),
        ("T2", "", false, [Foreign, Unclear, Unclear]),
        ("T9", "E9", false, [Foreign; 3]),
        ("", "E9", false, [Foreign; 3]),
        ("", "", false, [Unclear; 3]),
        ("T1", "E1", true, [Foreign; 3]),
    ] {
        let of = Affiliation { team: team(own), enterprise: team(enterprise), is_stranger };
        assert_eq!(installations().map(|each| each.membership(&of)), expected, "{of:?}");
    }
}

#[test]
fn in_a_shared_channel_the_payloads_workspace_says_nothing_of_the_person() {
    let shared = |own| PayloadActor { is_shared: true, ..actor(own, "T1", "E1") };
    let [_, of_organisation, _] = installations();
    assert_eq!(of_organisation.membership_of_actor(&shared("")), Membership::Unclear);
    assert_eq!(of_organisation.membership_of_actor(&shared("T1")), Membership::Ours);
    assert_eq!(of_organisation.membership_of_actor(&shared("E9")), Membership::Foreign);
}

#[test]
fn all_that_an_organisation_says_means_one_key() {
    let [workspace, of_organisation, org_wide] = installations();
    assert_eq!((workspace.workspace.as_str(), of_organisation.workspace.as_str()), ("T1", "T1"));
    for (own, place) in [("T1", "T1"), ("T2", "T2"), ("T1", ""), ("", "T2")] {
        assert_eq!(org_wide.admit(&actor(own, place, "E1")).workspace.as_str(), "E1");
    }
}

#[test]
fn a_workspace_named_with_the_organisation_is_known_from_then_on() {
    let [_, _, mut org_wide] = installations();
    assert_eq!(org_wide.membership_of_actor(&actor("T2", "", "E1")), Membership::Unclear);
    let typed = actor("", "T2", "E1");
    let sibling = org_wide.new_sibling_workspace(&typed).cloned().unwrap();
    org_wide.sisters.insert(sibling);
    assert_eq!(org_wide.membership_of_actor(&actor("T2", "", "E1")), Membership::Ours);
    assert_eq!(org_wide.new_sibling_workspace(&typed), None);
    for (place, enterprise) in [("T9", "E9"), ("T9", ""), ("", "E1"), ("E1", "E1")] {
        assert_eq!(org_wide.new_sibling_workspace(&actor("", place, enterprise)), None, "{place} of {enterprise}");
    }
}

#[test]
fn a_token_is_the_databases_own_or_not() {
    let [workspace, of_organisation, org_wide] = installations();
    let other = Installation::new(SlackTeamId::new("T2"), team("E1"), false);
    let another = Installation::new(SlackTeamId::new("E9"), team("E9"), true);
    for (stored, told, expected) in [
        (&workspace, &workspace, true),
        (&workspace, &of_organisation, true),
        (&of_organisation, &org_wide, true),
        (&org_wide, &of_organisation, true),
        (&org_wide, &other, true),
        (&of_organisation, &other, false),
        (&workspace, &other, false),
        (&workspace, &org_wide, false),
        (&org_wide, &another, false),
    ] {
        assert_eq!(stored.is_same(told), expected, "{stored:?} and {told:?}");
    }
}

proptest! {
    #[test]
    fn nobody_of_another_company_is_ever_ours(
        own in prop::sample::select(vec!["T9", "E9"]),
        place in prop::sample::select(vec!["", "T1", "T2", "T9", "E1"]),
        enterprise in prop::sample::select(vec!["", "E1", "E9"]),
        is_shared: bool,
    ) {
        // Slack names the organisation of the payload's workspace, and T9 isn't part of E1.
        prop_assume!(!(place == own && enterprise == "E1"));
        for installation in installations() {
            let actor = PayloadActor { is_shared, ..actor(own, place, enterprise) };
            prop_assert_ne!(installation.membership_of_actor(&actor), Membership::Ours);
        }
    }
}
