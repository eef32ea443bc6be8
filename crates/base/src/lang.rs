//! Languages as short BCP 47 tags, and what a text in one of them is worth.

use serde::Serialize;

/// Longest `Accept-Language` header that is read, in bytes.
pub const ACCEPT_LANGUAGE_BYTES_MAX: usize = 1_000;

/// What a language version of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Written first, authoritative.
    Original,
    /// Authoritative beside the original.
    Official,
    /// Made by people for convenience.
    Courtesy,
    /// Made by a machine; never shown unlabelled.
    Machine,
}

impl Standing {
    pub const ALL: [Self; 4] = [Self::Original, Self::Official, Self::Courtesy, Self::Machine];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Official => "official",
            Self::Courtesy => "courtesy",
            Self::Machine => "machine",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name() == name)
    }
}

/// True for text shaped like a language tag: `en`, `zh-Hant`, `tet`.
pub fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// Direction of writing for `dir`.
pub fn direction(lang: &str) -> &'static str {
    match lang.split('-').next().unwrap_or_default() {
        "ar" | "fa" | "he" | "ur" | "dv" => "rtl",
        _ => "ltr",
    }
}

/// Chooses among the offered languages by an `Accept-Language` header (RFC 9110, 12.5.4).
/// Anything unreadable in the header is passed over; no match gives the first offered.
pub fn negotiate<'a>(header: &str, offered: &[&'a str]) -> &'a str {
    let header = if header.len() > ACCEPT_LANGUAGE_BYTES_MAX { "" } else { header };
    let mut wanted: Vec<(u16, usize, String)> = header
        .split(',')
        .enumerate()
        .filter_map(|(place, part)| {
            let mut pieces = part.trim().split(';');
            let tag = pieces.next()?.trim().to_ascii_lowercase();
            let quality = pieces
                .find_map(|piece| piece.trim().strip_prefix("q=").map(str::to_owned))
                .map_or(Some(1.0), |text| text.parse::<f32>().ok())?;
            (quality > 0.0 && quality <= 1.0 && !tag.is_empty()).then_some((
                (quality * 1000.0) as u16,
                place,
                tag,
            ))
        })
        .collect();
    wanted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, _, tag) in &wanted {
        let base = tag.split('-').next().unwrap_or_default();
        // Tagalog is asked for under two names.
        let base = if base == "tl" { "fil" } else { base };
        if let Some(found) = offered.iter().find(|lang| **lang == tag || **lang == base) {
            return found;
        }
    }
    offered.first().copied().unwrap_or("en")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiation_follows_quality_and_falls_back() {
        let offered = ["en", "id", "th", "fil"];
        for (header, expected) in [
            ("th", "th"),
            ("fr, id;q=0.5", "id"),
            ("en;q=0.2, id-ID;q=0.9", "id"),
            ("", "en"),
            ("*;q=;;,,q", "en"),
            ("tl-PH", "fil"),
            ("id;q=0", "en"),
        ] {
            assert_eq!(negotiate(header, &offered), expected, "{header}");
        }
    }
}
