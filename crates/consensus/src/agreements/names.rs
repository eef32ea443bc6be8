//! What parties are called, which of them are Member States on a day, and in which order they stand.

use jiff::civil::Date;
use mufakat_parties::model::MemberBrief;
use mufakat_store::{Result, Tx};
use mufakat_web::View;

/// What parties are called, and where the Member States of a day come in the official order.
pub(super) struct Names {
    pub(super) v: View,
    pub(super) members: Vec<MemberBrief>,
    pub(super) on: Date,
}

impl Names {
    pub(super) fn read(tx: &mut Tx<'_>, v: &View, on: Date) -> Result<Self> {
        Ok(Self { v: v.clone(), members: mufakat_parties::store::members(tx)?, on })
    }

    /// The State that is or was a member, whatever the day.
    pub(super) fn state(&self, code: &str) -> Option<&MemberBrief> {
        self.members.iter().find(|member| member.code == code)
    }

    /// The same if it was a member on the day.
    pub(super) fn member(&self, code: &str) -> Option<&MemberBrief> {
        let on = |member: &&MemberBrief| {
            mufakat_parties::rules::is_member(self.on, &member.admitted, member.withdrawn.as_deref())
        };
        self.state(code).filter(on)
    }

    /// The name the organisation chose, else the one in the catalogue of texts, else the code.
    pub(super) fn of(&self, code: &str) -> String {
        self.state(code).map_or_else(|| self.v.word("state-name", code), |state| state.name.clone())
    }

    /// Members in their stored order; then the others as the reader's language sorts them.
    pub(super) fn order(&self, code: &str, name: &str) -> (i64, String) {
        match self.member(code) {
            Some(member) => (member.order, String::new()),
            None => (i64::MAX, mufakat_lexis::sort::key(self.v.lang(), name)),
        }
    }
}
