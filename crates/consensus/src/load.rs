//! The profile's agreements and what parties did about them.

use crate::{
    model::{self, ACTIONS, ALL_REQUIRED, BINDING, COMMUNITIES, KINDS, PartyAction},
    store::{self, Own, Stored},
};
use mufakat_base::Class;
use mufakat_store::{
    Loader, Problem, Result, Tx,
    load::Fields,
    records::{self, NewRecord},
};

pub const LOADERS: &[Loader] =
    &[Loader { file: "agreements.csv", row: agreement }, Loader { file: "ratifications.csv", row: act }];

/// How sure a row is.
const CONFIDENCES: &[&str] = &["high", "medium", "low", ""];

fn confidence(fields: &Fields<'_>) -> Result<Option<String>> {
    fields.word("confidence", CONFIDENCES)?;
    Ok(fields.optional("confidence"))
}

/// One row of `agreements.csv`.
fn agreement(tx: &mut Tx<'_>, fields: &Fields<'_>) -> Result<bool> {
    let number = fields.required("id")?;
    let title = fields.required("title")?;
    let date = fields.date("date")?;
    let status = fields.text("status");
    let own = Own {
        agreement_id: Some(number.to_owned()),
        abbreviation: fields.optional("abbreviation"),
        kind: fields.word("type", KINDS)?.to_owned(),
        place: fields.optional("place"),
        community: fields.word("community", COMMUNITIES)?.to_owned(),
        binding: fields.word("legally_binding", BINDING)?.to_owned(),
        entry_into_force: fields.date("entry_into_force")?,
        all_required: fields.word("ratification_by_all_required", ALL_REQUIRED)?.to_owned(),
        depositary: fields.optional("depositary"),
        state: model::state(status).to_owned(),
        status: fields.optional("status"),
        sort_date: date.clone().unwrap_or_default(),
        sort_key: mufakat_lexis::sort::key("en", title),
    };
    let confidence = confidence(fields)?;
    let key = model::key(own.abbreviation.as_deref(), title, date.as_deref());
    let (known, holder) = known(tx, number, &key, title)?;
    let key = known.as_ref().map_or(key, |known| known.key.clone());
    let record = NewRecord {
        class: Class::Public,
        date,
        source: fields.optional("source"),
        confidence,
        ..NewRecord::new("agreement", key.clone(), title, format!("/agreements/{key}"))
    };
    if let Some(holder) = holder {
        store::release(tx, &holder)?;
    }
    let (id, loaded) = records::load(tx, &record)?;
    let described = store::put(tx, &id, known.as_ref().map(|known| &known.own), &own)?;
    Ok(loaded || described)
}

/// The instrument a row means: the one with its key, or the one that had its number under a title
/// much like this one (the title was corrected; the address stays). Beside it, another instrument
/// that holds the number now.
fn known(tx: &mut Tx<'_>, number: &str, key: &str, title: &str) -> Result<(Option<Stored>, Option<Stored>)> {
    let by_number = store::stored_by_number(tx, number)?;
    let Some(by_key) = store::stored_by_key(tx, key)? else {
        return Ok(match by_number {
            Some(found) if model::alike(&found.title, title) => (Some(found), None),
            other => (None, other),
        });
    };
    let holder = by_number.filter(|found| found.id != by_key.id);
    Ok((Some(by_key), holder))
}

/// One row of `ratifications.csv`.
fn act(tx: &mut Tx<'_>, fields: &Fields<'_>) -> Result<bool> {
    let number = fields.required("agreement_id")?;
    let act = PartyAction {
        party: fields.required("party")?.to_owned(),
        action: fields.word("action", ACTIONS)?.to_owned(),
        signed: fields.date("signature_date")?,
        ratified: fields.date("ratification_date")?,
        deposited: fields.date("deposit_or_accession_date")?,
        in_force: fields.date("entry_into_force_for_party")?,
        notes: fields.optional("notes"),
        source: fields.optional("source"),
        confidence: confidence(fields)?,
        partner: None,
    };
    let instrument = store::stored_by_number(tx, number)?
        .ok_or_else(|| Problem::field("agreement_id", "error-agreement-unknown"))?;
    store::put_act(tx, &instrument.id, &act)
}
