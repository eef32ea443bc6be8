//! When an agreement is in force, and for whom: values in, values out.
//!
//! Sources: the formulas of ASEAN and UN instruments (rule R27); Vienna Convention on the Law of
//! Treaties, article 24: an agreement enters into force as it says, for a late joiner on the date
//! its consent is established unless it says otherwise (rule R26).

use jiff::{Span, civil::Date};

/// Time between the act that completes a condition and its effect.
///
/// "The 30th day following D" is D + 30 days. A month later is the same day of the next month, or
/// that month's last day when it has no such day: 31 January + 1 month = 28 or 29 February.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    pub months: i32,
    pub days: i32,
}

impl Period {
    pub const NONE: Self = Self { months: 0, days: 0 };

    pub const fn days(days: i32) -> Self {
        Self { months: 0, days }
    }

    pub const fn months(months: i32) -> Self {
        Self { months, days: 0 }
    }

    pub fn after(self, date: Date) -> Option<Date> {
        date.checked_add(Span::new().months(self.months)).ok()?.checked_add(Span::new().days(self.days)).ok()
    }
}

/// How an instrument says that it enters into force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryRule {
    /// All negotiating States deposited.
    AllDeposited { after: Period },
    /// The n-th instrument was deposited; then only among those that deposited.
    NthDeposit { nth: usize, after: Period },
    /// A calendar date the instrument names.
    DateCertain(Date),
    /// All negotiating States signed.
    SignatureByAll { after: Period },
    /// Each party from its own deposit.
    EachOwnDeposit { after: Period },
    /// Applied provisionally from signature until the rule inside is met.
    Provisional(Box<EntryRule>),
}

impl EntryRule {
    /// Reads a rule from its columns; `None` for a word or number that is not one.
    pub fn parse(word: &str, nth: usize, after: Period, date: Option<Date>) -> Option<Self> {
        if let Some(inner) = word.strip_prefix("provisional ") {
            return Self::parse(inner, nth, after, date).map(|rule| Self::Provisional(Box::new(rule)));
        }
        match word {
            "all-deposited" => Some(Self::AllDeposited { after }),
            "nth-deposit" if nth > 0 => Some(Self::NthDeposit { nth, after }),
            "date-certain" => date.map(Self::DateCertain),
            "signature-by-all" => Some(Self::SignatureByAll { after }),
            "each-own-deposit" => Some(Self::EachOwnDeposit { after }),
            _ => None,
        }
    }

    /// Key of the text that explains the rule; `-after` where a period follows.
    pub fn text_key(&self) -> &'static str {
        match self {
            Self::AllDeposited { after } if *after == Period::NONE => "agreement-rule-all",
            Self::AllDeposited { .. } => "agreement-rule-all-after",
            Self::NthDeposit { after, .. } if *after == Period::NONE => "agreement-rule-nth",
            Self::NthDeposit { .. } => "agreement-rule-nth-after",
            Self::DateCertain(_) => "agreement-rule-date",
            Self::SignatureByAll { after } if *after == Period::NONE => "agreement-rule-signature",
            Self::SignatureByAll { .. } => "agreement-rule-signature-after",
            Self::EachOwnDeposit { after } if *after == Period::NONE => "agreement-rule-each",
            Self::EachOwnDeposit { .. } => "agreement-rule-each-after",
            Self::Provisional(_) => "agreement-rule-provisional",
        }
    }

    pub fn after(&self) -> Period {
        match self {
            Self::AllDeposited { after }
            | Self::NthDeposit { after, .. }
            | Self::SignatureByAll { after }
            | Self::EachOwnDeposit { after } => *after,
            Self::DateCertain(_) => Period::NONE,
            Self::Provisional(inner) => inner.after(),
        }
    }

    pub fn nth(&self) -> usize {
        match self {
            Self::NthDeposit { nth, .. } => *nth,
            Self::Provisional(inner) => inner.nth(),
            _ => 0,
        }
    }

    /// Signature alone binds, or a date does: no deposit is waited for.
    fn binds_signatories(&self) -> bool {
        match self {
            Self::SignatureByAll { .. } | Self::DateCertain(_) => true,
            Self::Provisional(inner) => inner.binds_signatories(),
            _ => false,
        }
    }
}

/// What one party did about one instrument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Act {
    pub party: String,
    pub signed: Option<Date>,
    /// Domestic ratification, acceptance or approval.
    pub ratified: Option<Date>,
    /// Deposit of the instrument, or accession.
    pub deposited: Option<Date>,
    /// Entry into force for this party as the record states it.
    pub stated: Option<Date>,
    /// Acceded later: it did not negotiate.
    pub accession: bool,
}

