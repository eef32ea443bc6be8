//! The access matrix: every address by every role, as a committed text that may not change unnoticed.
//! `UPDATE_ACCESS=1` writes it anew.

use crate::support::{harness, on_each_engine};
use mufakat::slices::SLICES;
use mufakat_store::Engine;
use mufakat_testkit::Harness;
use mufakat_web::route::Method;
use std::fmt::Write;

const MATRIX: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/access-matrix.txt");

#[test]
#[expect(clippy::disallowed_methods, reason = "the switch that writes the matrix anew")]
fn the_access_matrix_is_as_committed() {
    on_each_engine(async |engine| {
        if engine != Engine::Sqlite {
            return;
        }
        let mut text = String::from(
            "# What each role is answered at each address (samples; posts are sent empty).\n# 303 leads away: to the sign-in page, or after an act; 422: the act is open and its fields are wanting.\n",
        );
        let _ = writeln!(text, "{:<58} {}", "# address", Harness::ROLES.join(" "));
        for route in SLICES.iter().flat_map(|slice| slice.routes) {
            let path = route.sample_path();
            let method = if route.method == Method::Get { "GET" } else { "POST" };
            let mut line = format!("{:<58}", format!("{method} {}", route.path));
            for role in Harness::ROLES {
                // A fresh house for each act: what one role did must not meet the next.
                let h = shared(route.method, engine).await;
                let mut client = h.client(role).await;
                let answer = match route.method {
                    Method::Get => client.get(&path).await,
                    Method::Post => client.post(&path, &[]).await,
                };
                let _ = write!(line, " {:>width$}", answer.status, width = role.len().max(3));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        if std::env::var("UPDATE_ACCESS").is_ok() {
            std::fs::write(MATRIX, &text).unwrap();
        }
        let committed = std::fs::read_to_string(MATRIX).unwrap_or_default();
        assert!(
            committed == text,
            "the access matrix changed; look at the difference, then UPDATE_ACCESS=1\n{text}"
        );
    });
}

async fn shared(_method: Method, engine: Engine) -> Harness {
    harness(engine).await
}
