//! Organisations as data: the profiles inside the binary.

use crate::slices::AREAS;
use include_dir::{Dir, include_dir};
use mufakat_store::{Ctx, Db, Problem, Result, load::Report};
use mufakat_web::Organisation;
use std::collections::BTreeSet;

static PROFILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../profiles");

/// Bytes of a profile's file.
pub fn file(profile: &str, name: &str) -> Option<&'static [u8]> {
    PROFILES.get_file(format!("{profile}/{name}")).map(include_dir::File::contents)
}

/// Names of the profiles there are.
pub fn names() -> Vec<String> {
    PROFILES.dirs().map(|dir| dir.path().display().to_string()).collect()
}

/// The organisation a profile describes.
pub fn organisation(profile: &str) -> Result<Organisation> {
    let bytes = file(profile, "profile.toml").ok_or_else(|| {
        Problem::Malformed(format!("there is no profile {profile}; there are: {}", names().join(", ")))
    })?;
    toml::from_str(std::str::from_utf8(bytes).map_err(Problem::internal)?).map_err(Problem::internal)
}

/// Loads a profile's public record; a second time changes nothing.
pub async fn load(db: &Db, ctx: &Ctx, profile: &str) -> Result<Report> {
    let organisation = organisation(profile)?;
    let text = serde_json::to_string(&organisation).map_err(Problem::internal)?;
    crate::boot::set_setting(db, ctx, "organisation", &text).await?;
    let name = profile.to_owned();
    crate::boot::set_setting(db, ctx, "profile", &name).await?;
    mufakat_store::load::profile(db, ctx, &|wanted| file(&name, wanted).map(<[u8]>::to_vec), AREAS).await
}

/// Names the search knows as one word: members, bodies, acronyms of the profile's glossary.
pub fn lexicon(profile: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (name, columns) in [
        ("members.csv", &["short_name", "capital"][..]),
        ("bodies.csv", &["abbreviation", "code"]),
        ("glossary.csv", &["acronym"]),
        ("names_i18n.csv", &["value"]),
        ("partners.csv", &["name"]),
    ] {
        let Some(bytes) = file(profile, name) else { continue };
        let mut reader = csv::Reader::from_reader(bytes);
        let Ok(headers) = reader.headers().cloned() else { continue };
        let kinds = headers.iter().position(|header| header == "kind");
        for row in reader.records().filter_map(std::result::Result::ok) {
            let territory =
                name != "names_i18n.csv" || kinds.and_then(|place| row.get(place)) == Some("territory");
            for column in columns.iter().filter(|_| territory) {
                let value = headers
                    .iter()
                    .position(|header| header == *column)
                    .and_then(|place| row.get(place))
                    .unwrap_or("")
                    .trim();
                if value.chars().count() >= 2 {
                    names.insert(value.to_owned());
                }
            }
        }
    }
    names
}