impl Act {
    /// When consent to be bound was established, as far as the record knows.
    pub fn consented(&self) -> Option<Date> {
        self.deposited.or(self.ratified)
    }
}

/// What the rules need to know of an instrument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Treaty {
    pub date: Option<Date>,
    /// Entry into force as the record states it.
    pub stated: Option<Date>,
    /// The record calls it in force.
    pub called_in_force: bool,
    pub rule: Option<EntryRule>,
}

/// What a rule gives from the acts: the act that completed it, and the date of effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    pub trigger: Date,
    pub date: Date,
    /// Parties whose act on the trigger day completed the condition.
    pub by: Vec<String>,
}

/// Evaluates a rule: condition over the acts, trigger date, offset. `None` while it is not met.
pub fn computed(rule: &EntryRule, acts: &[Act]) -> Option<Computed> {
    let trigger = match rule {
        EntryRule::AllDeposited { .. } => all(acts, |act| act.deposited)?,
        EntryRule::SignatureByAll { .. } => all(acts, |act| act.signed)?,
        EntryRule::NthDeposit { nth, .. } => {
            let mut deposits: Vec<Date> = acts.iter().filter_map(|act| act.deposited).collect();
            deposits.sort_unstable();
            *deposits.get(nth.checked_sub(1)?)?
        }
        EntryRule::EachOwnDeposit { .. } => acts.iter().filter_map(|act| act.deposited).min()?,
        EntryRule::DateCertain(date) => *date,
        EntryRule::Provisional(inner) => return computed(inner, acts),
    };
    let by_signature = matches!(rule, EntryRule::SignatureByAll { .. });
    let by = acts.iter().filter(|act| if by_signature { act.signed } else { act.deposited } == Some(trigger));
    let by = if matches!(rule, EntryRule::DateCertain(_)) {
        Vec::new()
    } else {
        by.map(|act| act.party.clone()).collect()
    };
    Some(Computed { trigger, date: rule.after().after(trigger)?, by })
}

/// The last date when every negotiating State has one.
fn all(acts: &[Act], date: impl Fn(&Act) -> Option<Date>) -> Option<Date> {
    let dates: Option<Vec<Date>> = acts.iter().filter(|act| !act.accession).map(date).collect();
    dates?.into_iter().max()
}

/// Entry into force of the instrument: what the record states, else what its rule gives.
pub fn entry(treaty: &Treaty, acts: &[Act]) -> Option<Date> {
    treaty
        .stated
        .or_else(|| treaty.rule.as_ref().and_then(|rule| computed(rule, acts)).map(|found| found.date))
}

/// The rule's date when the record states another one.
pub fn contradiction(treaty: &Treaty, acts: &[Act]) -> Option<Computed> {
    let found = computed(treaty.rule.as_ref()?, acts)?;
    (treaty.stated? != found.date).then_some(found)
}

/// Why a party is taken to be bound from a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The record states the date.
    Stated,
    /// The instrument's own rule gives it.
    Rule,
    /// The record states none; Vienna Convention, article 24(3), gives it.
    Presumed,
}

impl Basis {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Rule => "rule",
            Self::Presumed => "presumed",
        }
    }
}

/// The date from which a party is bound, and why; `None` when it is not, or the date is not known.
pub fn bound_from(treaty: &Treaty, acts: &[Act], act: &Act) -> Option<(Date, Basis)> {
    if let Some(date) = act.stated {
        return Some((date, Basis::Stated));
    }
    let entry = entry(treaty, acts);
    let Some(consent) = act.consented() else {
        let signatory =
            treaty.rule.as_ref().is_some_and(EntryRule::binds_signatories) && act.signed.is_some();
        return signatory.then_some(entry).flatten().map(|date| (date, Basis::Rule));
    };
    match (&treaty.rule, entry) {
        (Some(EntryRule::EachOwnDeposit { after }), _) => {
            after.after(consent).map(|date| (date, Basis::Rule))
        }
        (Some(_), Some(entry)) => Some((entry.max(consent), Basis::Rule)),
        (None, Some(entry)) => Some((entry.max(consent), Basis::Presumed)),
        (_, None) if treaty.called_in_force => Some((consent, Basis::Presumed)),
        _ => None,
    }
}

/// Where a party stands on a day; later ones go further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It had done nothing by that day.
    Nothing,
    Signed,
    /// Its consent is given, but the agreement is not in force for it yet.
    Consented,
    /// The record counts it as a party and gives no date from which it is bound.
    Undated,
    Bound,
}

impl Standing {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Signed => "signed",
            Self::Consented => "consented",
            Self::Undated => "undated",
            Self::Bound => "in-force",
        }
    }
}

