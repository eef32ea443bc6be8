//! Checks over the documents and the words we use.

use std::collections::BTreeSet;
use std::path::Path;

use super::rust::RustFile;
use super::{Check, Text, texts};

fn documents(root: &Path) -> Vec<Text> {
    let mut found: Vec<Text> = std::fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|e| e.path().extension().is_some_and(|x| x == "md"))
        .filter_map(|e| {
            Some(Text {
                path: e.file_name().into_string().ok()?,
                text: std::fs::read_to_string(e.path()).ok()?,
            })
        })
        .collect();
    for folder in ["docs", "licences", "profiles", "crates", "tests"] {
        found.extend(texts(root, folder, &["md"]));
    }
    found
}

/// The anchors of a document, as code hosts make them from its headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in prose(text).lines().filter(|l| l.starts_with('#')) {
        let heading = line.trim_start_matches('#').trim().to_lowercase();
        let slug: String = heading
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let mut anchor = slug.clone();
        let mut n = 0;
        while !found.insert(anchor.clone()) {
            n += 1;
            anchor = format!("{slug}-{n}");
        }
    }
    found
}

/// The document with its blocks of code emptied; lines stay.
fn prose(text: &str) -> String {
    let mut code = false;
    let mut out = String::new();
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        if !code && !fence {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// The targets of `[text](target)` in one line.
fn targets(line: &str) -> Vec<&str> {
    line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next()).collect()
}

pub fn links(root: &Path) -> Check {
    let mut check = Check::new("links");
    for document in documents(root) {
        let folder = Path::new(&document.path).parent().unwrap_or(Path::new(""));
        for (index, line) in prose(&document.text).lines().enumerate() {
            for target in targets(line) {
                if target.contains("://") || target.starts_with("mailto:") || target.starts_with('/') {
                    continue;
                }
                let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
                let path =
                    if file.is_empty() { Path::new(&document.path).to_path_buf() } else { folder.join(file) };
                let full = root.join(&path);
                if !full.exists() {
                    check.found(&document.path, index + 1, format!("no file {}", path.display()));
                } else if !anchor.is_empty() && full.extension().is_some_and(|e| e == "md") {
                    let text = std::fs::read_to_string(&full).unwrap_or_default();
                    if !anchors(&text).contains(anchor) {
                        check.found(
                            &document.path,
                            index + 1,
                            format!("no heading #{anchor} in {}", path.display()),
                        );
                    }
                }
            }
        }
    }
    check
}

/// Membership is a function of a date: no text may fix how many Member States there are.
fn fixes_membership(text: &str) -> bool {
    let text = text.to_lowercase().replace(['-', '\u{a0}'], " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(3).any(|w| {
        let number =
            matches!(w[0].trim_matches(|c: char| !c.is_alphanumeric()), "10" | "11" | "ten" | "eleven");
        let member = |a: &str, b: &str| a == "member" && b.starts_with("state");
        number && (member(w[1], w[2]) || (w[1] == "asean" && w[2] == "member"))
    })
}

pub fn member_counts(root: &Path, rust: &[RustFile]) -> Check {
    let mut check = Check::new("member-counts");
    let mut files = texts(root, "crates", &["ftl", "html"]);
    files.extend(texts(root, "profiles", &["toml", "ftl"]));
    let what = "a fixed number of Member States: ask for those of the date";
    for file in files {
        for (index, line) in file.text.lines().enumerate().filter(|(_, l)| fixes_membership(l)) {
            let _ = line;
            check.found(&file.path, index + 1, what);
        }
    }
    // A test may expect what a day's membership makes of a text.
    for file in rust.iter().filter(|file| !file.path.ends_with("tests.rs") && !file.path.contains("/tests/"))
    {
        for literal in file.source.literals.iter().filter(|l| fixes_membership(&l.text)) {
            check.found(&file.path, literal.line, what);
        }
    }
    check
}

#[cfg(test)]
mod tests {
    use super::fixes_membership;
    use crate::tidy::Tree;

    #[test]
    fn links_resolve_to_files_and_headings() {
        let tree = Tree::new(&[
            (
                "README.md",
                "# A\n[ok](docs/b.md#two-words) [web](https://x.example)\n[no](docs/c.md)\n[no](docs/b.md#three)\n```\n[code](x)\n```\n",
            ),
            ("docs/b.md", "## Two words\n[up](../README.md#a)\n"),
        ]);
        assert_eq!(tree.found("links"), ["README.md:3", "README.md:4"]);
    }

    #[test]
    fn a_fixed_membership_is_found() {
        assert!(fixes_membership("All eleven Member States agreed"));
        assert!(fixes_membership("the 10 ASEAN Member States"));
        assert!(!fixes_membership("Member States: 11 in all; 110 Member States"));
    }
}
