//! Writes the largest framework into a directory: `framework DIRECTORY`. `benches/framework.sh` measures with it.

#![expect(clippy::expect_used, reason = "a tool that writes two files, or stops")]

mod largest;

use std::fs;
use std::path::PathBuf;

fn main() {
    let directory = PathBuf::from(std::env::args().nth(1).expect("a directory to write to"));
    fs::create_dir_all(&directory).expect("a directory that can be made");
    fs::write(directory.join("backend.yaml"), largest::largest()).expect("room on the disk");
    fs::write(directory.join("about.md"), "# About\n").expect("room on the disk");
}
