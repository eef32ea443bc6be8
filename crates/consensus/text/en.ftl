# Agreements and their parties.
error-agreement-unknown = No agreement with this number is on record.
action-agreement-described = recorded the facts of the agreement
action-agreement-renumbered = took the file number from the agreement
action-agreement-act-recorded = recorded an act of a party
agreements-title = Agreements
agreements-lead = The treaty collection of { $org }: what was agreed, who is bound by it, and since when.
agreements-count = { $count ->
    [one] One agreement
   *[other] { $count } agreements
}.
agreements-clear = Clear filters
agreements-empty = No agreement matches
agreements-empty-text = Widen the years or clear a filter. The search covers every agreement by title, place and party.
agreements-numbers = The collection in numbers
agreement-type = Type
agreement-type-charter = Charter
agreement-type-treaty = Treaty
agreement-type-convention = Convention
agreement-type-agreement = Agreement
agreement-type-framework = Framework
agreement-type-protocol = Protocol
agreement-type-arrangement = Arrangement
agreement-type-MOU = Memorandum of understanding
agreement-type-declaration = Declaration
agreement-type-statement = Statement
agreement-type-plan = Plan
agreement-type-rules = Rules of procedure
agreement-family-treaties = Treaties and agreements
agreement-family-protocols = Protocols
agreement-family-arrangements = Frameworks and arrangements
agreement-family-declarations = Declarations and statements
agreement-family-plans = Plans and rules
agreement-community = Community
agreement-community-all = All communities
agreement-community-APSC = Political-Security
agreement-community-AEC = Economic
agreement-community-ASCC = Socio-Cultural
agreement-community-external = External relations
agreement-status = Status
agreement-status-in-force = In force
agreement-status-signed = Signed
agreement-status-not-in-force = Not in force
agreement-status-adopted = Adopted
agreement-status-superseded = Superseded
agreement-status-terminated = Terminated
agreement-status-completed = Completed
agreement-status-proposed = Not yet adopted
agreement-status-other = Other
agreement-status-unrecorded = Not recorded
agreement-binding = Legally binding
agreement-binding-yes = Yes
agreement-binding-no = No
agreement-binding-varies = In part
agreement-binds = legally binding
agreement-party = Party
agreement-from = From year
agreement-to = To year
agreement-date = Date
agreement-no-date = Date not recorded
agreement-since = since { $date }
agreement-chart-title = Agreements per decade
agreement-chart-by = Colours show
agreement-chart-community = By community
agreement-chart-type = By type
agreement-chart-undated = { $count ->
    [one] One without a date is not drawn.
   *[other] { $count } without a date are not drawn.
}
agreement-figures = Figures as a table
agreement-decade = Decade
agreement-decade-name = { $year }s
agreement-total = Total
agreement-column-acts = Parties on record
agreement-column-party = Party
agreement-column-parties = Parties bound
agreement-column-action = Act
agreement-column-signed = Signature
agreement-column-ratified = Ratification
agreement-column-deposited = Deposit or accession
agreement-column-consent = Ratification, deposit or accession
agreement-column-from = In force from
agreement-column-as-of = On { $date }
agreement-column-remarks = Remarks
agreement-column-standing = Standing
agreement-parties = Parties
agreement-members = Member States
agreement-others = Other parties
agreement-parties-empty = No acts of parties on record yet
agreement-parties-empty-text = Signatures, ratifications and accessions appear here once the record holds them with their source.
agreement-no-parties = No ratification is needed
agreement-no-parties-text = An instrument of this kind takes effect when it is adopted; there are no instruments of ratification to deposit.
agreement-more-of-community = More agreements of this community
agreement-action-signature = signature
agreement-action-ratification = ratification
agreement-action-acceptance = acceptance
agreement-action-approval = approval
agreement-action-accession = accession
agreement-action-notification = notification
agreement-action-succession = succession
agreement-act-undated = { $action }, date not recorded
agreement-deposit = deposit
agreement-standing-in-force = In force
agreement-standing-consented = Consent given
agreement-consented-not-bound = Consent given, not in force yet
agreement-standing-undated = Party, date not recorded
agreement-standing-signed = Signed only
agreement-standing-nothing = No act yet
agreement-signed-not-ratified = Signed, not ratified
agreement-undated-note = The record counts these as parties, but gives no date from which they were bound; they are not in the count.
agreement-basis-rule = by its rule
agreement-basis-presumed = presumed
agreement-presumed = Presumed: the record states no date for this party, so the date of its consent counts, or the entry into force of the agreement if that is later (Vienna Convention on the Law of Treaties, article 24(3)).
agreement-as-of-title = In force on { $date }?
agreement-days = Days worth looking at
agreement-day-made = Day it was made
agreement-day-before = Day before entry into force
agreement-day-entry = Entry into force
agreement-day-today = Today
agreement-force-before = Nothing was in force: the agreement had not been made.
agreement-force-not-yet = Not in force on this day.
agreement-force-in-force = In force on this day.
agreement-force-unknown = The record calls it in force, but does not say since when.
agreement-count = { $count ->
    [0] No party is known to have been bound.
    [one] One party was bound.
   *[other] { $count } parties were bound.
}
agreement-count-undated = { $count ->
    [one] One more is counted as a party without a date.
   *[other] { $count } more are counted as parties without a date.
}
agreement-ended = What ended it is not dated in the record: { $status }. The view below counts the acts of the parties only.
agreement-wrong-date = That is no date between 1900 and 2200, so { $date } is shown. Write it as 2008-12-15.
agreement-over-time = Parties over time
agreement-curve-label = { $count ->
    [one] One party bound since { $date }.
   *[other] { $count } parties bound since { $date }.
}
agreement-curve-undated = { $count ->
    [one] One party without a date is not drawn.
   *[other] { $count } parties without a date are not drawn.
}
agreement-timeline = Timeline
agreement-timeline-more = { $count ->
    [one] One more event
   *[other] { $count } more events
}
agreement-event-made = Made
agreement-event-signed = Signed
agreement-event-ratified = Ratified
agreement-event-deposited = Instrument deposited
agreement-event-acceded = Acceded
agreement-event-entered = Entry into force
agreement-event-bound = In force for
agreement-same-day = Made on the same day
agreement-sources = Sources of the acts
agreement-source-number = Source { $number }
agreement-about = About this agreement
agreement-facts = Facts
agreement-abbreviation = Known as
agreement-entry = Entry into force
agreement-not-recorded = Not recorded
agreement-rule = How it enters into force
agreement-required = Ratification by all
agreement-required-true = Required
agreement-required-false = Not required
agreement-depositary = Depositary
agreement-record = On record
agreement-get-pdf = Status list (PDF)
agreement-after-days = on the { $nth } day following
agreement-after-months = { $count ->
    [one] one month after
   *[other] { $count } months after
}
agreement-rule-all = On deposit of the instruments of all States that negotiated it.
agreement-rule-all-after = It enters into force { $after } deposit of the last of the instruments of all States that negotiated it.
agreement-rule-nth = On deposit of the { $nth } instrument, among those that deposited; for each later party from its own deposit.
agreement-rule-nth-after = It enters into force { $after } deposit of the { $nth } instrument.
agreement-rule-date = On { $date }, a date the instrument names.
agreement-rule-signature = On signature by all.
agreement-rule-signature-after = It enters into force { $after } signature by all.
agreement-rule-each = For each party on its own deposit.
agreement-rule-each-after = For each party { $after } its own deposit.
agreement-rule-provisional = Applied provisionally from signature until it enters into force.
agreement-rule-outcome = The condition was met on { $trigger } ({ $by }), which gives { $date }.
agreement-rule-differs = By its own rule and the acts on record the agreement entered into force on { $computed }; the record states { $stated }.
agreement-pdf-status = Status on { $date }
agreement-pdf-count = { $count ->
    [one] One party bound on { $date }.
   *[other] { $count } parties bound on { $date }.
}
agreement-pdf-entry = Entry into force: { $date }.
agreement-pdf-depositary = Depositary: { $depositary }.
agreement-pdf-page = Page {"{"}n{"}"} of {"{"}m{"}"}
agreement-pdf-generated = Made on { $date }

