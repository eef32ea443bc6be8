# Bodies.
body-list-lead = Who meets: the organs of the organisation, the bodies that report to them, and the centres they set up.
body-communities-every = All communities
body-levels-every = All levels
body-search = Name, abbreviation or task
body-filters-clear = Show all bodies
body-none = No bodies yet
body-none-detail = Bodies come from the profile of the organisation. Load a profile to see them here.
body-none-match = No body fits these choices
body-none-match-detail = Choose another community or level, or other words.
body-count = { $count ->
    [one] One body
   *[other] { $count } bodies
}
body-unfold = Unfold the whole tree
body-fold = Fold the tree
body-report-to-it = { $count ->
    [one] One body reports to it
   *[other] { $count } bodies report to it
}
body-found-below = { $count ->
    [one] One found below it
   *[other] { $count } found below it
}
body-meetings-count = { $count ->
    [one] One meeting
   *[other] { $count } meetings
}
body-facts = Facts
body-sources = Sources
body-mandate = Mandate
body-line = Line of reporting
body-meetings-title = Meetings
body-upcoming = Ahead
body-latest = Latest
body-no-meetings = No meetings on record
body-no-meetings-detail = Its meetings appear here once they are convened or entered into the record.
body-all-meetings = All meetings of this body
body-all-meetings-here = All meetings on record
body-documents = Latest documents
body-feed = News of this body
body-calendar = Calendar of this body
body-feed-name = Meetings of { $body }
body-chair = Chair
body-chair-since = since { $date }
body-name-standing-original = Name
body-name-standing-official = Official name
body-name-standing-courtesy = Courtesy translation of the name
body-name-standing-machine = Machine translation of the name
body-level-leaders = Leaders
body-level-ministers = Ministers
body-level-ambassadors = Ambassadors
body-level-organ = Organ
body-level-commission = Commission
body-level-senior-officials = Senior officials
body-level-working-group = Working group
body-level-centre = Centre
body-level-network = Network
body-level-associated-entity = Associated entity
body-community-all = Across communities
body-community-APSC = Political-Security
body-community-AEC = Economic
body-community-ASCC = Socio-Cultural
body-community-external = External relations
action-body-described = described the body
error-body-code = A code has letters, digits and hyphens only, at most 40.
error-body-parent = This is no code of another body.
body-community-label = Community
body-level-label = Level
body-code-label = Code
calendar-country = Country

# Calendar.
calendar-lead = Meetings of every body, day by day, at the time of the place they are held in.
calendar-views = Views of the calendar
calendar-view-month = Month
calendar-view-list = List
calendar-from = From
calendar-every-body = All bodies
calendar-every-country = All countries
calendar-leaf = Leaf through the calendar
calendar-previous-month = Previous month
calendar-this-month = This month
calendar-next-month = Next month
calendar-earlier = Earlier
calendar-from-today = From today
calendar-later = Later
calendar-weekday-1 = Mon
calendar-weekday-2 = Tue
calendar-weekday-3 = Wed
calendar-weekday-4 = Thu
calendar-weekday-5 = Fri
calendar-weekday-6 = Sat
calendar-weekday-7 = Sun
calendar-month-empty = No meeting of this month is on record.
calendar-month-empty-list = See what comes after it.
calendar-other-levels = Other bodies
calendar-undated = Day not fixed
calendar-undated-detail = Of these the record knows the month only.
calendar-list-caption = Meetings from { $from }
calendar-list-empty = Nothing is on record from that day on
calendar-list-empty-detail = Choose an earlier day, fewer filters, or look through the meetings of the past.
calendar-date = Date
calendar-place = Place
calendar-status-cancelled = Cancelled
calendar-status-postponed = Postponed
calendar-estimated = estimated
calendar-holidays-hint = Choose a country to see its public holidays.
calendar-subscribe = Add to my calendar
calendar-download = Calendar file
calendar-programs = In your own calendar
calendar-programs-detail = Subscribe to this address in any calendar program. It holds the last twelve months and all that is ahead, narrowed by the choices above, and follows every change of time or place.
calendar-personal-detail = A calendar of your own bodies, with the meetings only you and your colleagues may see, has a secret address.
calendar-personal-link = Make one in your account
calendar-feed-name = { $organisation } meetings
calendar-personal-name = Meetings of { $name }
