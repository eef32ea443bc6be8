//! Checks over the texts: Fluent catalogues, and the keys that code and templates ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::rust::RustFile;
use super::{Check, Text, line_of, texts};

/// One `.ftl` file.
pub struct Catalogue {
    pub path: String,
    /// The folder that holds the languages, as a name for the area: `crates/coordination`.
    pub area: String,
    pub language: String,
    pub messages: BTreeMap<String, Message>,
    /// Keys said twice, with the line of the second.
    pub twice: Vec<(usize, String)>,
}

pub struct Message {
    pub line: usize,
    /// The variables the text uses, `$name`.
    pub variables: BTreeSet<String>,
}

/// `crates/x/text/en.ftl`, `crates/x/text/meetings.en.ftl` and `crates/x/text/en/meetings.ftl` are all
/// English of `crates/x`.
fn place_of(path: &str) -> (String, String) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.trim_end_matches(".ftl");
    let (area, language) = match folder.rsplit_once('/') {
        Some((parent, last)) if parent.ends_with("/text") || parent.ends_with("/texts") => (parent, last),
        _ => (folder, stem.rsplit_once('.').map_or(stem, |(_, language)| language)),
    };
    let area = area.trim_end_matches("/texts").trim_end_matches("/text");
    (area.to_owned(), language.to_owned())
}

fn parse(text: &Text) -> Catalogue {
    let (area, language) = place_of(&text.path);
    let mut messages: BTreeMap<String, Message> = BTreeMap::new();
    let mut twice = Vec::new();
    let mut current = String::new();
    for (index, line) in text.text.lines().enumerate() {
        if line.starts_with('#') {
            continue;
        }
        let key = line.split_once('=').map(|(key, _)| key.trim_end());
        let starts = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-');
        let is_key = |k: &str| k.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if let Some(key) = key.filter(|k| starts && is_key(k)) {
            key.clone_into(&mut current);
            let message = Message { line: index + 1, variables: BTreeSet::new() };
            if messages.insert(current.clone(), message).is_some() {
                twice.push((index + 1, current.clone()));
            }
        }
        if let Some(message) = messages.get_mut(&current) {
            for part in line.split('$').skip(1) {
                let name: String =
                    part.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect();
                if !name.is_empty() && line.contains('{') {
                    message.variables.insert(name);
                }
            }
        }
    }
    Catalogue { path: text.path.clone(), area, language, messages, twice }
}

pub fn catalogues(root: &Path) -> Vec<Catalogue> {
    let mut found: Vec<Catalogue> = texts(root, "crates", &["ftl"]).iter().map(parse).collect();
    found.extend(texts(root, "profiles", &["ftl"]).iter().map(parse));
    found
}

/// Keys asked for as `t("key")`, `v.t("key")`, `.t1("key", …)`, `tn("key", …)`: offset and key.
fn asked(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for name in ["t(", "t1(", "t2(", "t3(", "tn("] {
        for (at, _) in text.match_indices(name) {
            let before = text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = text[at + name.len()..].trim_start();
            let Some(key) = rest.strip_prefix('"').and_then(|r| r.split('"').next()) else { continue };
            let looks_like_key = !key.is_empty()
                && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c));
            if looks_like_key {
                found.push((at, key.to_owned()));
            }
        }
    }
    found.sort();
    found
}

pub fn keys_exist(root: &Path, rust: &[RustFile], templates: &[Text]) -> Check {
    let mut check = Check::new("text-keys");
    let catalogues = catalogues(root);
    let english: BTreeSet<&str> = catalogues
        .iter()
        .filter(|c| c.language == "en")
        .flat_map(|c| c.messages.keys())
        .map(String::as_str)
        .collect();
    let files = rust.iter().map(|f| (&f.path, &f.text)).chain(templates.iter().map(|t| (&t.path, &t.text)));
    for (path, text) in files.filter(|(path, _)| !path.ends_with("/tests.rs") && !path.contains("/tests/")) {
        for (at, key) in asked(text) {
            let message = key.split('.').next().unwrap_or_default();
            if !english.contains(message) {
                check.found(path, line_of(text, at), format!("text `{key}` is in no en.ftl"));
            }
        }
    }
    for catalogue in &catalogues {
        for (line, key) in &catalogue.twice {
            check.found(&catalogue.path, *line, format!("`{key}` is said twice"));
        }
    }
    check
}

