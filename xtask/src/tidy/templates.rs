//! Checks over templates and assets: what the content security policy would refuse.

use super::{Check, Text, line_of};

/// A start tag: its offset, its name and its attributes (name and value as written).
struct Tag {
    at: usize,
    name: String,
    attributes: Vec<(String, String)>,
}

/// The start tags of a template; `{{ … }}`, `{% … %}` and `{# … #}` may stand anywhere, in values too.
fn tags(text: &str) -> Vec<Tag> {
    let text = blank_askama(text);
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find('<') {
        let start = at + offset;
        at = start + 1;
        if text[start..].starts_with("<!--") {
            at = text[start..].find("-->").map_or(text.len(), |end| start + end + 3);
            continue;
        }
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let name: String =
            text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        at += name.len();
        let (attributes, end) = attributes(&text, at);
        at = end;
        found.push(Tag { at: start, name: name.to_ascii_lowercase(), attributes });
    }
    found
}

fn attributes(text: &str, from: usize) -> (Vec<(String, String)>, usize) {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = from;
    while at < bytes.len() && bytes[at] != b'>' {
        if bytes[at].is_ascii_whitespace() || bytes[at] == b'/' {
            at += 1;
            continue;
        }
        let begin = at;
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() && !b"=>".contains(&bytes[at]) {
            at += 1;
        }
        let name = text[begin..at].to_ascii_lowercase();
        let mut value = String::new();
        if bytes.get(at) == Some(&b'=') {
            at += 1;
            let quote = bytes.get(at).copied().filter(|q| *q == b'"' || *q == b'\'');
            let begin = at + usize::from(quote.is_some());
            at = begin;
            while at < bytes.len() {
                let ends = quote
                    .map_or_else(|| bytes[at].is_ascii_whitespace() || bytes[at] == b'>', |q| bytes[at] == q);
                if ends {
                    break;
                }
                at += 1;
            }
            text[begin..at].clone_into(&mut value);
            at += usize::from(quote.is_some() && at < bytes.len());
        }
        if at == begin {
            at += 1;
        }
        found.push((name, value));
    }
    (found, at)
}

/// Askama's own marks become spaces (lines stay), so that what is left is HTML.
fn blank_askama(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = ["{{", "{%", "{#"].iter().filter_map(|m| rest.find(m)).min() {
        let close = match rest.as_bytes()[open + 1] {
            b'{' => "}}",
            b'%' => "%}",
            _ => "#}",
        };
        let end = rest[open..].find(close).map_or(rest.len(), |e| open + e + 2);
        out.push_str(&rest[..open]);
        out.extend(rest.as_bytes()[open..end].iter().map(|b| if *b == b'\n' { '\n' } else { ' ' }));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// No `style=`, no `on…=`, no script or style element with contents, no `hx-on`, no `javascript:`.
pub fn inline(templates: &[Text]) -> Check {
    let mut check = Check::new("inline-in-templates");
    for template in templates {
        for tag in tags(&template.text) {
            let line = line_of(&template.text, tag.at);
            let has = |name: &str| tag.attributes.iter().any(|(n, _)| n == name);
            let data =
                tag.attributes.iter().any(|(n, v)| n == "type" && (v.ends_with("json") || v == "text/plain"));
            if tag.name == "script" && !has("src") && !data {
                check.found(&template.path, line, "<script> without src: put it into an asset");
            }
            if tag.name == "style" {
                check.found(&template.path, line, "<style>: put it into an asset");
            }
            for (name, value) in &tag.attributes {
                let handler = name.len() > 2
                    && name.starts_with("on")
                    && name[2..].chars().all(|c| c.is_ascii_alphabetic());
                if name == "style" || handler || name.starts_with("hx-on") {
                    check.found(
                        &template.path,
                        line,
                        format!("`{name}=` on <{}>: the content security policy refuses it", tag.name),
                    );
                }
                if value.trim_start().starts_with("javascript:")
                    || (name.starts_with("hx-") && value.starts_with("js:"))
                {
                    check.found(&template.path, line, format!("script in `{name}` of <{}>", tag.name));
                }
            }
        }
    }
    check
}

/// Assets come from us: no other host in templates and style sheets, no code from strings in scripts.
pub fn assets(templates: &[Text], assets: &[Text]) -> Check {
    let mut check = Check::new("assets");
    let elsewhere = |v: &str| v.starts_with("http:") || v.starts_with("https:") || v.starts_with("//");
    for template in templates {
        for tag in tags(&template.text) {
            let loads: &[&str] = match tag.name.as_str() {
                "script" | "img" | "iframe" | "source" | "video" | "audio" | "embed" => &["src", "srcset"],
                "link" => &["href"],
                "use" => &["href", "xlink:href"],
                _ => &[],
            };
            let alternate =
                tag.attributes.iter().any(|(n, v)| n == "rel" && (v == "canonical" || v == "alternate"));
            for (name, value) in &tag.attributes {
                if loads.contains(&name.as_str()) && elsewhere(value) && !alternate {
                    check.found(
                        &template.path,
                        line_of(&template.text, tag.at),
                        format!("<{}> loads from another host", tag.name),
                    );
                }
            }
        }
    }
    for asset in assets.iter().filter(|a| !a.path.ends_with(".min.js")) {
        let refused: &[&str] = if asset.path.rsplit('.').next() == Some("css") {
            &["url(http", "url(\"http", "url('http", "url(//", "@import"]
        } else {
            &["eval(", "new Function", "document.write", ".style.cssText", "setAttribute(\"style\""]
        };
        for what in refused {
            for (at, _) in asset.text.match_indices(what) {
                check.found(
                    &asset.path,
                    line_of(&asset.text, at),
                    format!("`{what}`: not safe under the content security policy"),
                );
            }
        }
    }
    check
}

#[cfg(test)]
mod tests {
    use crate::tidy::Tree;

    #[test]
    fn inline_style_and_script_are_found_around_askama() {
        let page = "<p class=\"{% if a > b %}x{% endif %}\" style=\"c\">\n<a onclick='x' href=\"{{ u }}\">style=</a>\n<script src=\"/a.js\"></script>\n<script>x</script>\n<input value=\"<b style=1>\">\n<div hx-on:click=\"x\"></div>";
        let tree = Tree::new(&[("crates/x/templates/a.html", page)]);
        let found = tree.found("inline-in-templates");
        let lines: Vec<&str> = found.iter().filter_map(|f| f.rsplit(':').next()).collect();
        assert_eq!(lines, ["1", "2", "4", "6"]);
    }

    #[test]
    fn assets_of_other_hosts_are_found() {
        let tree = Tree::new(&[
            (
                "crates/x/templates/a.html",
                "<link rel=canonical href=\"https://a.example/\">\n<img src=\"https://a.example/b.png\">\n<a href=\"https://a.example\">a</a>",
            ),
            ("crates/x/assets/a.css", "a {}\n@import 'b';"),
        ]);
        assert_eq!(tree.found("assets"), ["crates/x/templates/a.html:2", "crates/x/assets/a.css:2"]);
    }
}
