//! How SQLite goes about each statement: `cargo test -p mufakat --test it plans -- --ignored --nocapture`
//! prints the plans that walk a whole table or sort.

use crate::support::{harness, on_each_engine};
use mufakat::slices::AREAS;
use mufakat_store::{Engine, Value};

#[test]
#[ignore = "a look for whoever writes statements, not a check"]
fn plans_of_the_statements() {
    on_each_engine(async |engine| {
        if engine != Engine::Sqlite {
            return;
        }
        let h = harness(engine).await;
        let ctx = h.ctx();
        let plans = h.site.db.read(&ctx, |tx| {
            let mut out = Vec::new();
            for area in AREAS {
                for (name, sql) in area.statements.iter().flat_map(|list| list.iter()) {
                    let question: &'static str =
                        Box::leak(format!("explain query plan {sql}").into_boxed_str());
                    let params: Vec<Value> = (1..=sql.matches('$').count()).map(|_| Value::Int(1)).collect();
                    let places = (1..100).take_while(|n| sql.contains(&format!("${n}"))).count();
                    let steps = tx.rows(question, &params[..places], |row| row.get::<String>(3));
                    let steps = steps.unwrap_or_else(|problem| vec![problem.to_string()]);
                    if steps.iter().any(|step| step.starts_with("SCAN") || step.contains("TEMP B-TREE")) {
                        out.push(format!("{}/{name}\n    {}", area.name, steps.join("\n    ")));
                    }
                }
            }
            Ok(out)
        });
        println!("{}", plans.await.unwrap().join("\n"));
    });
}
