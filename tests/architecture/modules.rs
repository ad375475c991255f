//! The crate's modules and what each of them names, read as the compiler does: tests are left out, and a name that is
//! re-exported counts as its home's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::Token;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};

/// A path by its names, from the crate's root.
pub type Names = Vec<String>;

/// One module, without its tests.
#[derive(Default)]
pub struct Module {
    pub file: PathBuf,
    pub children: BTreeSet<String>,
    /// The functions, types, constants and macros defined here.
    items: BTreeSet<String>,
    /// What `use` brings in, by the name it has here.
    imports: BTreeMap<String, Names>,
    globs: Vec<Names>,
    /// Every path in the module, as written.
    paths: BTreeSet<Names>,
}

/// Every module that a build has, by its names.
pub struct Modules(BTreeMap<Names, Module>);

impl Modules {
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Self(BTreeMap::new());
        found.read_file(&root.join("lib.rs"), &root, Vec::new());
        assert!(found.0.len() > 20, "the sources are not where this test looks");
        found
    }

    /// Modules read from texts, by their names.
    pub fn of(texts: &[(&str, &str)]) -> Self {
        let mut found = BTreeMap::new();
        for (names, text) in texts {
            let names: Names = names.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
            found.insert(names, Reader::read(text, PathBuf::new()));
        }
        Self(found)
    }

    fn read_file(&mut self, file: &Path, children_in: &Path, names: Names) {
        let text = std::fs::read_to_string(file).unwrap();
        let module = Reader::read(&text, file.to_owned());
        for child in &module.children {
            let names = names.iter().cloned().chain([child.clone()]).collect();
            self.read_file(&children_in.join(format!("{child}.rs")), &children_in.join(child), names);
        }
        self.0.insert(names, module);
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Names, &Module)> {
        self.0.iter()
    }

    /// The modules that a module names, itself apart.
    pub fn used_by(&self, names: &Names) -> BTreeSet<Names> {
        let module = &self.0[names];
        let written = module.paths.iter().chain(module.imports.values()).chain(&module.globs);
        written.filter_map(|path| self.home(names, path, 0)).filter(|home| home != names).collect()
    }

    /// The module in which what a path names is defined; none if that is another crate's or local.
    fn home(&self, from: &Names, path: &[String], depth: usize) -> Option<Names> {
        let (first, rest) = path.split_first()?;
        // A name that is imported under itself would lead here again and again.
        if depth > 16 {
            return None;
        }
        match first.as_str() {
            "crate" | "bearings" => self.walk(Vec::new(), rest, depth),
            "self" => self.walk(from.clone(), rest, depth),
            "super" => self.walk(from[..from.len().checked_sub(1)?].to_vec(), rest, depth),
            _ if self.0[from].children.contains(first) => self.walk(from.clone(), path, depth),
            _ => {
                let imported = self.0[from].imports.get(first)?;
                if imported.as_slice() == path {
                    return None;
                }
                let whole: Names = imported.iter().chain(rest).cloned().collect();
                self.home(from, &whole, depth + 1)
            }
        }
    }

    fn walk(&self, at: Names, path: &[String], depth: usize) -> Option<Names> {
        let module = self.0.get(&at)?;
        let Some((first, rest)) = path.split_first() else { return Some(at) };
        if first == "super" {
            return self.walk(at[..at.len().checked_sub(1)?].to_vec(), rest, depth);
        }
        if module.children.contains(first) {
            return self.walk(at.into_iter().chain([first.clone()]).collect(), rest, depth);
        }
        if module.items.contains(first) {
            return Some(at);
        }
        if let Some(imported) = module.imports.get(first) {
            return self.home(&at, imported, depth + 1);
        }
        let in_a_glob = module.globs.iter().find_map(|glob| {
            let home = self.home(&at, glob, depth + 1)?;
            let there = &self.0[&home];
            (there.items.contains(first) || there.imports.contains_key(first)).then_some(home)
        });
        in_a_glob.map_or(Some(at), |home| self.walk(home, path, depth + 1))
    }
}

#[derive(Default)]
struct Reader(Module);

impl Reader {
    fn read(text: &str, file: PathBuf) -> Module {
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut reader = Self(Module { file, ..Module::default() });
        reader.visit_file(&parsed);
        reader.0
    }

    fn import(&mut self, tree: &syn::UseTree, before: &Names) {
        let with = |name: &syn::Ident| before.iter().cloned().chain([name.to_string()]).collect::<Names>();
        match tree {
            syn::UseTree::Path(path) => self.import(&path.tree, &with(&path.ident)),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.import(item, before)),
            syn::UseTree::Glob(_) => self.0.globs.push(before.clone()),
            syn::UseTree::Name(name) if name.ident == "self" => {
                self.0.imports.extend(before.last().map(|last| (last.clone(), before.clone())));
            }
            syn::UseTree::Name(name) => drop(self.0.imports.insert(name.ident.to_string(), with(&name.ident))),
            // A trait that is imported without a name is used all the same.
            syn::UseTree::Rename(renamed) if renamed.rename == "_" => drop(self.0.paths.insert(with(&renamed.ident))),
            syn::UseTree::Rename(renamed) => {
                self.0.imports.insert(renamed.rename.to_string(), with(&renamed.ident));
            }
        }
    }

    /// The paths among tokens that nothing parses: a macro's.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let mut path = Names::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.0.paths.insert(std::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(point) if point.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.read_tokens(group.stream());
                    colons = 0;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => colons = 0,
            }
        }
        self.0.paths.insert(path);
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let (attributes, name) = match item {
            syn::Item::Const(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            syn::Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
            syn::Item::Static(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Type(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Impl(item) => (&item.attrs, None),
            syn::Item::Use(item) => (&item.attrs, None),
            syn::Item::Mod(item) => (&item.attrs, None),
            _ => return visit::visit_item(self, item),
        };
        if attributes.iter().any(is_for_tests) {
            return;
        }
        self.0.items.extend(name.map(ToString::to_string));
        if let syn::Item::Mod(module) = item
            && module.content.is_none()
        {
            self.0.children.insert(module.ident.to_string());
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !function.attrs.iter().any(is_for_tests) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&item.tree, &Names::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.paths.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.read_tokens(called.tokens.clone());
        visit::visit_macro(self, called);
    }
}

/// Whether this says `cfg(test)` or `cfg(all(test, …))`.
fn is_for_tests(attribute: &syn::Attribute) -> bool {
    let asks_for_test = |condition: &syn::Meta| condition.path().is_ident("test");
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Meta>().is_ok_and(|condition| match &condition {
            syn::Meta::List(all) if all.path.is_ident("all") => all
                .parse_args_with(Punctuated::<syn::Meta, Token![,]>::parse_terminated)
                .is_ok_and(|all| all.iter().any(asks_for_test)),
            condition => asks_for_test(condition),
        })
}
