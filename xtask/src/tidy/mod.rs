//! `cargo xtask tidy`: the project's own checks. A remark made twice in review becomes a check here.
//!
//! Exceptions sit in `tests/tidy-exceptions.txt`, which may only shrink.

mod docs;
mod exceptions;
mod fluent;
mod rust;
mod templates;

pub use fluent::{Catalogue, catalogues};

use std::path::{Path, PathBuf};

use exceptions::Exceptions;

/// One finding, at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub file: String,
    pub line: usize,
    pub what: String,
}

/// One check and what it found; notes do not fail it.
#[derive(Debug)]
pub struct Check {
    pub name: &'static str,
    pub findings: Vec<Finding>,
    pub notes: Vec<String>,
}

impl Check {
    pub fn new(name: &'static str) -> Self {
        Self { name, findings: Vec::new(), notes: Vec::new() }
    }

    pub fn found(&mut self, file: &str, line: usize, what: impl Into<String>) {
        self.findings.push(Finding { file: file.to_owned(), line, what: what.into() });
    }
}

/// Everything one run of tidy says.
pub struct Report {
    checks: Vec<Check>,
}

impl Report {
    pub fn passed(&self) -> usize {
        self.checks.iter().filter(|c| c.findings.is_empty()).count()
    }

    pub fn failed(&self) -> usize {
        self.checks.len() - self.passed()
    }

    pub fn print(&self) {
        for check in &self.checks {
            for note in &check.notes {
                println!("  note: {note}");
            }
            for finding in &check.findings {
                println!("{}:{}: {}", finding.file, finding.line, finding.what);
            }
            let mark = if check.findings.is_empty() { '✓' } else { '✗' };
            println!("{mark} {}", check.name);
        }
    }
}

/// A text file of the project, by its path from the root.
pub struct Text {
    pub path: String,
    pub text: String,
}

/// Files under a folder with one of the extensions (all when none is named), in order; hidden ones,
/// `target` and `node_modules` are left out.
pub fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || name == "target" || name == "node_modules" {
                continue;
            }
            if entry.file_type().is_ok_and(|t| t.is_dir()) {
                folders.push(path);
            } else if extensions.is_empty()
                || path.extension().is_some_and(|e| extensions.iter().any(|x| e == *x))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

pub fn texts(root: &Path, folder: &str, extensions: &[&str]) -> Vec<Text> {
    files(&root.join(folder), extensions)
        .into_iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(&path).ok()?;
            let path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            Some(Text { path, text })
        })
        .collect()
}

/// The line of a byte offset.
pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// All checks over a tree.
pub fn check(root: &Path) -> Report {
    let rust_files = rust::load(root);
    let templates = texts(root, "crates", &["html"]);
    let assets = texts(root, "crates", &["css", "js"]);
    let mut checks = vec![
        rust::sql_homes(&rust_files),
        rust::sql_parameters(&rust_files),
        rust::file_sizes(&rust_files),
        rust::function_sizes(&rust_files),
        rust::ambient(&rust_files),
        rust::inline_code(&rust_files),
        fluent::keys_exist(root, &rust_files, &templates),
        fluent::translations(root),
        templates::inline(&templates),
        templates::assets(&templates, &assets),
        docs::links(root),
        docs::member_counts(root, &rust_files),
    ];
    let mut exceptions = Exceptions::load(root);
    for check in &mut checks {
        exceptions.apply(check);
    }
    checks.push(exceptions.settle(root));
    Report { checks }
}

pub fn main(root: &Path) -> bool {
    let report = check(root);
    report.print();
    println!("{} passed, {} failed", report.passed(), report.failed());
    report.failed() == 0
}

/// A small tree written for a test; removed when dropped.
#[cfg(test)]
pub struct Tree(PathBuf);

#[cfg(test)]
impl Tree {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let root = crate::run::temporary("tidy").expect("a temporary folder");
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        Self(root)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// `file:line` of what the named check found.
    pub fn found(&self, name: &str) -> Vec<String> {
        let report = check(&self.0);
        let check = report.checks.iter().find(|c| c.name == name).expect("a check of that name");
        check.findings.iter().map(|f| format!("{}:{}", f.file, f.line)).collect()
    }
}

#[cfg(test)]
impl Drop for Tree {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