# Names of parties.
state-name-AE = United Arab Emirates
state-name-AR = Argentina
state-name-AU = Australia
state-name-BD = Bangladesh
state-name-BH = Bahrain
state-name-BN = Brunei Darussalam
state-name-BR = Brazil
state-name-CA = Canada
state-name-CH = Switzerland
state-name-CL = Chile
state-name-CN = China
state-name-CO = Colombia
state-name-CU = Cuba
state-name-DE = Germany
state-name-DK = Denmark
state-name-DZ = Algeria
state-name-EG = Egypt
state-name-EU = European Union
state-name-FI = Finland
state-name-FR = France
state-name-GB = United Kingdom
state-name-GR = Greece
state-name-ID = Indonesia
state-name-IN = India
state-name-IR = Iran
state-name-IT = Italy
state-name-JP = Japan
state-name-KH = Cambodia
state-name-KP = Democratic People’s Republic of Korea
state-name-KR = Republic of Korea
state-name-KW = Kuwait
state-name-LA = Lao PDR
state-name-LK = Sri Lanka
state-name-LU = Luxembourg
state-name-MA = Morocco
state-name-MM = Myanmar
state-name-MN = Mongolia
state-name-MY = Malaysia
state-name-NL = Netherlands
state-name-NO = Norway
state-name-NZ = New Zealand
state-name-OM = Oman
state-name-PA = Panama
state-name-PE = Peru
state-name-PG = Papua New Guinea
state-name-PH = Philippines
state-name-PK = Pakistan
state-name-QA = Qatar
state-name-RS = Serbia
state-name-RU = Russian Federation
state-name-SA = Saudi Arabia
state-name-SG = Singapore
state-name-TH = Thailand
state-name-TL = Timor-Leste
state-name-TR = Türkiye
state-name-UA = Ukraine
state-name-US = United States
state-name-UY = Uruguay
state-name-VN = Viet Nam
state-name-ZA = South Africa
