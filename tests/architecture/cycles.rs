//! Siblings that use each other, directly or through others.

use std::collections::{BTreeMap, BTreeSet};

use crate::modules::{Modules, Names};

/// For each module its children that form a cycle, as `parent: a b c`.
pub fn cycles(modules: &Modules) -> Vec<String> {
    let mut families: BTreeMap<Names, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (names, _) in modules.iter() {
        for used in modules.used_by(names) {
            let shared = names.iter().zip(&used).take_while(|(one, other)| one == other).count();
            if let (Some(one), Some(other)) = (names.get(shared), used.get(shared)) {
                let family = families.entry(names[..shared].to_vec()).or_default();
                family.entry(one.clone()).or_default().insert(other.clone());
            }
        }
    }
    let of_family = |(parent, uses): (Names, BTreeMap<String, BTreeSet<String>>)| {
        let reached: BTreeMap<&String, BTreeSet<&String>> = uses.keys().map(|one| (one, reach(&uses, one))).collect();
        let circle = |one: &String| -> Vec<String> {
            let back = |other: &&String| reached.get(*other).is_some_and(|there| there.contains(one));
            reached[one].iter().filter(|other| back(other)).map(|other| (*other).clone()).collect()
        };
        let circles: BTreeSet<Vec<String>> = uses.keys().map(circle).filter(|circle| circle.len() > 1).collect();
        circles.into_iter().map(|circle| format!("{}: {}", parent.join("::"), circle.join(" "))).collect::<Vec<_>>()
    };
    families.into_iter().flat_map(of_family).collect()
}

fn reach<'a>(uses: &'a BTreeMap<String, BTreeSet<String>>, from: &'a String) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(one) = next.pop() {
        next.extend(uses.get(one).into_iter().flatten().filter(|other| reached.insert(*other)));
    }
    reached
}
