//! Fail the nth statement of an act, for every n: afterwards nothing half-done stays.

use crate::support::{harness, meeting, on_each_engine};
use mufakat_store::{journal, params};

const ROWS: &str = "select (select count(*) from record) + (select count(*) from meeting) + (select count(*) from record_title) + (select count(*) from record_link)";

#[test]
fn an_act_that_fails_at_any_statement_leaves_nothing() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let ctx = h.ctx();
        let mut officer = h.client("officer").await;
        let rows = || async { h.site.db.read(&ctx, |tx| tx.number(ROWS, params![])).await.unwrap() };
        let (before, seq) = (rows().await, h.site.db.seq());
        let mut struck = 0;
        for nth in 1..200 {
            h.site.db.faults().arm(nth);
            let answer = officer.post("/meetings", &meeting("77")).await;
            if h.site.db.faults().armed() {
                h.site.db.faults().arm(0);
                assert_eq!(answer.status, 303, "{}", answer.text);
                break;
            }
            struck += 1;
            assert_eq!(answer.status, 500, "statement {nth}: {}", answer.status);
            assert_eq!(
                (rows().await, h.site.db.seq()),
                (before, seq),
                "statement {nth} left something behind"
            );
        }
        assert!(struck >= 5, "only {struck} statements were made to fail");
        assert!(rows().await > before && h.site.db.seq() > seq);
        let mut head = journal::Head::EMPTY;
        while let (next, 1..) =
            h.site.db.read(&ctx, move |tx| journal::verify_stretch(tx, head)).await.unwrap().unwrap()
        {
            head = next;
        }
        assert_eq!(head.seq, h.site.db.seq());
    });
}

#[test]
fn a_read_that_fails_is_a_page_that_says_so() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let mut client = h.anonymous();
        h.site.db.faults().arm(1);
        let answer = client.get("/meetings").await;
        assert_eq!(answer.status, 500);
        assert!(answer.text.contains("<h1>") && !answer.text.contains("injected"));
        assert_eq!(client.get("/meetings").await.status, 200);
    });
}
