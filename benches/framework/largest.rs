//! A track file with twenty levels, twenty themes and six behaviours in each cell.

#![expect(clippy::format_push_string, reason = "it need not be quick")]

const BEGINNINGS: [&str; 10] = ["mi", "re", "ex", "de", "co", "pro", "in", "op", "sub", "out"];
const MIDDLES: [&str; 10] = ["grat", "view", "plain", "sign", "ject", "cid", "erat", "port", "form", "scrib"];
const ENDINGS: [&str; 5] = ["es", "ed", "ing", "ment", "er"];
/// Characters in each text.
const LENGTH: usize = 485;

/// The track file with as many levels and themes as the format allows, and six texts of 485 characters in each cell.
pub fn largest() -> String {
    let mut yaml = "track: backend\nname: Backend\nversion: 1.0.0\nthemes:\n".to_owned();
    for theme in 1..=20 {
        yaml += &format!("  - id: theme-{theme}\n    name: Theme {theme}\n    emoji: 🛠️\n    meaning: What you know\n");
    }
    yaml += "levels:\n";
    for level in 1..=20 {
        yaml += &format!("  - level: {level}\n    cells:\n");
        for theme in 1..=20 {
            yaml += &format!("      - theme: theme-{theme}\n        behaviours:\n");
            for at in 0..6 {
                let seed = (level * 20 + theme) * 6 + at;
                yaml += &format!(
                    "          - id: behaviour-{seed}\n            text: {}\n            keywords: [word{seed}, shared]\n",
                    text(seed)
                );
            }
        }
    }
    yaml
}

fn text(seed: usize) -> String {
    let words: Vec<String> = (0..80).map(|at| word(seed * 7 + at * at * 3 + at)).collect();
    let all = format!("{seed:05} {}", words.join(" "));
    all.chars().take(LENGTH).collect::<String>().trim_end().to_owned()
}

/// One of five hundred words.
fn word(number: usize) -> String {
    let part = |parts: &[&'static str], by: usize| parts.iter().cycle().nth(number / by % parts.len()).copied();
    [part(&BEGINNINGS, 1), part(&MIDDLES, 10), part(&ENDINGS, 100)].into_iter().flatten().collect()
}
