//! The illustrative accounts of the demonstration: no passwords, one click each.

use mufakat_store::{Grant, Result, Role, Tx, accounts, records};

/// Zone of the seat the illustrative people work at, and of the two capitals.
const SEAT: &str = "Asia/Jakarta";

/// A role everywhere.
const fn everywhere(role: Role) -> Grant {
    Grant { role, body: None, party: None }
}

/// Makes the accounts that are missing, by their addresses; a second time changes nothing.
pub fn load(tx: &mut Tx<'_>) -> Result<()> {
    let senior_officials = Some(records::stable_id("body", "SOM"));
    let of_party =
        |role, body: Option<String>, party: &str| Grant { role, body, party: Some(party.to_owned()) };
    let people = [
        ("admin@demo.example", "Dewi Anggraini (illustrative)", SEAT, vec![everywhere(Role::Administrator)]),
        ("officer@demo.example", "Somchai Prasert (illustrative)", SEAT, vec![everywhere(Role::Officer)]),
        (
            "sg@demo.example",
            "The Secretary-General (illustrative)",
            SEAT,
            vec![everywhere(Role::SecretaryGeneral)],
        ),
        (
            "delegate@demo.example",
            "Nguyễn Thị Minh (illustrative)",
            "Asia/Ho_Chi_Minh",
            vec![
                of_party(Role::Delegate, None, "VN"),
                of_party(Role::Delegate, senior_officials.clone(), "VN"),
            ],
        ),
        (
            "chair@demo.example",
            "Maria Santos (illustrative)",
            "Asia/Manila",
            vec![of_party(Role::Chair, senior_officials, "PH")],
        ),
    ];
    for (email, name, zone, grants) in people {
        if accounts::by_email(tx, email)?.is_some() {
            continue;
        }
        let id = accounts::create(tx, email, name, "en", zone, None)?;
        for grant in grants {
            accounts::grant(tx, &id, &grant)?;
        }
        accounts::set_state(tx, &id, "active")?;
    }
    Ok(())
}
