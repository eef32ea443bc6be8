//! Items of an agenda as they are kept: their order and numbers, and the class each is lifted to by what
//! it stands under.

use super::{managed, still_open, within_sight};
use crate::{
    model::{Item, Meeting},
    rules::{self, Direction, Node},
};
use mufakat_base::{Class, Problem, Result};
use mufakat_store::{Event, Row, Tx, params, records};
use serde::Serialize;

const ITEMS: &str = "select i.id, i.parent_id, i.position, i.number, i.title, i.lang, i.purpose, i.minutes, i.lead, i.note, i.class \
     from agenda_item i join meeting m on m.id = i.meeting_id \
     where (i.class <= $1 or i.class = 2 and exists (select 1 from role_grant g where g.account_id = $2 and g.body_id = m.body_id and g.ended = 0)) \
     and (m.circulated_at is not null or $1 >= 3 or exists (select 1 from role_grant c where c.account_id = $2 and c.role = 'chair' \
     and (c.body_id is null or c.body_id = m.body_id) and c.ended = 0)) \
     and i.meeting_id = $3 order by i.position limit $4";
const ALL_ITEMS: &str = "select i.id, i.parent_id, i.position, i.number, i.title, i.lang, i.purpose, i.minutes, i.lead, i.note, i.class \
     from agenda_item i where i.meeting_id = $1 order by i.position limit $2";
const ITEM_INSERT: &str = "insert into agenda_item (id, meeting_id, parent_id, position, number, title, lang, purpose, minutes, lead, note, class) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const ITEM_UPDATE: &str = "update agenda_item set parent_id = $1, title = $2, lang = $3, purpose = $4, minutes = $5, lead = $6, note = $7, class = $8 where id = $9 and meeting_id = $10";
const ITEM_PLACE: &str = "update agenda_item set position = $1, number = $2, class = $3 where id = $4";
const ITEM_DELETE: &str = "delete from agenda_item where id = $1 and meeting_id = $2";
const DOCUMENTS_OF_ITEM: &str = "select d.id from document d where d.item_id = $1";
const DOCUMENTS_OF_MEETING: &str =
    "select r.id, r.class, d.item_id from document d join record r on r.id = d.id where d.meeting_id = $1";

pub const STATEMENTS: &[mufakat_store::Statement] = &[
    ("items", ITEMS),
    ("all_items", ALL_ITEMS),
    ("item_insert", ITEM_INSERT),
    ("item_update", ITEM_UPDATE),
    ("item_place", ITEM_PLACE),
    ("item_delete", ITEM_DELETE),
    ("documents_of_item", DOCUMENTS_OF_ITEM),
    ("documents_of_meeting", DOCUMENTS_OF_MEETING),
];

fn item_from(row: &Row<'_>) -> Result<Item> {
    Ok(Item {
        id: row.get(0)?,
        parent_id: row.get(1)?,
        position: row.get(2)?,
        number: row.get(3)?,
        title: row.get(4)?,
        lang: row.get(5)?,
        purpose: row.get(6)?,
        minutes: row.get(7)?,
        lead: row.get(8)?,
        note: row.get(9)?,
        class: row.get(10)?,
    })
}

/// Items of a meeting the asker may see, in reading order. Before an agenda is circulated it is the
/// draft of the Secretariat and the chair of the body.
pub fn items(tx: &mut Tx<'_>, meeting_id: &str) -> Result<Vec<Item>> {
    let (ceiling, account) = tx.seen_by();
    tx.rows(ITEMS, params![ceiling, account, meeting_id, rules::ITEMS_MAX], item_from)
}

pub(super) fn all_items(tx: &mut Tx<'_>, meeting_id: &str) -> Result<Vec<Item>> {
    tx.rows(ALL_ITEMS, params![meeting_id, rules::ITEMS_MAX], item_from)
}

pub(super) fn nodes(items: &[Item]) -> Vec<Node> {
    items
        .iter()
        .map(|item| Node { id: item.id.clone(), parent: item.parent_id.clone(), position: item.position })
        .collect()
}

/// An item as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewItem {
    pub parent: Option<String>,
    pub title: String,
    pub lang: String,
    pub purpose: String,
    pub minutes: Option<i64>,
    pub lead: String,
    pub note: String,
    pub class: Class,
}

