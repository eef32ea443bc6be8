//! Every parser of outside input, fed with anything: none panics, and what it accepts it can say again.

use mufakat_base::{dates, lang, symbol};
use mufakat_store::{extract, files, load};
use mufakat_web::form;
use proptest::prelude::*;

/// Text that is likely to come near a symbol.
const NEAR_SYMBOL: &str = "[A-Za-z0-9./()*-]{0,40}";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn symbols(text in prop_oneof![any::<String>(), NEAR_SYMBOL.prop_map(String::from)]) {
        let key = symbol::comparison_key(&text);
        prop_assert_eq!(symbol::comparison_key(&key), key.clone());
        if let Some(parsed) = symbol::parse(&text) {
            let said = parsed.to_string();
            prop_assert_eq!(symbol::parse(&said), Some(parsed));
            prop_assert_eq!(symbol::comparison_key(&said), key);
        }
        let _ = symbol::from_template(&text, &[("serial", "1")]);
    }

    #[test]
    fn dates_and_zones(text in prop_oneof![any::<String>(), "[0-9T: -]{0,20}", "[A-Za-z/_+-]{0,30}"]) {
        if let Some(date) = dates::PartialDate::parse(&text) {
            prop_assert!(date.first_day().is_some());
        }
        if let (Some(time), Some(zone)) = (dates::parse_date_time(&text), dates::zone("America/New_York")) {
            prop_assert!(dates::instant(time, &zone).is_some());
        }
        let _ = (dates::parse_date(&text), dates::zone(&text));
    }

    #[test]
    fn accept_language(header in any::<String>()) {
        let offered = ["en", "id", "th"];
        prop_assert!(offered.contains(&lang::negotiate(&header, &offered)));
    }

    #[test]
    fn query_strings_and_forms(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        let _ = (form::pairs(&text), form::decode(&text), form::Input::urlencoded(&bytes), form::Input::json(&bytes));
        prop_assert_eq!(form::decode(&form::encode(&text)).ok(), Some(text));
    }

    #[test]
    fn json_bodies_of_any_shape(depth in 0_usize..200, text in any::<String>()) {
        let mut json = serde_json::json!(text);
        for level in 0..depth {
            json = if level % 2 == 0 { serde_json::json!({ "a": json }) } else { serde_json::json!([json]) };
        }
        let _ = form::Input::json(json.to_string().as_bytes());
    }

    #[test]
    fn csv_profiles(bytes in any::<Vec<u8>>(), cells in prop::collection::vec("[a-z,\"\r\n]{0,12}", 0..20)) {
        for input in [bytes, cells.join("\n").into_bytes()] {
            let mut report = load::Report::default();
            if let Some((headers, rows)) = load::parse("any.csv", &input, &mut report) {
                for (line, row) in rows {
                    prop_assert!(line >= 1 && row.len() == headers.len());
                }
            }
        }
    }

    #[test]
    fn uploads(bytes in any::<Vec<u8>>(), name in any::<String>()) {
        for start in [&b""[..], b"%PDF-1.4\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"] {
            let file = [start, &bytes].concat();
            let kind = files::sniff(&file);
            let _ = extract::text(kind, &file);
            let arrived = files::Arrived { hash: String::new(), bytes: file.len() as u64, media_type: kind.into(), name: files::clean_name(&name) };
            let _ = files::admit(&arrived, "file");
            prop_assert!(!arrived.name.is_empty() && !arrived.name.contains(['/', '\\', '\n']));
        }
    }

    #[test]
    fn mail_addresses(text in prop_oneof![any::<String>(), "[a-z@. \n]{0,20}"]) {
        if let Some(clean) = mufakat_store::accounts::clean_email(&text) {
            prop_assert_eq!(mufakat_store::accounts::clean_email(&clean), Some(clean.clone()));
            prop_assert!(!clean.contains(char::is_whitespace));
        }
    }
}

#[test]
fn any_address_gets_an_answer_of_ours() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let harness = runtime.block_on(crate::support::harness(mufakat_store::Engine::Sqlite));
    let mut runner =
        proptest::test_runner::TestRunner::new(ProptestConfig { cases: 150, ..ProptestConfig::default() });
    let addresses = prop_oneof![
        "/[a-z0-9/.%-]{0,40}",
        "/(meetings|bodies|agreements|members|calendar|search)[/?][a-z0-9=&.%~+-]{0,40}",
        "/search\\?q=[^#\\x00-\\x20\\x7f]{0,30}",
    ];
    runner
        .run(&addresses, |address| {
            let Ok(uri) = address.parse::<axum::http::Uri>() else { return Ok(()) };
            let mut client = harness.anonymous();
            let answer = runtime.block_on(client.get(&uri.to_string()));
            prop_assert!(answer.status < 500, "{address}: {}", answer.status);
            prop_assert!(
                !answer.header("x-content-type-options").is_empty() || uri.path().starts_with("/assets/")
            );
            Ok(())
        })
        .unwrap();
}
