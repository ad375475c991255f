//! A disk that can be full or read-only. Only the bot's process sees it, and it disappears with the process.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::{Process, ProcessFixture};

/// A bot whose database is on a small disk.
pub struct SmallDisk {
    pub process: Process,
    ballast: PathBuf,
}

impl SmallDisk {
    /// A bot on an empty disk of this many megabytes; `None` where this machine doesn't allow mounts. `.ci/run` needs a
    /// machine that does.
    pub fn begin(fixture: &ProcessFixture, megabytes: usize) -> Option<Self> {
        let directory = fixture.database().parent().unwrap().to_owned();
        let mount = format!("mount -t tmpfs -o size={megabytes}m tmpfs \"$0\" && exec \"$@\"");
        let process = fixture.launch(in_own_mount(&fixture.command(&["serve"]), &mount, &directory)?);
        // The directory as the process sees it.
        let root = PathBuf::from(format!("/proc/{}/root", process.id()));
        let ballast = root.join(directory.strip_prefix("/").unwrap()).join("ballast");
        Some(Self { process, ballast })
    }

    /// Fills the disk completely.
    pub fn fill(&self) {
        let mut ballast = File::create(&self.ballast).unwrap();
        for size in [1 << 16, 1 << 12, 1] {
            while ballast.write_all(&vec![0; size]).is_ok() {}
        }
    }

    /// Frees the space again.
    pub fn empty(&self) {
        std::fs::remove_file(&self.ballast).unwrap();
    }
}

/// A command for which this file or directory is read-only; `None` where this machine doesn't allow mounts.
pub fn with_read_only(command: &Command, what: &Path) -> Option<Command> {
    in_own_mount(command, "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"", what)
}

/// A command for which this directory is on a disk of one megabyte with this many kilobytes free; `None` where this
/// machine doesn't allow mounts.
pub fn on_full_disk(command: &Command, directory: &Path, free: usize) -> Option<Command> {
    let mount = format!(
        "mount -t tmpfs -o size=1024k tmpfs \"$0\" && head -c {} /dev/zero > \"$0/ballast\" && exec \"$@\"",
        (1024 - free) * 1024
    );
    in_own_mount(command, &mount, directory)
}

/// A command with its own mounts, after this mount command has run on this path.
#[expect(clippy::print_stderr, reason = "a test that did not happen says so")]
fn in_own_mount(command: &Command, mount: &str, place: &Path) -> Option<Command> {
    // Root may mount, and often so may a user who is root in a namespace of their own.
    let credentials: [&[&str]; 2] = [&["--mount"], &["--map-root-user", "--mount"]];
    let works =
        |way: &&&[&str]| Command::new("unshare").args(**way).arg("true").output().is_ok_and(|o| o.status.success());
    let Some(way) = credentials.iter().find(works) else {
        eprintln!("not run: this machine allows no mounts");
        return None;
    };
    let mut in_own_mount = Command::new("unshare");
    in_own_mount
        .args(*way)
        .args(["sh", "-c", mount])
        .arg(place)
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear();
    for (name, value) in command.get_envs() {
        in_own_mount.env(name, value.unwrap());
    }
    Some(in_own_mount)
}
