//! Files that operators pass to commands.

use std::fmt::Write as _;
use std::process::Command;

use crate::support::process::ProcessFixture;
use crate::support::repository;

pub async fn large_roster() -> String {
    let fixture = ProcessFixture::begin().await;
    let row = "U02BEN,backend,2,,U04PRIYA,Payments\n";
    let rows = format!("member,track,level,sub_level,manager,team\n{}", row.repeat(500_000));
    let file = fixture.file("large.csv", &rows);
    refused(fixture.command(&["people", "import", &file])).await
}

pub async fn large_framework() -> String {
    let comments = "# no one reads so much\n".repeat(750_000);
    checked(|text| text.push_str(&comments)).await
}

pub async fn many_themes() -> String {
    checked(|text| {
        let at = text.find("\nthemes:\n").unwrap() + "\nthemes:\n".len();
        let mut more = String::new();
        for number in 0..20 {
            write!(more, "  - id: more-{number}\n    name: More {number}\n    emoji: 🧭\n    meaning: More\n").unwrap();
        }
        text.insert_str(at, &more);
    })
    .await
}

/// What `framework check` says about the repository's framework after this change.
async fn checked(change: impl FnOnce(&mut String)) -> String {
    let fixture = ProcessFixture::begin().await;
    let mut text = std::fs::read_to_string(repository("framework/backend.yaml")).unwrap();
    change(&mut text);
    let directory = fixture.path("framework");
    std::fs::create_dir(&directory).unwrap();
    std::fs::copy(repository("framework/about.md"), format!("{directory}/about.md")).unwrap();
    std::fs::write(format!("{directory}/backend.yaml"), text).unwrap();
    refused(fixture.command(&["framework", "check", &directory])).await
}

/// What a command prints when it refuses.
pub async fn refused(mut command: Command) -> String {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(!output.status.success());
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}