/// What one area says in one language, over all its files.
type Area<'a> = BTreeMap<&'a str, &'a Message>;

fn by_area(catalogues: &[Catalogue], language: &str) -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
    let mut areas: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for catalogue in catalogues.iter().filter(|c| c.language == language) {
        let messages: Area<'_> = catalogue.messages.iter().map(|(k, m)| (k.as_str(), m)).collect();
        let area = areas.entry(catalogue.area.clone()).or_default();
        area.extend(messages.into_iter().map(|(k, m)| (k.to_owned(), m.variables.clone())));
    }
    areas
}

/// Other languages know no keys and no variables that English does not; what they lack is counted only.
pub fn translations(root: &Path) -> Check {
    let mut check = Check::new("translations");
    let catalogues = catalogues(root);
    let english = by_area(&catalogues, "en");
    let nothing = BTreeMap::new();
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    for catalogue in catalogues.iter().filter(|c| c.language != "en") {
        let original = english.get(&catalogue.area).unwrap_or(&nothing);
        for (key, message) in &catalogue.messages {
            match original.get(key) {
                // Terms (`-name`) are a language's own.
                None if key.starts_with('-') => {}
                None => check.found(&catalogue.path, message.line, format!("`{key}` is not in English")),
                Some(variables) => {
                    for variable in message.variables.difference(variables) {
                        check.found(
                            &catalogue.path,
                            message.line,
                            format!("`{key}`: English has no ${variable}"),
                        );
                    }
                }
            }
        }
    }
    let languages: BTreeSet<&str> =
        catalogues.iter().map(|c| c.language.as_str()).filter(|l| *l != "en").collect();
    for language in languages {
        let said = by_area(&catalogues, language);
        for (area, messages) in &english {
            let said = said.get(area).unwrap_or(&nothing);
            let lacking = messages.keys().filter(|k| !k.starts_with('-') && !said.contains_key(*k)).count();
            *missing.entry(language).or_default() += lacking;
        }
    }
    for (language, count) in missing.into_iter().filter(|(_, count)| *count > 0) {
        check.notes.push(format!("{language}: {count} texts not translated yet (cargo xtask texts)"));
    }
    check
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::Tree;

    #[test]
    fn keys_are_found_in_code_and_templates() {
        let keys: Vec<String> =
            asked("{{ v.t(\"a-b\") }} {{ t( \"c\") }} x.t1(\"d\", n) assert(\"no\") format(\"no\")")
                .into_iter()
                .map(|(_, k)| k)
                .collect();
        assert_eq!(keys, ["a-b", "c", "d"]);
    }

    #[test]
    fn unknown_keys_and_variables_are_found() {
        let tree = Tree::new(&[
            (
                "crates/x/text/en.ftl",
                "# comment\ntitle = Title\ncount = { $n ->\n    [one] one\n   *[other] { $n } things\n }\ntitle = Again\n",
            ),
            ("crates/x/text/vi.ftl", "title = Tên\ncount = { $m }\nextra = Thừa\n"),
            ("crates/x/templates/a.html", "<h1>\n{{ v.t(\"title\") }}{{ v.t(\"absent\") }}</h1>"),
        ]);
        assert_eq!(tree.found("text-keys"), ["crates/x/templates/a.html:2", "crates/x/text/en.ftl:7"]);
        assert_eq!(tree.found("translations"), ["crates/x/text/vi.ftl:2", "crates/x/text/vi.ftl:3"]);
    }

    #[test]
    fn both_layouts_name_area_and_language() {
        assert_eq!(place_of("crates/x/text/en.ftl"), ("crates/x".into(), "en".into()));
        assert_eq!(place_of("crates/x/text/meetings.pt-TL.ftl"), ("crates/x".into(), "pt-TL".into()));
        assert_eq!(place_of("crates/x/text/pt-TL/meetings.ftl"), ("crates/x".into(), "pt-TL".into()));
    }
}
