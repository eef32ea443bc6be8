# Words several pages of this area share.
parties-column-confidence = Confidence
parties-column-fact = Fact
parties-column-value = As recorded
parties-column-source = Source
parties-sources = Sources
parties-source-number = Source { $number }
parties-note = Note:

# Member States.
members-title = Member States
members-map = Map
members-map-title = Map of the Member States
members-as-table = As a table
members-as-of = Membership as of
members-today = Today
members-lead-today = { $count ->
    [one] { $org } has one Member State today.
   *[other] { $org } has { $count } Member States today.
}
members-lead-day = { $count ->
    [0] There was no Member State on { $date }.
    [one] There was one Member State on { $date }.
   *[other] There were { $count } Member States on { $date }.
}
members-tile-today = Members today
members-tile-founding = Founding members among them
members-tile-newest = Latest admission
members-caption = Member States on { $date }
members-column-member = Member State
members-founding = Founding member
members-order-note = The order is the organisation's own alphabetical list of English names. It governs precedence, seating and the rotation of the chair.
members-not-yet = Not members that day
members-joined-later = Admitted on { $date }
members-left = Withdrew on { $date }
members-empty = No member that day
members-empty-next = The organisation had not been founded yet. Choose a later day.
members-growth = How the membership grew
members-growth-chart = Member States through time
members-growth-note = Computed from the days of admission
members-growth-spoken = Line of the number of Member States by year: { $steps }
members-wave-count = { $count ->
    [one] one Member State from that day
   *[other] { $count } Member States from that day
}
members-legend-founding = Founding member
members-legend-later = Joined later
members-legend-recent = Joined within ten years
members-map-list-note = Year of admission. The map is drawn from the same list; every outline is a link.
member-former = Former Member State
member-flag = Flag of { $name }
member-lead = Member State since { $date }.
member-facts = Facts
member-agreements = Agreements
member-agreements-lead = Agreements { $name } has signed, ratified or acceded to, with dates and sources.
member-agreements-open = Its place in the agreements
member-on-map = On the map
member-on-page = On this page
member-chairs = Chairmanships
member-chairs-none = None on the list.
member-people = People in office
member-people-none = Nobody recorded yet.
member-names = Names by language
member-names-note = The English name is the one the organisation chose. The others are for the reader's convenience.
member-names-own = The organisation's own list
member-column-language = Language
member-column-name = Name
member-column-standing = Standing
member-holidays = Public holidays in { $year }
member-holidays-to-come = To come
member-holidays-over = The year's holidays are over.
member-holidays-past = { $count ->
    [one] One holiday past
   *[other] { $count } holidays past
}
member-holidays-regional = { $count ->
    [one] One holiday in parts of the country
   *[other] { $count } holidays in parts of the country
}
member-holidays-none = No holidays recorded for this year
member-holidays-none-next = They come with the profile, year by year.
member-holidays-note = Estimated days follow the moon and move when they are proclaimed. Check with the host before a meeting is fixed.
member-holiday-estimated = Estimated
member-holiday-government = Joint leave
member-local-time = Local time
member-aside = About { $name }
member-coordinates = Coordinates relations with
member-source-general = General knowledge, to verify
member-fact-official-name = Official name
member-fact-admitted = Admitted
member-fact-withdrawn = Withdrew
member-fact-order = Order
member-fact-capital = Capital
member-fact-languages = Official languages
member-fact-currency = Currency
member-fact-zone = Time zone
member-fact-national-day = National day
member-fact-codes = ISO codes
member-fact-ministry = National secretariat at

# Languages and currencies by name.
language-name-en = English
language-name-id = Indonesian
language-name-ms = Malay
language-name-th = Thai
language-name-vi = Vietnamese
language-name-km = Khmer
language-name-lo = Lao
language-name-my = Burmese
language-name-fil = Filipino
language-name-ta = Tamil
language-name-zh = Chinese
language-name-pt = Portuguese
language-name-tet = Tetum
currency-BND = Brunei dollar
currency-KHR = Cambodian riel
currency-IDR = Indonesian rupiah
currency-LAK = Lao kip
currency-MYR = Malaysian ringgit
currency-MMK = Myanmar kyat
currency-PHP = Philippine peso
currency-SGD = Singapore dollar
currency-THB = Thai baht
currency-USD = United States dollar
currency-VND = Vietnamese dong

# Chairs.
chairs-lead = Who chaired { $org } in which year, under which theme, and where the alphabetical turn was changed by decision.
chairs-now = In the chair on { $date }
chairs-next = Next on the list
chairs-no-theme = No theme announced yet.
chairs-timeline = Year by year
chairs-badge-now = Now
chairs-rule = The rotation
chairs-rule-text = The chair rotates each calendar year in the alphabetical order of the English names. One chairmanship covers the Summit and the councils. Exceptions are decisions of the Leaders, so the list is kept as decided and only compared with the order.
chairs-exceptions = { $count ->
    [0] No turn on this list was changed.
    [one] One turn on this list was changed.
   *[other] { $count } turns on this list were changed.
}
chairs-ahead = Beyond the list
chairs-ahead-note = What the alphabetical order would give. Nobody has decided it.
chairs-empty = No chairmanship recorded
chairs-empty-next = Chairmanships come with the profile. The Member States show the order they will follow.
chair-turn-exchanged = Exchanged with { $year }
chair-turn-passed = Passed over: { $members }
chair-turn-continued = Continued

