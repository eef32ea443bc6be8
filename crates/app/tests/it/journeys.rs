//! Stories across areas, the server restarted between steps, on both engines.

use crate::support::{meeting, on_each_engine, searchable};
use mufakat::{feeder, worker};

#[test]
fn an_officer_convenes_a_meeting_and_the_public_reads_its_agenda() {
    on_each_engine(async |engine| {
        let mut h = searchable(engine).await;
        let mut officer = h.client("officer").await;
        let empty = officer.post("/meetings", &[("city", "Makati"), ("zone", "Asia/Manila")]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.text.contains("value=\"Makati\""), "what was typed is kept");
        let made = officer.post("/meetings", &meeting("70")).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let path = made.location().split('?').next().unwrap().to_owned();
        h.restart().await;
        feeder::rebuild(&h.site).await.unwrap();
        let mut officer = h.client("officer").await;
        for (title, class) in [
            ("Opening of the meeting", "public"),
            ("Adoption of the agenda", "public"),
            ("Positions on the dispute", "body"),
            ("Other matters", "public"),
        ] {
            let fields = [("title", title), ("purpose", "discussion"), ("class", class)];
            let added = officer.post(&format!("{path}/agenda"), &fields).await;
            assert_eq!(added.status, 303, "{}", added.text);
        }
        let convened = officer.post(&format!("{path}/convene"), &[]).await;
        assert_eq!(convened.status, 303, "{}", convened.text);
        let page = officer.get(&path).await;
        assert!(page.text.contains("Positions on the dispute"));
        let mut public = h.anonymous();
        assert!(
            !public.get(&path).await.text.contains("Other matters"),
            "a draft agenda is the Secretariat's own"
        );
        let circulated = officer.post(&format!("{path}/circulate"), &[]).await;
        assert_eq!(circulated.status, 303, "{}", circulated.text);
        let seen = public.get(&path).await;
        assert_eq!(seen.status, 200);
        assert!(seen.text.contains("Other matters") && !seen.text.contains("Positions on the dispute"));
        let json = public.get(&format!("{path}.json")).await;
        assert!(!json.text.contains("Positions on the dispute"));
        assert!(
            json.text.contains("\"4\""),
            "the restricted item leaves its gap in the numbering: {}",
            json.text
        );
        let ics = public.get(&format!("{path}.ics")).await;
        assert!(ics.text.contains("TZID=Asia/Manila") && ics.text.contains("BEGIN:VTIMEZONE"));
        let first = sequence(&ics.text);
        let cancelled =
            officer.post(&format!("{path}/cancel"), &[("reason", "The venue was flooded.")]).await;
        assert_eq!(cancelled.status, 303, "{}", cancelled.text);
        let ics = public.get(&format!("{path}.ics")).await;
        assert!(ics.text.contains("STATUS:CANCELLED") && sequence(&ics.text) > first, "{}", ics.text);
        feeder::catch_up(&h.site).await.unwrap();
        let found = public.get("/search.json?q=Meeting+for+a+test").await;
        assert!(found.text.contains(&path), "{}", found.text);
        let none = public.get("/search.json?q=%22Positions+on+the+dispute%22").await;
        assert!(!none.text.contains(&path), "a restricted item leaves no trace in search: {}", none.text);
    });
}

fn sequence(ics: &str) -> i64 {
    ics.lines()
        .find_map(|line| line.strip_prefix("SEQUENCE:"))
        .and_then(|number| number.trim().parse().ok())
        .unwrap_or(-1)
}

#[test]
fn a_paper_is_submitted_read_and_found_and_a_lying_one_refused() {
    on_each_engine(async |engine| {
        let h = searchable(engine).await;
        let mut officer = h.client("officer").await;
        let path =
            officer.post("/meetings", &meeting("71")).await.location().split('?').next().unwrap().to_owned();
        let fields = [
            ("document_class", "WP"),
            ("title", "Mangroves and tides"),
            ("language", "en"),
            ("class", "public"),
        ];
        let form = format!("{path}/documents");
        let lying = officer.post_file(&form, &fields, ("file", "paper.pdf", b"MZ\x90\x00 not a pdf")).await;
        assert_eq!(lying.status, 422, "{}", lying.text);
        assert!(lying.text.contains("Mangroves and tides"), "what was typed is kept");
        let sent = officer
            .post_file(&form, &fields, ("file", "paper.txt", "The avicennia forests of the delta".as_bytes()))
            .await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let document = sent.location().split('?').next().unwrap().to_owned();
        let mail = worker::Mail::default();
        assert!(worker::until_empty(&h.site, &mail).await.unwrap() >= 1);
        assert_eq!(worker::until_empty(&h.site, &mail).await.unwrap(), 0);
        feeder::catch_up(&h.site).await.unwrap();
        let mut public = h.anonymous();
        let found = public.get("/search.json?q=avicennia").await;
        assert!(
            found.text.contains(&document) || found.text.contains("Mangroves"),
            "the words inside the file are found: {}",
            found.text
        );
        let page = public.get(&document).await;
        let link = page
            .text
            .split("href=\"/files/")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("a download")
            .to_owned();
        let file = public.get(&format!("/files/{link}")).await;
        assert_eq!(file.text, "The avicennia forests of the delta");
        assert!(
            file.header("content-disposition").starts_with("attachment")
                && file.header("content-security-policy").contains("sandbox")
        );
        let symbol = public.get(&format!("{document}.json")).await.text;
        assert!(symbol.contains("ASEAN/") && symbol.contains("/71/WP/1"), "{symbol}");
    });
}

#[test]
fn a_page_kept_for_the_public_shows_the_next_change_at_once() {
    on_each_engine(async |engine| {
        let h = searchable(engine).await;
        let mut public = h.anonymous();
        let first = public.get("/meetings?when=upcoming").await;
        assert!(!first.header("etag").is_empty(), "an anonymous page can be kept");
        let mut officer = h.client("officer").await;
        let made = officer.post("/meetings", &meeting("72")).await;
        let path = made.location().split('?').next().unwrap().to_owned();
        assert!(public.get("/meetings?when=upcoming").await.text.contains(&path));
    });
}