impl NewItem {
    fn of(item: &Item) -> Self {
        Self {
            parent: item.parent_id.clone(),
            title: item.title.clone(),
            lang: item.lang.clone(),
            purpose: item.purpose.clone(),
            minutes: item.minutes,
            lead: item.lead.clone(),
            note: item.note.clone(),
            class: item.class,
        }
    }
}

/// Numbers all items anew, and lifts items and documents to the class of what they stand under;
/// nothing is lowered.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    meeting_id: &str,
    floor: Class,
    items: &[Item],
    nodes: &[Node],
) -> Result<()> {
    let placed = rules::arrange(nodes);
    if placed.len() != nodes.len() {
        return Err(Problem::internal(format!("the agenda of {meeting_id} hangs on nothing")));
    }
    let mut classes: std::collections::BTreeMap<&str, Class> = std::collections::BTreeMap::new();
    for place in &placed {
        let (Some(item), Some(node)) =
            (items.iter().find(|item| item.id == place.id), nodes.iter().find(|node| node.id == place.id))
        else {
            continue;
        };
        let above = node.parent.as_deref().and_then(|parent| classes.get(parent)).copied().unwrap_or(floor);
        let class = item.class.max(above);
        classes.insert(&place.id, class);
        if (item.position, &item.number, item.class) != (place.position, &place.number, class) {
            tx.change(ITEM_PLACE, params![place.position, &place.number, class, &place.id])?;
        }
    }
    let documents = tx.rows(DOCUMENTS_OF_MEETING, params![meeting_id], |row| {
        Ok((row.get::<String>(0)?, row.get::<Class>(1)?, row.get::<Option<String>>(2)?))
    })?;
    for (id, class, item) in documents {
        let above = item.as_deref().and_then(|item| classes.get(item)).copied().unwrap_or(floor).max(floor);
        if class < above {
            records::set_class(tx, "document", &id, class, above)?;
        }
    }
    Ok(())
}

/// Records what happened to an item. The history of a meeting is read by whoever may see the
/// meeting, so a restricted item or one of a draft is named there by number only; its full state is
/// in an entry of its own that no page of the meeting shows.
fn record_item(
    tx: &mut Tx<'_>,
    meeting: &Meeting,
    action: &'static str,
    item_id: &str,
    before: Option<&Item>,
    after: Option<&Item>,
) -> Result<()> {
    let open = meeting.circulated_at.is_some()
        && [before, after].into_iter().flatten().all(|item| item.class <= meeting.record.class);
    let mut short = Event::new(action, "meeting", meeting.id());
    let mut full = Event::new(action, "agenda-item", item_id);
    let named = |item: &Item| serde_json::json!({ "item": item.number, "class": item.class });
    if let Some(item) = before {
        short = if open { short.before(item) } else { short.before(&named(item)) };
        full = full.before(item);
    }
    if let Some(item) = after {
        short = if open { short.after(item) } else { short.after(&named(item)) };
        full = full.after(item);
    }
    tx.record(short)?;
    if !open {
        tx.record(full)?;
    }
    Ok(())
}

fn found<'i>(items: &'i [Item], id: &str) -> Result<&'i Item> {
    items.iter().find(|item| item.id == id).ok_or(Problem::not_found("agenda item"))
}

/// Adds an item at the end of its level.
pub fn add_item(tx: &mut Tx<'_>, key: &str, new: &NewItem) -> Result<Item> {
    let id = tx.new_id();
    add_item_as(tx, key, &id, new)
}