# People.
people-title = People
people-lead = Secretaries-General of { $org } and their deputies, with their terms.
people-today = In office today
people-today-none = Nobody is known to be in office
people-today-none-next = The terms below say who was, and until when.
people-tally = By nationality
people-tally-note = Secretaries-General shown here, counted by nationality, in the stored order.
people-next = The next Secretary-General by rotation
people-next-from = from { $date }.
people-next-note = The office goes round in alphabetical order of the English names; the appointment is a decision.
people-terms = Terms of office
people-post-secretary-general = Secretaries-General
people-post-deputy = Deputies
people-heads = Secretaries-General through time
people-deputies = Deputy Secretaries-General
people-in-office = In office
people-since = since { $date }
people-from = from { $date }, end not recorded
people-column-name = Name
people-column-post = Post
people-column-nationality = Nationality
people-column-term = Term
people-empty = Nobody found
people-empty-next = Take the filter away to see everyone recorded.
people-note = The list of deputies is partial. A term marked for verification is shown as in office until its end is confirmed.
post-SG = Secretary-General
post-DSG-AEC = Deputy Secretary-General, Economic Community
post-DSG-APSC = Deputy Secretary-General, Political-Security Community
post-DSG-ASCC = Deputy Secretary-General, Socio-Cultural Community
post-DSG-CCA = Deputy Secretary-General, Community and Corporate Affairs
deputies-check = Points to verify about the deputies
deputies-check-note = Seen by the Secretariat only. Rule: none of the Secretary-General's nationality, four different nationalities, two nominated and two recruited, terms of three years.
deputies-too-many = { $count } deputies are recorded as in office; there are four posts.
deputies-nationality-of-head = { $name } has the nationality of the Secretary-General.
deputies-same-nationality = { $name } and { $other } have the same nationality.
deputies-route = { $count } deputies are { $route }; two may be.
deputies-nominated = nominated by rotation
deputies-recruited = openly recruited
deputies-too-long = The term of { $name } would have ended on { $until } at the latest.
deputies-renewed = The term of { $name } was renewed once too often.
person-terms = Terms of office
person-terms-none = No term recorded.
person-ordinal = No. { $ordinal }
person-rule-until = Five years and not renewable: until { $date } at the latest.
person-before = Before
person-after = After
person-names = The name
person-name-formal = Addressed as
person-name-list = In lists
person-name-sort = Ordered as
person-name-family = Family name
person-name-single = None to turn to the front: the name is kept whole.
person-name-first = stands first
person-name-last = stands last
person-name-by-given = stands last; the person is listed by the given name
person-name-derived = Read from the name by the custom of the nationality.

# Partners.
partners-title = Partners
partners-lead = States and organisations { $org } works with, by the standing they were given.
partners-column-name = Partner
partners-column-standing = Standing
partners-column-status = Status
partners-column-relations = Relations since
partners-column-status-since = Status since
partners-column-coordinator = Coordinating member
partners-empty = No partner of this standing
partners-empty-next = Take the filter away to see all.
partners-dialogue-partner = Dialogue Partners
partners-sectoral-dialogue-partner = Sectoral Dialogue Partners
partners-development-partner = Development Partners
partners-special-observer = Special Observers
partners-guest = Guests
partners-former-observer = Former observers
partners-asean-led-mechanism = Mechanisms led by the organisation
partners-international-organisation = International organisations
partners-regional-organisation = Regional organisations
partners-associated-institution = Associated institutions
partners-associated-entity = Associated entities
partners-other = Others
partners-about-dialogue-partner = The fullest standing. Strategic and comprehensive strategic partnerships are grades on top of it. A Member State coordinates each for a term of years.
partners-about-sectoral-dialogue-partner = Dialogue in chosen sectors.
partners-about-development-partner = Partners in development cooperation.
partners-about-former-observer = Observers whose standing has ended, by admission or otherwise.
partners-about-asean-led-mechanism = Frameworks the members meet their partners in.
partner-others = Others of this standing: { $standing }
partner-now-member = { $name } has been admitted since. Its page as a member:

# Links of the thread.
relation-held-by = held by
relation-back-held-by = held
relation-national-of = national of
relation-back-national-of = national in office

# Words of the journal.
action-facts-entered = entered the facts of
action-name-entered = entered a name of
action-term-entered = entered a term of office of
action-holiday-entered = entered a holiday
action-link-entered = tied to another record:

# Problems of the loaded files.
error-code = Letters, digits and hyphens only, at most forty.
error-order = The end lies before the beginning.