/// Where one party stands on a day.
pub fn standing(treaty: &Treaty, acts: &[Act], act: &Act, as_of: Date) -> Standing {
    if treaty.date.is_some_and(|date| as_of < date) {
        return Standing::Nothing;
    }
    let by_then = |date: Option<Date>| date.is_some_and(|date| date <= as_of);
    let bound = bound_from(treaty, acts, act);
    if by_then(bound.map(|(date, _)| date)) {
        Standing::Bound
    } else if by_then(act.consented()) {
        Standing::Consented
    } else if bound.is_none()
        && act.consented().is_none()
        && treaty.called_in_force
        && act.signed.is_none_or(|date| date <= as_of)
    {
        Standing::Undated
    } else if by_then(act.signed) {
        Standing::Signed
    } else {
        Standing::Nothing
    }
}

/// Whether an instrument is in force on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// The day lies before the agreement was made.
    Before,
    NotYet,
    InForce,
    /// The record does not say from when.
    Unknown,
}

impl Force {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::NotYet => "not-yet",
            Self::InForce => "in-force",
            Self::Unknown => "unknown",
        }
    }
}

/// The state of an instrument on a day: parties by where they stand, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsOf {
    pub force: Force,
    pub bound: Vec<String>,
    pub consented: Vec<String>,
    pub signed: Vec<String>,
    pub undated: Vec<String>,
}

/// Who is bound on a day, who has only signed, and whether the instrument is in force at all.
pub fn in_force(treaty: &Treaty, acts: &[Act], as_of: Date) -> AsOf {
    let mut furthest: std::collections::BTreeMap<&str, Standing> = std::collections::BTreeMap::new();
    for act in acts {
        let found = standing(treaty, acts, act, as_of);
        let known = furthest.entry(&act.party).or_insert(found);
        *known = (*known).max(found);
    }
    let at = |wanted| {
        furthest
            .iter()
            .filter(|(_, found)| **found == wanted)
            .map(|(party, _)| (*party).to_owned())
            .collect::<Vec<_>>()
    };
    let bound = at(Standing::Bound);
    let force = match entry(treaty, acts) {
        _ if treaty.date.is_some_and(|date| as_of < date) => Force::Before,
        Some(date) if date <= as_of => Force::InForce,
        None if !bound.is_empty() => Force::InForce,
        None if treaty.called_in_force => Force::Unknown,
        Some(_) | None => Force::NotYet,
    };
    AsOf {
        force,
        bound,
        consented: at(Standing::Consented),
        signed: at(Standing::Signed),
        undated: at(Standing::Undated),
    }
}

/// How many parties were bound, from each date on which the number rose.
pub fn over_time(treaty: &Treaty, acts: &[Act]) -> Vec<(Date, usize)> {
    let mut first: std::collections::BTreeMap<&str, Date> = std::collections::BTreeMap::new();
    for act in acts {
        if let Some((date, _)) = bound_from(treaty, acts, act) {
            let known = first.entry(&act.party).or_insert(date);
            *known = (*known).min(date);
        }
    }
    let mut dates: Vec<Date> = first.into_values().collect();
    dates.sort_unstable();
    let mut steps: Vec<(Date, usize)> = Vec::new();
    for (place, date) in dates.into_iter().enumerate() {
        match steps.last_mut() {
            Some(last) if last.0 == date => last.1 = place + 1,
            _ => steps.push((date, place + 1)),
        }
    }
    steps
}

