//! Where the database is: a file, or a server, whose address is a secret.

use std::path::{Path, PathBuf};

use crate::config::characters::Alphabet;
use crate::config::secrets::text_of;
use crate::config::setting::written;
use crate::config::{Problem, Setting, SettingReader};
use crate::secret::Secret;

const NAME: &str = "DATABASE_URL";
const FILE: &str = "DATABASE_URL_FILE";
/// The default database.
const DATABASE_URL: &str = "sqlite://bearings.db";
const FILE_HOW: &str = "write the address into that file, such as postgres://user:password@host/database";

/// The database's address, or the file that holds it.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct DatabaseUrlOptions {
    /// Database: a SQLite file, created if missing, or a PostgreSQL server
    #[arg(id = "database_url", long = "database-url", env = NAME, default_value = DATABASE_URL, value_name = "URL")]
    pub url: Setting,

    /// Read the database's address from this file, instead of `DATABASE_URL` [env: `DATABASE_URL_FILE`]
    #[arg(
        id = "database_url_file",
        long = "database-url-file",
        env = FILE,
        hide_env = true,
        default_value = "",
        value_name = "FILE"
    )]
    pub file: Setting,
}

impl<T: Into<Setting>> From<T> for DatabaseUrlOptions {
    fn from(url: T) -> Self {
        Self { url: url.into(), file: Setting::default() }
    }
}

/// The database's address; checked when it is opened. A file that holds one goes before the address of a database file,
/// which the service unit and the image set; two addresses of servers are refused.
pub fn database_url(options: &DatabaseUrlOptions, reader: &mut SettingReader) -> Secret {
    let url = reader.text(NAME, &options.url);
    let url = match (url, reader.path(FILE, &options.file)) {
        (Some(url), Some(file)) if !url.starts_with("sqlite:") => {
            reader.refuse(NAME, format!("is set twice, here and in {}", file.display()), "leave one of the two out");
            None
        }
        (_, Some(file)) => reader.accept(from_file(&file)),
        (url, None) => url,
    };
    Secret::from(url.unwrap_or_else(|| DATABASE_URL.to_owned()))
}

impl DatabaseUrlOptions {
    /// The file that holds the address, if it's in one that can be named.
    pub fn named_file(&self) -> Option<PathBuf> {
        SettingReader::default().path(FILE, &self.file)
    }
}

/// The address that is in the file now.
pub fn database_url_again(file: &Path) -> Result<Secret, Problem> {
    from_file(file).map(Secret::from)
}

fn from_file(file: &Path) -> Result<String, Problem> {
    let cannot =
        |why: &str| Problem::new(FILE, format!("names {}, which can't be read ({why})", file.display()), FILE_HOW);
    let text = text_of(file).map_err(|why| cannot(&why))?;
    let read = written(FILE, Some(&text), Alphabet::Text);
    let read =
        read.map_err(|wrong| Problem::new(FILE, format!("names {}, which {}", file.display(), wrong.what), wrong.how))?;
    read.map(str::to_owned).ok_or_else(|| cannot("it's empty"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::ExposeSecret;

    fn read(url: &str, file: &Path) -> Result<String, String> {
        let mut reader = SettingReader::default();
        let options = DatabaseUrlOptions { url: url.into(), file: file.into() };
        let address = database_url(&options, &mut reader).expose_secret().to_owned();
        reader.finish().map(|()| address).map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_file_holds_the_address_of_a_server_and_goes_before_a_database_file() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("database-url");
        std::fs::write(&file, "\u{feff}postgres://u:obviously-fake@h/db\r\n").unwrap();
        for url in ["", DATABASE_URL, "sqlite:///var/lib/bearings/bearings.db"] {
            assert_eq!(read(url, &file).unwrap(), "postgres://u:obviously-fake@h/db", "{url}");
        }
        assert_eq!(read("", Path::new("")).unwrap(), DATABASE_URL);
        let twice = read("postgres://u:obviously-fake@other/db", &file).unwrap_err();
        assert!(twice.starts_with("DATABASE_URL is set twice, here and in /"), "{twice}");
        assert!(!twice.contains("fake"), "{twice}");
    }

    #[test]
    fn a_file_that_holds_no_address_is_named_and_not_quoted() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("database-url");
        for (content, expected) in [
            ("", "can't be read (it's empty): write the address"),
            ("'postgres://u:obviously-fake@h/db'", "has quotes around it: leave"),
            (
                "postgres://u:obviously\u{200b}-fake@h/db",
                "has an invisible character (\\u{200b}) at character 23: retype",
            ),
        ] {
            std::fs::write(&file, content).unwrap();
            let said = read("", &file).unwrap_err();
            assert!(said.starts_with("DATABASE_URL_FILE names /") && said.contains(expected), "{said}");
            assert!(!said.contains("fake"), "{said}");
        }
        let said = read("", &directory.path().join("none")).unwrap_err();
        assert!(said.contains("none, which can't be read (No such file or directory"), "{said}");
    }
}
