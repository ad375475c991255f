//! Files: announced, uploaded, shown in a message, taken away.

use super::World;

/// A file that the app brought.
#[derive(Clone, Debug)]
pub struct File {
    pub id: String,
    pub name: String,
    pub title: String,
    /// How many bytes were announced.
    pub length: usize,
    /// Nothing before they are uploaded.
    pub bytes: Option<Vec<u8>>,
}

impl World {
    /// Keeps a place for a file; gives its id.
    pub fn announce_file(&mut self, name: &str, length: usize) -> String {
        let id = self.fresh("F0");
        let file = File { id: id.clone(), name: name.to_owned(), title: name.to_owned(), length, bytes: None };
        self.files.insert(id.clone(), file);
        id
    }

    /// Finds by id.
    pub fn file(&self, id: &str) -> Option<&File> {
        self.files.get(id)
    }

    /// To change a file.
    pub fn file_mut(&mut self, id: &str) -> Option<&mut File> {
        self.files.get_mut(id)
    }

    /// Takes a file away; false if it is not there.
    pub fn delete_file(&mut self, id: &str) -> bool {
        self.files.remove(id).is_some()
    }
}