/// A date of the record for comparing: one known only to its month or year counts from the last
/// day it can mean, because only then is it sure to have passed.
pub fn certain_day(text: &str) -> Option<Date> {
    let first = mufakat_base::dates::PartialDate::parse(text)?.first_day()?;
    match text.len() {
        4 => Date::new(first.year(), 12, 31).ok(),
        7 => Some(first.last_of_month()),
        _ => Some(first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn act(party: &str, signed: &str, deposited: &str) -> Act {
        let date = |text: &str| (!text.is_empty()).then(|| day(text));
        Act { party: party.into(), signed: date(signed), deposited: date(deposited), ..Act::default() }
    }

    fn check(rule: &EntryRule, acts: &[Act], expected: Option<(&str, &str)>) {
        let found = computed(rule, acts).map(|found| (found.trigger, found.date));
        assert_eq!(found, expected.map(|(trigger, date)| (day(trigger), day(date))), "{rule:?}");
    }

    /// Deposits of the ASEAN Charter; Thailand's of 15 November 2008 was the tenth.
    fn charter() -> Vec<Act> {
        [
            ("SG", "2008-01-07"),
            ("BN", "2008-02-15"),
            ("LA", "2008-02-20"),
            ("MY", "2008-02-20"),
            ("VN", "2008-03-19"),
            ("KH", "2008-04-18"),
            ("MM", "2008-07-21"),
            ("PH", "2008-11-12"),
            ("ID", "2008-11-13"),
            ("TH", "2008-11-15"),
        ]
        .map(|(party, deposited)| act(party, "2007-11-20", deposited))
        .into()
    }

    const CHARTER: EntryRule = EntryRule::NthDeposit { nth: 10, after: Period::days(30) };
    const THIRD: EntryRule = EntryRule::NthDeposit { nth: 3, after: Period::NONE };

    /// MAFLAFS: the third deposit, and only among those that ratified.
    fn freight() -> Vec<Act> {
        vec![
            act("SG", "2009-05-20", "2009-06-30"),
            act("MY", "2009-05-20", "2009-10-01"),
            act("TH", "2009-05-20", "2009-11-23"),
            act("BN", "2009-05-20", "2010-04-12"),
            act("KH", "2009-05-20", "2011-05-25"),
            act("ID", "2009-05-20", "2015-08-28"),
            act("PH", "2009-05-20", ""),
        ]
    }

    #[test]
    fn formulas_give_their_dates() {
        check(&CHARTER, &charter(), Some(("2008-11-15", "2008-12-15")));
        check(&CHARTER, &charter()[..9], None);
        check(&THIRD, &freight(), Some(("2009-11-23", "2009-11-23")));
        check(&THIRD, &freight()[..2], None);
        check(
            &EntryRule::NthDeposit { nth: 6, after: Period::days(30) },
            &charter(),
            Some(("2008-04-18", "2008-05-18")),
        );
        check(
            &EntryRule::AllDeposited { after: Period::NONE },
            &charter(),
            Some(("2008-11-15", "2008-11-15")),
        );
        check(&EntryRule::AllDeposited { after: Period::NONE }, &freight(), None);
        check(&EntryRule::AllDeposited { after: Period::days(30) }, &[], None);
        check(&EntryRule::DateCertain(day("2004-12-31")), &[], Some(("2004-12-31", "2004-12-31")));
        check(
            &EntryRule::SignatureByAll { after: Period::NONE },
            &freight(),
            Some(("2009-05-20", "2009-05-20")),
        );
        check(
            &EntryRule::SignatureByAll { after: Period::days(90) },
            &freight(),
            Some(("2009-05-20", "2009-08-18")),
        );
        check(
            &EntryRule::EachOwnDeposit { after: Period::months(1) },
            &freight(),
            Some(("2009-06-30", "2009-07-30")),
        );
        check(&EntryRule::Provisional(Box::new(THIRD)), &freight(), Some(("2009-11-23", "2009-11-23")));
    }

    #[test]
    fn who_acceded_later_does_not_hold_up_all() {
        let mut acts = charter();
        acts.push(Act { party: "TL".into(), accession: true, ..Act::default() });
        check(
            &EntryRule::AllDeposited { after: Period::days(30) },
            &acts,
            Some(("2008-11-15", "2008-12-15")),
        );
    }

    #[test]
    fn the_completing_party_is_named() {
        assert_eq!(computed(&CHARTER, &charter()).map(|found| found.by), Some(vec!["TH".to_owned()]));
    }

    #[test]
    fn a_month_later_is_the_same_day_or_the_months_last() {
        for (period, from, to) in [
            (Period::months(1), "2026-01-31", "2026-02-28"),
            (Period::months(1), "2024-01-31", "2024-02-29"),
            (Period::months(3), "2025-11-30", "2026-02-28"),
            (Period::months(12), "2024-02-29", "2025-02-28"),
            (Period::months(2), "2026-03-15", "2026-05-15"),
            (Period::days(30), "2008-11-15", "2008-12-15"),
            (Period::days(60), "2003-09-26", "2003-11-25"),
            (Period { months: 1, days: 1 }, "2026-01-31", "2026-03-01"),
        ] {
            assert_eq!(period.after(day(from)), Some(day(to)), "{period:?} after {from}");
        }
    }

    #[test]
    fn the_charter_binds_all_ten_from_the_thirtieth_day_and_nobody_before() {
        let treaty = Treaty {
            date: Some(day("2007-11-20")),
            rule: Some(CHARTER),
            called_in_force: true,
            ..Treaty::default()
        };
        for (as_of, force, bound, consented, signed) in [
            ("2007-11-19", Force::Before, 0, 0, 0),
            ("2007-11-20", Force::NotYet, 0, 0, 10),
            ("2008-11-14", Force::NotYet, 0, 9, 1),
            ("2008-12-14", Force::NotYet, 0, 10, 0),
            ("2008-12-15", Force::InForce, 10, 0, 0),
        ] {
            let found = in_force(&treaty, &charter(), day(as_of));
            let counts = (found.force, found.bound.len(), found.consented.len(), found.signed.len());
            assert_eq!(counts, (force, bound, consented, signed), "{as_of}");
        }
    }

    #[test]
    fn a_third_deposit_binds_only_those_that_ratified_each_from_its_own_date() {
        let treaty = Treaty {
            date: Some(day("2009-05-20")),
            rule: Some(THIRD),
            called_in_force: true,
            ..Treaty::default()
        };
        for (as_of, bound) in [
            ("2009-11-22", 0),
            ("2009-11-23", 3),
            ("2010-04-12", 4),
            ("2011-05-24", 4),
            ("2015-08-28", 6),
            ("2026-01-01", 6),
        ] {
            assert_eq!(in_force(&treaty, &freight(), day(as_of)).bound.len(), bound, "{as_of}");
        }
        let acts = freight();
        assert_eq!(bound_from(&treaty, &acts, &acts[3]), Some((day("2010-04-12"), Basis::Rule)));
        assert_eq!(over_time(&treaty, &acts).last(), Some(&(day("2015-08-28"), 6)));
        assert_eq!(over_time(&treaty, &acts).first(), Some(&(day("2009-11-23"), 3)));
    }

    #[test]
    fn a_late_joiner_without_a_rule_is_bound_on_its_consent() {
        let treaty = Treaty { stated: Some(day("2003-11-25")), called_in_force: true, ..Treaty::default() };
        let acts = [act("ID", "2002-06-10", "2015-01-20"), act("SG", "2002-06-10", "2003-01-14")];
        assert_eq!(bound_from(&treaty, &acts, &acts[0]), Some((day("2015-01-20"), Basis::Presumed)));
        assert_eq!(bound_from(&treaty, &acts, &acts[1]), Some((day("2003-11-25"), Basis::Presumed)));
    }

    #[test]
    fn a_founder_without_dates_is_counted_apart() {
        let treaty = Treaty { date: Some(day("1976-02-24")), called_in_force: true, ..Treaty::default() };
        let acts = [act("ID", "1976-02-24", ""), Act { accession: true, ..act("BN", "", "1984-01-07") }];
        let found = in_force(&treaty, &acts, day("1980-01-01"));
        assert_eq!(
            (found.force, found.undated.as_slice(), found.bound.len()),
            (Force::Unknown, &["ID".to_owned()][..], 0)
        );
        let found = in_force(&treaty, &acts, day("1984-01-07"));
        assert_eq!((found.force, found.bound.as_slice()), (Force::InForce, &["BN".to_owned()][..]));
        // Where the agreement never entered into force, a signature stays one.
        let never = Treaty { called_in_force: false, ..treaty };
        assert_eq!(in_force(&never, &acts, day("1980-01-01")).signed, ["ID"]);
    }

    #[test]
    fn another_date_in_the_record_is_pointed_out() {
        let treaty = |stated| Treaty { stated: Some(day(stated)), rule: Some(CHARTER), ..Treaty::default() };
        assert_eq!(contradiction(&treaty("2008-12-15"), &charter()), None);
        assert_eq!(
            contradiction(&treaty("2008-12-16"), &charter()).map(|found| found.date),
            Some(day("2008-12-15"))
        );
        assert_eq!(entry(&treaty("2008-12-16"), &charter()), Some(day("2008-12-16")));
    }

    #[test]
    fn a_date_known_to_the_month_counts_from_its_end() {
        for (text, expected) in [
            ("2023-05", "2023-05-31"),
            ("2025", "2025-12-31"),
            ("2008-12-15", "2008-12-15"),
            ("2024-02", "2024-02-29"),
        ] {
            assert_eq!(certain_day(text), Some(day(expected)), "{text}");
        }
        assert_eq!(certain_day("soon"), None);
    }

    #[test]
    fn rules_are_read_from_their_words() {
        let none = Period::NONE;
        assert_eq!(EntryRule::parse("nth-deposit", 3, none, None), Some(THIRD));
        assert_eq!(
            EntryRule::parse("provisional nth-deposit", 3, none, None),
            Some(EntryRule::Provisional(Box::new(THIRD)))
        );
        for word in ["", "nth-deposit", "date-certain", "provisional", "never"] {
            assert_eq!(EntryRule::parse(word, 0, none, None), None, "{word}");
        }
    }
}
