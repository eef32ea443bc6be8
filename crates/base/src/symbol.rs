//! Official symbols of documents: parsing, comparing, and the templates a series is numbered by.
//!
//! Grammar (rule R16, after the United Nations library's guide to symbols):
//! `symbol = series 1*("/" part) *("/" modifier)`, a part of letters, digits, `.`, `-` and, as the
//! climate and desertification conventions write it, parentheses; a modifier is `Add`, `Corr`, `Rev`,
//! `Amend` or `Summary` with a number. The order of modifiers is meaningful: `Rev.1/Add.2/Corr.1` is
//! the corrigendum to the second addendum of the first revision.

/// Longest symbol, in characters.
pub const SYMBOL_CHARS_MAX: usize = 80;

/// One modifier such as `Rev.1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modifier {
    pub kind: &'static str,
    pub number: Option<u32>,
}

/// A parsed symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    pub parts: Vec<String>,
    pub modifiers: Vec<Modifier>,
    /// Reissued for technical reasons: a trailing `*`.
    pub reissued: bool,
}

const MODIFIERS: [&str; 5] = ["Add", "Corr", "Rev", "Amend", "Summary"];

fn modifier(part: &str) -> Option<Modifier> {
    let (word, number) = part.split_once('.').map_or((part, None), |(word, number)| (word, Some(number)));
    let kind = MODIFIERS.into_iter().find(|kind| *kind == word)?;
    match number {
        None => Some(Modifier { kind, number: None }),
        Some(digits) if !digits.is_empty() && digits.len() <= 4 => {
            digits.parse().ok().map(|n| Modifier { kind, number: Some(n) })
        }
        Some(_) => None,
    }
}

/// Parses a symbol, current or legacy. `None` when the text is not one.
pub fn parse(text: &str) -> Option<Symbol> {
    let text = text.trim();
    if text.chars().count() > SYMBOL_CHARS_MAX {
        return None;
    }
    let (text, reissued) = text.strip_suffix('*').map_or((text, false), |rest| (rest, true));
    let pieces: Vec<&str> = text.split('/').collect();
    let first_modifier = pieces.iter().position(|piece| modifier(piece).is_some()).unwrap_or(pieces.len());
    let (parts, modifiers) = pieces.split_at(first_modifier);
    if parts.len() < 2
        || !parts.iter().all(|part| is_part(part))
        || !parts[0].starts_with(|c: char| c.is_ascii_alphabetic())
    {
        return None;
    }
    let modifiers = modifiers.iter().map(|piece| modifier(piece)).collect::<Option<Vec<_>>>()?;
    Some(Symbol { parts: parts.iter().map(|part| (*part).to_owned()).collect(), modifiers, reissued })
}

fn is_part(part: &str) -> bool {
    // `Rev.x` is a modifier gone wrong, not a part.
    if part.split('.').next().is_some_and(|word| MODIFIERS.contains(&word)) {
        return false;
    }
    let mut depth = 0_i32;
    for c in part.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') => {}
            _ => return false,
        }
        if !(0..=1).contains(&depth) {
            return false;
        }
    }
    depth == 0 && part.chars().any(|c| c.is_ascii_alphanumeric())
}

/// The form symbols are compared in: upper case, only letters, digits, `/`, `-` and `*`, no final
/// slash. `L.1` and `L1` are the same on purpose, and so are `COP(12)` and `COP12`.
pub fn comparison_key(text: &str) -> String {
    let mut key: String = text
        .to_uppercase()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '*'))
        .collect();
    while key.ends_with('/') {
        key.pop();
    }
    key
}

impl std::fmt::Display for Symbol {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.parts.join("/"))?;
        for modifier in &self.modifiers {
            write!(out, "/{}", modifier.kind)?;
            if let Some(number) = modifier.number {
                write!(out, ".{number}")?;
            }
        }
        if self.reissued { out.write_str("*") } else { Ok(()) }
    }
}

/// Fills a series template such as `ASEAN/{body}/{ordinal}/{class}/{serial}`. `None` when the
/// template names something not given or the result is no symbol.
pub fn from_template(template: &str, values: &[(&str, &str)]) -> Option<Symbol> {
    let mut out = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let close = rest[open..].find('}')? + open;
        let name = &rest[open + 1..close];
        out.push_str(values.iter().find(|(key, _)| *key == name)?.1);
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    parse(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of rule R16.
    #[test]
    fn real_symbols_parse_and_print_back() {
        for (text, parts, modifiers) in [
            ("E/CN.4/Sub.2/AC.2/1987/WP.4/Add.1", 6, 1),
            ("A/C.1/576/Rev.1", 3, 1),
            ("ICCD/COP(12)/CST/1/Rev.1", 4, 1),
            ("FCCC/CP/2015/10/Add.1", 4, 1),
            ("A/520/Rev.20", 2, 1),
            ("ST/LEG/7/Rev.1", 3, 1),
            ("A/AC.237/L.22/Rev.2", 3, 1),
            ("FCCC/PA/CMA/2018/3/Add.1", 5, 1),
            ("CBD/COP/DEC/15/4", 5, 0),
            ("UNEP/CBD/COP/10/27", 5, 0),
            ("ASEAN/SUMMIT/47/DOC/3", 5, 0),
            ("ASEAN/SOM/2026/WP/1/Rev.1/Add.2/Corr.1", 5, 3),
            ("A/75/L.1*", 3, 0),
        ] {
            let symbol = parse(text).unwrap_or_else(|| panic!("{text} should parse"));
            assert_eq!((symbol.parts.len(), symbol.modifiers.len()), (parts, modifiers), "{text}");
            assert_eq!(symbol.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_symbol_is_refused() {
        for text in [
            "",
            "ASEAN",
            "A//B",
            "/A/B",
            "A/B/",
            "A/Rev.1",
            "A/B/Rev.1/C",
            "A/B C",
            "A/B/Rev.x",
            "A/CO(P",
            "12/3",
            "A/..",
            "A/ประชุม",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn comparison_drops_points_and_parentheses_on_purpose() {
        assert_eq!(comparison_key("a/ac.237/l.1/"), comparison_key("A/AC.237/L1"));
        assert_eq!(comparison_key("ICCD/COP(12)/CST/1"), "ICCD/COP12/CST/1");
        assert_ne!(comparison_key("A/B/1"), comparison_key("A/B/1*"));
    }

    #[test]
    fn templates_number_a_series() {
        let values = [("body", "SUMMIT"), ("ordinal", "47"), ("class", "DOC"), ("serial", "3")];
        let symbol = from_template("ASEAN/{body}/{ordinal}/{class}/{serial}", &values).map(|s| s.to_string());
        assert_eq!(symbol.as_deref(), Some("ASEAN/SUMMIT/47/DOC/3"));
        assert!(from_template("ASEAN/{year}/1", &values).is_none());
    }
}
