//! A disk of a bot's own, which can be full or for reading only. It is there for that one process, and gone with it.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::{Fixture, Process};

/// A bot whose database is on a small disk.
pub struct SmallDisk {
    pub process: Process,
    ballast: PathBuf,
}

impl SmallDisk {
    /// A bot on an empty disk of so many megabytes; none where this machine lets nobody mount one, which `.ci/run` does not
    /// put up with.
    pub fn begin(stage: &Fixture, megabytes: usize) -> Option<Self> {
        let directory = stage.database().parent().unwrap().to_owned();
        let mount = format!("mount -t tmpfs -o size={megabytes}m tmpfs \"$0\" && exec \"$@\"");
        let process = stage.launch(in_own_mount(&stage.command(&["serve"]), &mount, &directory)?);
        // As the process sees it.
        let root = PathBuf::from(format!("/proc/{}/root", process.id()));
        let ballast = root.join(directory.strip_prefix("/").unwrap()).join("ballast");
        Some(Self { process, ballast })
    }

    /// Nothing fits on it any more.
    pub fn fill(&self) {
        let mut ballast = File::create(&self.ballast).unwrap();
        for size in [1 << 16, 1 << 12, 1] {
            while ballast.write_all(&vec![0; size]).is_ok() {}
        }
    }

    /// There is room again.
    pub fn empty(&self) {
        std::fs::remove_file(&self.ballast).unwrap();
    }
}

/// A command where this file or directory may only be read; nothing where this machine lets nobody mount.
pub fn with_read_only(command: &Command, what: &Path) -> Option<Command> {
    in_own_mount(command, "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"", what)
}

/// A command where this directory is on a disk of a megabyte, of which so many kilobytes are free; nothing where this machine lets
/// nobody mount.
pub fn on_full_disk(command: &Command, directory: &Path, free: usize) -> Option<Command> {
    let mount = format!(
        "mount -t tmpfs -o size=1024k tmpfs \"$0\" && head -c {} /dev/zero > \"$0/ballast\" && exec \"$@\"",
        (1024 - free) * 1024
    );
    in_own_mount(command, &mount, directory)
}

/// A command with mounts of its own, after this has been done to this place.
#[expect(clippy::print_stderr, reason = "a test that did not happen says so")]
fn in_own_mount(command: &Command, mount: &str, place: &Path) -> Option<Command> {
    // Root may, and often everybody may who is root only to themselves.
    let credentials: [&[&str]; 2] = [&["--mount"], &["--map-root-user", "--mount"]];
    let works =
        |way: &&&[&str]| Command::new("unshare").args(**way).arg("true").output().is_ok_and(|o| o.status.success());
    let Some(way) = credentials.iter().find(works) else {
        eprintln!("not run: nobody may mount anything here");
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
