//! Backup, restore, and the move between engines.

use crate::support::{harness, on_each_engine};
use mufakat::{boot::Place, slices::AREAS};
use mufakat_store::{Engine, Options, backup};

#[test]
fn a_copy_holds_the_same_whichever_engine_it_goes_to() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let mut officer = h.client("officer").await;
        assert_eq!(officer.post("/meetings", &crate::support::meeting("88")).await.status, 303);
        let folder = tempfile::tempdir().unwrap();
        let target = Place::in_folder(folder.path()).open(&Options::default()).await.unwrap();
        let sums = backup::copy(&h.site.db, &target, AREAS).await.unwrap();
        assert!(sums.iter().any(|sum| sum.table == "meeting" && sum.rows > 200), "{sums:?}");
        assert_eq!(backup::sums(&h.site.db, AREAS).await.unwrap(), sums);
        assert!(backup::copy(&h.site.db, &target, AREAS).await.is_err(), "a full target is refused");
        // And on to the other engine when there is one.
        if engine == Engine::Sqlite && mufakat_testkit::postgres().is_some() {
            let url = mufakat_testkit::empty_postgres().await;
            let place = Place { database: Some(url), ..Place::in_folder(folder.path()) };
            let postgres = place.open(&Options::default()).await.unwrap();
            assert_eq!(backup::copy(&target, &postgres, AREAS).await.unwrap(), sums);
            postgres.close();
        }
        target.close();
    });
}

const TABLES: &str = "select name from sqlite_master where type = 'table' and name not in ('migration') and name not like 'sqlite_%' order by name";

#[test]
fn every_table_is_named_in_its_area() {
    on_each_engine(async |engine| {
        if engine != Engine::Sqlite {
            return;
        }
        let h = harness(engine).await;
        let there =
            h.site.db.read(&h.ctx(), |tx| tx.rows(TABLES, &[], |row| row.get::<String>(0))).await.unwrap();
        let mut named: Vec<String> =
            AREAS.iter().flat_map(|area| area.tables.iter().map(|name| (*name).to_owned())).collect();
        named.sort();
        assert_eq!(there, named);
    });
}
