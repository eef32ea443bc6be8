//! Classification: who may know that a record exists.

use serde::Serialize;

/// The ladder of classification. Each step is raised or lowered only by an event in the journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Anyone.
    Public = 0,
    /// Accounts of the Member States and the Secretariat.
    Members = 1,
    /// Accounts with a role in the record's body, and the Secretariat.
    Body = 2,
    /// The Secretariat only. The default: a new record is closed until somebody opens it.
    #[default]
    Secretariat = 3,
    /// The accounts named on the record, nobody else.
    Confidential = 4,
}

impl Class {
    pub const ALL: [Self; 5] =
        [Self::Public, Self::Members, Self::Body, Self::Secretariat, Self::Confidential];

    /// The number stored in the database.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// Back from the stored number; an unknown number is the most closed class.
    pub const fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Public,
            1 => Self::Members,
            2 => Self::Body,
            3 => Self::Secretariat,
            _ => Self::Confidential,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Members => "members",
            Self::Body => "body",
            Self::Secretariat => "secretariat",
            Self::Confidential => "confidential",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}