pub(crate) fn add_item_as(tx: &mut Tx<'_>, key: &str, id: &str, new: &NewItem) -> Result<Item> {
    let meeting = managed(tx, key, "agenda.add")?;
    still_open(&meeting)?;
    within_sight(tx, new.class)?;
    let items = all_items(tx, meeting.id())?;
    if items.len() >= rules::ITEMS_MAX {
        return Err(Problem::Invalid(vec![
            mufakat_base::FieldError::new("title", "error-agenda-full").with("most", rules::ITEMS_MAX),
        ]));
    }
    let mut all = nodes(&items);
    rules::under(&all, None, new.parent.as_deref())?;
    let last = items.iter().map(|item| item.position).max().unwrap_or(0) + 1;
    tx.change(
        ITEM_INSERT,
        params![
            id,
            meeting.id(),
            new.parent.clone(),
            last,
            "",
            &new.title,
            &new.lang,
            &new.purpose,
            new.minutes,
            &new.lead,
            &new.note,
            new.class
        ],
    )?;
    all.push(Node { id: id.to_owned(), parent: new.parent.clone(), position: last });
    let items = all_items(tx, meeting.id())?;
    settle(tx, meeting.id(), meeting.record.class, &items, &all)?;
    let items = all_items(tx, meeting.id())?;
    let item = found(&items, id)?.clone();
    record_item(tx, &meeting, "agenda.item-added", id, None, Some(&item))?;
    Ok(item)
}

/// Changes an item. Its place stays once the agenda is circulated: numbers are cited.
pub fn edit_item(tx: &mut Tx<'_>, key: &str, id: &str, new: &NewItem) -> Result<Item> {
    let meeting = managed(tx, key, "agenda.edit")?;
    still_open(&meeting)?;
    within_sight(tx, new.class)?;
    let items = all_items(tx, meeting.id())?;
    let before = found(&items, id)?.clone();
    if NewItem::of(&before) == *new {
        return Ok(before);
    }
    let mut all = nodes(&items);
    if before.parent_id != new.parent {
        if meeting.circulated_at.is_some() {
            return Err(Problem::field("parent", "error-agenda-circulated"));
        }
        rules::under(&all, Some(id), new.parent.as_deref())?;
        for node in all.iter_mut().filter(|node| node.id == id) {
            node.parent.clone_from(&new.parent);
        }
    }
    tx.change(
        ITEM_UPDATE,
        params![
            new.parent.clone(),
            &new.title,
            &new.lang,
            &new.purpose,
            new.minutes,
            &new.lead,
            &new.note,
            new.class,
            id,
            meeting.id()
        ],
    )?;
    let items = all_items(tx, meeting.id())?;
    settle(tx, meeting.id(), meeting.record.class, &items, &all)?;
    let items = all_items(tx, meeting.id())?;
    let after = found(&items, id)?.clone();
    record_item(tx, &meeting, "agenda.item-edited", id, Some(&before), Some(&after))?;
    Ok(after)
}

fn restructured(meeting: &Meeting) -> Result<()> {
    still_open(meeting)?;
    if meeting.circulated_at.is_some() {
        Err(Problem::field("agenda", "error-agenda-circulated"))
    } else {
        Ok(())
    }
}

/// Moves an item one place among its neighbours.
pub fn move_item(tx: &mut Tx<'_>, key: &str, id: &str, direction: Direction) -> Result<()> {
    let meeting = managed(tx, key, "agenda.move")?;
    restructured(&meeting)?;
    let items = all_items(tx, meeting.id())?;
    let before = found(&items, id)?.clone();
    settle(tx, meeting.id(), meeting.record.class, &items, &rules::moved(&nodes(&items), id, direction))?;
    let items = all_items(tx, meeting.id())?;
    let after = found(&items, id)?.clone();
    if before.number != after.number {
        record_item(tx, &meeting, "agenda.item-moved", id, Some(&before), Some(&after))?;
    }
    Ok(())
}

/// Takes an item out of a draft; one with items or documents under it stays.
pub fn delete_item(tx: &mut Tx<'_>, key: &str, id: &str) -> Result<()> {
    let meeting = managed(tx, key, "agenda.delete")?;
    restructured(&meeting)?;
    let items = all_items(tx, meeting.id())?;
    let before = found(&items, id)?.clone();
    let under = items.iter().any(|item| item.parent_id.as_deref() == Some(id));
    if under || !tx.rows(DOCUMENTS_OF_ITEM, params![id], |row| row.get::<String>(0))?.is_empty() {
        return Err(Problem::field("agenda", "error-item-not-empty"));
    }
    tx.change(ITEM_DELETE, params![id, meeting.id()])?;
    let rest: Vec<Item> = items.into_iter().filter(|item| item.id != id).collect();
    settle(tx, meeting.id(), meeting.record.class, &rest, &nodes(&rest))?;
    record_item(tx, &meeting, "agenda.item-deleted", id, Some(&before), None)
}
