//! `cargo xtask texts`: how far each language is translated, by area.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::tidy::{Catalogue, catalogues};

/// The keys of each area in one language; terms (`-name`) are a language's own and not counted.
fn keys(catalogues: &[Catalogue], language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut areas: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for catalogue in catalogues.iter().filter(|c| c.language == language) {
        let keys = catalogue.messages.keys().filter(|k| !k.starts_with('-')).cloned();
        areas.entry(catalogue.area.clone()).or_default().extend(keys);
    }
    areas
}

pub fn main(root: &Path) -> Result<bool, String> {
    let catalogues = catalogues(root);
    let english = keys(&catalogues, "en");
    if english.is_empty() {
        return Err("no en.ftl found under crates/".into());
    }
    let areas: Vec<&String> = english.keys().collect();
    let short = |area: &str| area.rsplit('/').next().unwrap_or(area).to_owned();
    print!("{:<10}{:>8}{:>7}", "language", "texts", "%");
    for area in &areas {
        print!("{:>14}", short(area));
    }
    println!();
    let languages: BTreeSet<&str> = catalogues.iter().map(|c| c.language.as_str()).collect();
    let total: usize = english.values().map(BTreeSet::len).sum();
    for language in languages {
        let said = keys(&catalogues, language);
        let nothing = BTreeSet::new();
        let count = |area: &String| said.get(area).unwrap_or(&nothing).intersection(&english[area]).count();
        let sum: usize = areas.iter().map(|area| count(area)).sum();
        print!("{language:<10}{sum:>8}{:>6}%", sum * 100 / total.max(1));
        for area in &areas {
            print!("{:>14}", format!("{}/{}", count(area), english[*area].len()));
        }
        println!();
    }
    Ok(true)
}
