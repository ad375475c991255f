//! Statements in one engine's words stand in that engine's folder or in a pair.

use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// Words that only one engine understands, apart from those that `store/sql/dialect.rs` says for the other.
const OF_ONE_ENGINE: &[&str] = &[
    // SQLite
    "PRAGMA",
    "sqlite_",
    "GLOB",
    "INSERT OR",
    "group_concat(",
    "instr(",
    "strftime(",
    "unixepoch(",
    "rowid",
    // PostgreSQL
    "::bigint",
    "::text",
    "::json",
    "pg_",
    "json_agg(",
    "json_build_array(",
    "unnest(",
    "current_setting(",
    "FOR UPDATE",
    "ILIKE",
];

/// The texts of a file that belong to no pair.
#[derive(Default)]
pub struct Texts(pub Vec<String>);

impl Texts {
    pub fn of(source: &str) -> Self {
        let mut texts = Self::default();
        texts.visit_file(&syn::parse_file(source).unwrap());
        texts
    }

    fn within(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.within(group.stream()),
                TokenTree::Literal(literal) => self.0.push(literal.to_string()),
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }

    pub fn in_words_of_one_engine(&self) -> impl Iterator<Item = &str> {
        let texts = self.0.iter().map(String::as_str);
        texts.filter(|text| OF_ONE_ENGINE.iter().any(|word| text.contains(word)))
    }
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.0.push(text.value());
    }

    fn visit_macro(&mut self, invoked: &'ast syn::Macro) {
        if !invoked.path.is_ident("sql") {
            self.within(invoked.tokens.clone());
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        // Tests ask one engine what only it can say.
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

/// Whether a file below `src/` is one engine's, or knows the words of both.
pub fn may_use_one_engines_words(file: &Path) -> bool {
    ["store/sqlite", "store/postgres", "store/sql"].iter().any(|home| file.starts_with(home))
        || ["store/sqlite.rs", "store/postgres.rs", "store/sql.rs"].iter().any(|home| file == Path::new(home))
}
