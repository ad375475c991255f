//! Files: announced, uploaded, shown in a message, deleted.

use super::World;

/// A file that the app shares.
#[derive(Clone, Debug)]
pub struct File {
    pub id: String,
    pub name: String,
    pub title: String,
    /// The announced number of bytes.
    pub length: usize,
    /// None until they are uploaded.
    pub bytes: Option<Vec<u8>>,
}

impl World {
    /// Announces a file; returns its id.
    pub fn announce_file(&mut self, name: &str, length: usize) -> String {
        let id = self.fresh("F0");
        let file = File { id: id.clone(), name: name.to_owned(), title: name.to_owned(), length, bytes: None };
        self.files.insert(id.clone(), file);
        id
    }

    /// Finds a file by id.
    pub fn file(&self, id: &str) -> Option<&File> {
        self.files.get(id)
    }

    /// Finds a file by id, to change it.
    pub fn file_mut(&mut self, id: &str) -> Option<&mut File> {
        self.files.get_mut(id)
    }

    /// Deletes a file; false if it isn't there.
    pub fn delete_file(&mut self, id: &str) -> bool {
        self.files.remove(id).is_some()
    }
}
