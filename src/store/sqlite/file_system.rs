//! The kind of file system that the database is on. SQLite's write-ahead log shares memory between processes and trusts
//! the file system's locks (<https://www.sqlite.org/wal.html>: "WAL does not work over a network filesystem").

use std::path::Path;

/// How far SQLite can trust a file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileSystem {
    /// A disk of this machine, as far as anyone can tell.
    Local,
    /// It depends on what is behind it.
    Unconfirmed(&'static str),
    /// Another machine's disk.
    Network(&'static str),
}

/// By the numbers in statfs(2) and in the Linux sources (fs/*/*.c, include/uapi/linux/magic.h).
fn of_magic(magic: u32) -> FileSystem {
    match magic {
        0x0000_6969 => FileSystem::Network("NFS"),
        0x0000_517B | 0xFF53_4D42 | 0xFE53_4D42 => FileSystem::Network("SMB (CIFS)"),
        0x0102_1997 => FileSystem::Network("9P"),
        0x5346_414F | 0x6B41_4653 => FileSystem::Network("AFS"),
        0x7375_7245 => FileSystem::Network("Coda"),
        0x0000_564C => FileSystem::Network("NCP"),
        0x786F_4256 => FileSystem::Network("a VirtualBox shared folder"),
        0xBACB_ACBC => FileSystem::Network("a VMware shared folder"),
        0x7C7C_6673 => FileSystem::Network("a Parallels shared folder"),
        0x6573_5546 => FileSystem::Unconfirmed("FUSE"),
        0x00C3_6400 => FileSystem::Unconfirmed("Ceph"),
        0x0BD0_0BD0 => FileSystem::Unconfirmed("Lustre"),
        0x4750_4653 => FileSystem::Unconfirmed("GPFS"),
        0x1983_0326 => FileSystem::Unconfirmed("BeeGFS"),
        _ => FileSystem::Local,
    }
}

/// The file system of a directory. One that can't be examined counts as local: opening a file reports the problem.
#[cfg(target_os = "linux")]
pub(super) fn of(directory: &Path) -> FileSystem {
    let magic = rustix::fs::statfs(directory).ok().and_then(|about| u32::try_from(about.f_type & 0xFFFF_FFFF).ok());
    magic.map_or(FileSystem::Local, of_magic)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn of(_directory: &Path) -> FileSystem {
    FileSystem::Local
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_behind_a_network_is_told_from_a_disk() {
        use FileSystem::{Local, Network, Unconfirmed};
        for (magic, expected) in [
            (0xEF53, Local),      // ext4
            (0x5846_5342, Local), // XFS
            (0x9123_683E, Local), // Btrfs
            (0x2FC1_2FC1, Local), // ZFS
            (0x0102_1994, Local), // tmpfs
            (0x794C_7630, Local), // overlayfs, a container's own layer
            (0x6969, Network("NFS")),
            (0xFF53_4D42, Network("SMB (CIFS)")),
            (0xFE53_4D42, Network("SMB (CIFS)")),
            (0x517B, Network("SMB (CIFS)")),
            (0x0102_1997, Network("9P")),
            (0x5346_414F, Network("AFS")),
            (0x6573_5546, Unconfirmed("FUSE")),
            (0x00C3_6400, Unconfirmed("Ceph")),
            (0, Local),
            (u32::MAX, Local),
        ] {
            assert_eq!(of_magic(magic), expected, "{magic:#x}");
        }
    }

    #[test]
    fn a_directory_that_is_not_there_is_somebody_elses_to_tell() {
        assert_eq!(of(Path::new("/no/such/directory")), FileSystem::Local);
    }
}
