//! Just enough of a Rust lexer for the checks: code without comments and literals, and the string literals.

/// A string literal: the line it starts on and its contents as written.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    pub line: usize,
    pub text: String,
}

/// A source file seen by the checks. Line numbers start at 1.
pub struct Source {
    /// The file with comments, strings and characters blanked; lines stay where they are.
    pub code: String,
    pub literals: Vec<Literal>,
    /// The first line of `#[cfg(test)] mod …`, after which everything is test code.
    pub tests_from: usize,
}

impl Source {
    pub fn parse(text: &str) -> Self {
        let mut lexer =
            Lexer { bytes: text.as_bytes(), at: 0, line: 1, code: Vec::new(), literals: Vec::new() };
        lexer.run();
        let code = String::from_utf8_lossy(&lexer.code).into_owned();
        let tests_from = tests_from(&code);
        Self { code, literals: lexer.literals, tests_from }
    }

    /// Functions longer than `most` lines: the line and the length.
    pub fn long_functions(&self, most: usize) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut open: Vec<Option<usize>> = Vec::new();
        let mut pending = None;
        let mut line = 1;
        let mut word = String::new();
        for c in self.code.chars() {
            if c.is_alphanumeric() || c == '_' {
                word.push(c);
                continue;
            }
            if word == "fn" {
                pending = Some(line);
            }
            word.clear();
            match c {
                '\n' => line += 1,
                // A function type or a declaration without a body.
                ';' => pending = None,
                '{' => open.push(pending.take()),
                '}' => {
                    if let Some(Some(start)) = open.pop() {
                        let length = line - start + 1;
                        if length > most && start < self.tests_from {
                            found.push((start, length));
                        }
                    }
                }
                _ => {}
            }
        }
        found.sort_unstable();
        found
    }
}

fn tests_from(code: &str) -> usize {
    let mut marked = false;
    for (index, line) in code.lines().enumerate() {
        let line = line.trim();
        if line.starts_with("#[cfg(test)]") {
            marked = true;
        } else if marked && !line.starts_with("#[") && !line.is_empty() {
            if line.starts_with("mod ") && line.ends_with('{') {
                return index + 1;
            }
            marked = false;
        }
    }
    usize::MAX
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
    code: Vec<u8>,
    literals: Vec<Literal>,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn take(&mut self, keep: bool) {
        let byte = self.peek(0);
        if byte == b'\n' {
            self.line += 1;
        }
        self.code.push(if keep || byte == b'\n' { byte } else { b' ' });
        self.at += 1;
    }

    fn run(&mut self) {
        let mut before = 0;
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            let word_before = before == b'_' || u8::is_ascii_alphanumeric(&before);
            match (byte, self.peek(1)) {
                (b'/', b'/') => {
                    while self.at < self.bytes.len() && self.peek(0) != b'\n' {
                        self.take(false);
                    }
                }
                (b'/', b'*') => self.block_comment(),
                (b'"', _) => self.string(),
                (b'r', b'"' | b'#') if !word_before || matches!(before, b'b' | b'c') => self.raw_string(),
                (b'\'', _) => self.character(),
                _ => self.take(true),
            }
            before = byte;
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => depth += 1,
                (b'*', b'/') => depth -= 1,
                _ => {
                    self.take(false);
                    continue;
                }
            }
            self.take(false);
            self.take(false);
            if depth == 0 {
                return;
            }
        }
    }

    fn keep_literal(&mut self, line: usize, from: usize, to: usize) {
        let text = String::from_utf8_lossy(&self.bytes[from..to.max(from)]).into_owned();
        self.literals.push(Literal { line, text });
    }

    fn string(&mut self) {
        let line = self.line;
        self.take(true);
        let from = self.at;
        while self.at < self.bytes.len() && self.peek(0) != b'"' {
            if self.peek(0) == b'\\' {
                self.take(false);
            }
            self.take(false);
        }
        let to = self.at.min(self.bytes.len());
        self.keep_literal(line, from, to);
        if self.at < self.bytes.len() {
            self.take(true);
        }
    }

    fn raw_string(&mut self) {
        let mut hashes = 0;
        while self.peek(1 + hashes) == b'#' {
            hashes += 1;
        }
        if self.peek(1 + hashes) != b'"' {
            // A raw identifier, `r#type`.
            self.take(true);
            return;
        }
        let line = self.line;
        for _ in 0..hashes + 2 {
            self.take(false);
        }
        let from = self.at;
        while self.at < self.bytes.len() {
            if self.peek(0) == b'"' && (0..hashes).all(|n| self.peek(1 + n) == b'#') {
                break;
            }
            self.take(false);
        }
        let to = self.at;
        self.keep_literal(line, from, to);
        for _ in 0..=hashes {
            if self.at < self.bytes.len() {
                self.take(false);
            }
        }
    }

    /// A character, or a lifetime, which looks like one without an end.
    fn character(&mut self) {
        if self.peek(1) == b'\\' {
            self.take(false);
            self.take(false);
            self.take(false);
            while self.at < self.bytes.len() && self.peek(0) != b'\'' {
                self.take(false);
            }
            self.take(false);
            return;
        }
        let width = (2..=5).find(|n| self.peek(*n) == b'\'');
        let one_character = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(|s| s.chars().count() == 1);
        match width {
            Some(n) if one_character(&self.bytes[self.at + 1..self.at + n]) => {
                for _ in 0..=n {
                    self.take(false);
                }
            }
            _ => self.take(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_comments_and_characters_leave_the_code() {
        let source = Source::parse(
            "let a = \"x // \\\" y\"; // Instant::now\nlet b = r#\"select \"1\"\"#; let c = '\"'; let d: &'a str = b\"z\";\n/* fn /* nested */ */ fn e() {}\n",
        );
        let texts: Vec<&str> = source.literals.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts, ["x // \\\" y", "select \"1\"", "z"]);
        assert!(!source.code.contains("Instant"));
        assert!(source.code.contains("&'a str"));
        assert!(source.code.contains("fn e() {}"));
        assert_eq!(source.code.lines().count(), 3);
        assert_eq!(source.literals[1].line, 2);
    }

    #[test]
    fn long_functions_are_found_and_tests_are_not_looked_at() {
        let body = "    call();\n".repeat(5);
        let text = format!(
            "fn short() {{}}\nfn long() {{\n{body}}}\n#[cfg(test)]\nmod tests {{\n    fn t() {{\n{body}    }}\n}}\n"
        );
        let source = Source::parse(&text);
        assert_eq!(source.long_functions(5), [(2, 7)]);
        assert_eq!(source.tests_from, 10);
    }
}
