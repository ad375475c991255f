//! The password of the database changes while the bot runs: the file with the address is read again at SIGHUP.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use sqlx::PgConnection;
use url::Url;

use super::support::process::Process;
use super::{database, run, with_password};

/// The next line that says this.
fn waits_for(lines: &mut impl Iterator<Item = String>, text: &str) -> String {
    lines.find(|line| line.contains(text)).unwrap_or_else(|| panic!("it never says {text}"))
}

/// The users as whom bots are connected to this database.
#[expect(clippy::disallowed_methods, reason = "this is not the bot")]
async fn users(db: &mut PgConnection) -> Vec<String> {
    const USERS: &str = "SELECT DISTINCT usename::text FROM pg_stat_activity
        WHERE application_name = 'bearings' AND datname = current_database()";
    sqlx::query_scalar(USERS).fetch_all(db).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_user_or_password_in_the_file_is_used_for_new_connections() {
    let Some(database) = database().await else { return };
    let first = with_password(&database);
    let second_user = format!("second_of_{}", first.path().trim_start_matches('/'));
    run(&database.url(), format!("CREATE ROLE {second_user} LOGIN SUPERUSER")).await;
    let mut second: Url = database.url().parse().unwrap();
    second.set_username(&second_user).unwrap();
    let mut elsewhere = second.clone();
    elsewhere.set_path("another");

    let (mut command, directory) = super::command(&["serve"], first.as_str());
    let write = |url: &Url| std::fs::write(directory.path().join("database-url"), url.as_str()).unwrap();
    command.env("RUST_LOG", "bearings=info").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let ready = waits_for(&mut stdout.by_ref().lines().map_while(Result::ok), "Bearings answers on ");
    let bot = Process::new(child, stdout, ready.trim_start_matches("Bearings answers on ").to_owned());

    write(&elsewhere);
    bot.reload();
    waits_for(&mut log, "DATABASE_URL names another database than before: restart Bearings to use it");
    write(&second);
    bot.reload();
    waits_for(&mut log, "changed=\"database address\"");
    let end_all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    run(&database.url(), end_all).await;
    reqwest::get(format!("{}/readyz", bot.address)).await.unwrap();
    let users = users(&mut database.connection().await).await;
    bot.kill();
    assert_eq!(users, [second_user.as_str()]);
    run(&database.url(), format!("DROP ROLE {second_user}")).await;
}
