# The door.
sign-in-lead = With the address and password of your account.
sign-in-password-title = With a password
sign-in-forgotten = Forgotten password
sign-in-no-account = Accounts are given by invitation. The public record needs none.
sign-in-already = You are signed in as { $name }. Signing in again ends that session.
demo-sign-in-lead = Choose a role and look at the house through its eyes. Nothing you do here reaches anybody.
demo-sign-in-title = Enter as
demo-role-administrator = Administrator
demo-role-administrator-about = Invites people, gives roles and looks after the machinery.
demo-role-officer = Officer of the Secretariat
demo-role-officer-about = Convenes meetings, circulates documents and prepares decisions.
demo-role-secretary-general = Secretary-General
demo-role-secretary-general-about = Sees everything the Secretariat does and keeps the agreements in trust.
demo-role-delegate = Delegate of a Member State
demo-role-delegate-about = Speaks for Viet Nam in the Senior Officials’ Meeting and answers consultations.
demo-role-chair = Chair of a body
demo-role-chair-about = Leads the Senior Officials’ Meeting for the Philippines.
demo-role-public = Continue without signing in
demo-role-public-about = Reads the public record as any citizen does.
notice-signed-out = You are signed out.
notice-welcome = Welcome. Your account is ready.
error-sign-in = The e-mail address or the password is not right.
error-demo-account = The illustrative accounts are not loaded. Start the program with “demo”.

# Fields of these forms.
field-email = E-mail address
field-password = Password
field-new_password = New password
hint-new_password = At least 12 characters. A few words you can remember are better than one you can’t.
field-current_password = Present password
field-name = Name
field-lang = Language
field-zone = Time zone
field-label = Purpose
hint-label = For instance the program that will use it.
field-scopes = Allowed to
field-days = Valid for days
hint-days = From 1 to 3650. After that it no longer works.
field-role = Role
field-body = Body
hint-body = Needed for a chair. An officer or delegate without one works in all bodies.
field-party = Member State
hint-party = Needed for a delegate: the state spoken for.
field-state = State
choice-administrator = Administrator
choice-secretary-general = Secretary-General
choice-officer = Officer of the Secretariat
choice-chair = Chair
choice-delegate = Delegate
choice-read = Read
choice-write = Write
choice-calendar = Calendar only
choice-active = Open
choice-closed = Closed
choice-waiting = Waiting
choice-running = Running
choice-done = Done
choice-dead = Given up

# Roles.
role-administrator = Administrator
role-secretary-general = Secretary-General
role-officer = Officer of the Secretariat
role-chair = Chair
role-delegate = Delegate
role-everywhere = Everywhere
role-since = since { $date }
role-since-head = Since
role-end = End
role-end-named = End the role { $role }
role-end-confirm = End this role? The person loses what it opens at once.
role-grant-title = Give a role
role-grant-button = Give this role
error-role-party = A delegate speaks for a Member State: choose one.
error-role-body = A chair chairs a body: choose one.
error-role-everywhere = This role is held everywhere: leave the body empty.
error-role-no-party = This role speaks for no Member State: leave it empty.
error-role-held = The account holds this role already.
error-last-administrator = Somebody must remain to administer the house. Give the role to another person first.
notice-role-granted = The role is given.
notice-role-ended = The role has ended.

# My account.
account-lead = Who you are here, where you are signed in, and the keys you gave to programs.
account-aside = About this account
account-preferences-title = Preferences
account-save = Save preferences
notice-account-saved = Your preferences are saved.
sessions-title = Where you are signed in
sessions-lead = Sign out what you don’t recognise, then choose a new password.
sessions-caption = Sessions, the last used first
session-device = Device
session-since = Since
session-seen = Last seen
session-current = This one
session-close = Sign out
session-close-named = Sign out { $device }
sessions-close-others = Sign out everywhere else
notice-session-closed = That session has ended.
notice-sessions-closed = You are signed out everywhere else.
tokens-title = API tokens
tokens-lead = A token lets a program ask on your behalf, never more than you may yourself.
tokens-caption = Tokens, the newest first
tokens-empty = No tokens yet
tokens-empty-detail = Make one when a program of yours is to read or write here.
token-created = Made
token-expires = Ends
token-revoke = Revoke
token-revoke-named = Revoke { $label }
token-revoke-confirm = Revoke “{ $label }”? Programs that use it are shut out at once.
token-state-valid = Valid
token-state-expired = Ended
token-state-revoked = Revoked
token-new-title = A new token
token-new-button = Make the token
token-scopes-title = What it may do
scope-read = Read
scope-read-hint = Everything you may read.
scope-write = Write
scope-write-hint = Everything you may do, except for accounts, passwords and tokens.
scope-calendar = Calendar only
scope-calendar-hint = Your calendar by its private address, and nothing else.
notice-token-revoked = The token is revoked.
calendar-token-label = My calendar
calendar-address-title = My calendar elsewhere
calendar-address-lead = A private address shows your meetings in the calendar you already use. A new address replaces the one before.
calendar-address-button = Make an address
account-password-title = Password
account-password-lead = A new password signs you out everywhere else.
account-password-button = Set new password
account-password-none = This account has no password.
account-password-set = Chosen
account-password-not-set = Not chosen yet
error-current-password = This is not your present password.
notice-password-set = Your new password is set. Other sessions have ended.
my-roles-title = My roles
my-roles-empty = You hold no role. You see what the public sees; ask the administrator if you should see more.

# Secrets, shown once.
secret-once = This is shown only now. It can’t be found again, only replaced.
secret-done = Done
secret-how = How to use it
secret-title-token = Your new token
secret-lead-token = Copy it to the program that will use it.
secret-label-token = Token
secret-how-token = The program sends it with every request in the header named Authorization. Keep it as you keep a password.
secret-title-calendar = Your calendar’s address
secret-lead-calendar = Subscribe to it in your calendar, and your meetings appear and move by themselves.
secret-label-calendar = Private address
secret-how-calendar = Whoever knows the address sees your meetings. If it becomes known, revoke it under “My account”.
secret-how-calendar-outlook = Outlook: Add calendar, Subscribe from web, paste the address.
secret-how-calendar-google = Google Calendar: Other calendars, From URL, paste the address.
secret-how-calendar-apple = Apple Calendar: File, New Calendar Subscription, paste the address.
secret-title-invitation = The invitation
secret-lead-invitation = The person invited gets this link by e-mail. You may also hand it over yourself.
secret-label-invitation = Link
secret-how-invitation = It works once, for three days. With it the person chooses a password and is signed in.
secret-title-reset = Link for a new password
secret-lead-reset = Hand it to the person yourself, and only to them.
secret-label-reset = Link
secret-how-reset = It works once, within a day. With it the person chooses a new password; all their sessions end.
copy = Copy
copied = Copied

# Links: invitations and new passwords.
invitation-title = Invitation
invitation-welcome = Welcome, { $name }
invitation-lead = Your account at { $org } is { $email }. Choose a password to begin.
invitation-first-title = The first administrator
invitation-first-lead = Nobody has an account here yet. Make yours: it invites all the others.
invitation-button = Open my account
link-gone-title = This link no longer works
link-gone-lead = It was used already, its time is over, or it was never complete.
link-gone-invitation = Ask the administrator for a new invitation. If you chose a password before, sign in.
link-gone-reset = Ask for a new link, or sign in if you remember your password.
reset-ask-title = Forgotten password
reset-ask-lead = Tell us the address of your account, and a link for a new password goes there.
reset-ask-button = Send the link
reset-title = Choose a new password
reset-lead = For the account { $email }. All its sessions end.
reset-button = Set new password
notice-reset-sent = If there is an account with this address, a link is on its way to it. It works for a day.
mail-invitation-subject = Your account at { $org }
mail-invitation-text =
    Dear { $name },

    the { $secretariat } has opened an account for you. Choose a password here:

    { $link }

    The link works once, for three days. If you did not expect this letter, do nothing.
mail-reset-subject = A new password for { $org }
mail-reset-text =
    Dear { $name },

    somebody asked for a new password for your account at the { $secretariat }. Choose it here:

    { $link }

    The link works once, for a day. If it was not you, do nothing: your password stays as it is.

# Administration.
admin-lead = Who is let in, what they may do, and whether the machinery runs.
admin-places = Where to look
admin-accounts-active = Accounts open
admin-accounts-invited = Invitations waiting
admin-accounts-closed = Accounts closed
admin-sessions = Sessions
admin-jobs-waiting = Jobs waiting
admin-records = Records
admin-journal = Journal entries
admin-accounts-about = Invite people, give and end roles, close and open accounts.
admin-jobs-about = Mail, texts of files and other work done later, with what failed.
admin-journal-about = Every act on every record, chained so that none can be altered unnoticed.
admin-dead-letters = { $count ->
    [one] One job was given up after several tries.
   *[other] { $count } jobs were given up after several tries.
}
admin-dead-letters-see = See what failed
admin-acts-title = Latest acts on accounts
admin-acts-caption = Acts on accounts, tokens, links and jobs, the newest first
admin-acts-empty = Nothing has been done yet.
admin-act = Act
admin-act-number = Entry
admin-act-by = By
admin-act-at = At
accounts-title = Accounts
accounts-lead = Everybody who can sign in, and everybody invited to.
accounts-caption = Accounts in order of their addresses
accounts-find = Find by e-mail address
accounts-none = No account has this address
accounts-none-detail = Write the whole address, or look through the list.
accounts-all = All accounts
account-person = Person
account-roles = Roles
account-roles-caption = Roles held now
account-roles-none = No roles yet
account-roles-none-detail = Without a role an account sees what the public sees. Give one below.
account-facts = Facts
account-created = Made
account-not-signed-in = Not signed in
account-state-active = Open
account-state-invited = Invited
account-state-closed = Closed
account-invite = Invite somebody
account-invite-lead = They get a link by e-mail and choose their own password.
account-invite-button = Send the invitation
account-invite-again = Make a new invitation
account-door = Letting in
account-door-invited = The invitation has not been taken up yet. A new one ends the one before.
account-door-active = The person can sign in. If they lost their password and their mail as well, make a link and hand it over.
account-door-closed = Nobody can sign in with this account. Its acts stay in the journal.
account-reset-link = Make a link for a new password
account-close = Close the account
account-close-confirm = Close this account? All its sessions end at once.
account-open = Open it again
notice-account-closed = The account is closed and its sessions have ended.
notice-account-opened = The account is open again.
jobs-title = Jobs
jobs-lead = Work the program does after answering: sending mail, reading files, reminders. What fails is tried again, and in the end kept here.
jobs-caption = Jobs, the newest first
jobs-none = No such jobs
jobs-none-detail = Everything is done.
job-kind = Job
job-kind-mail-send = Send a letter
job-kind-file-text = Read the text of a file
job-attempts = Tries
job-created = Since
job-run-at = Due
job-again = Try again
job-state-waiting = Waiting
job-state-running = Running
job-state-done = Done
job-state-dead = Given up
notice-job-again = The job will be tried again.
state = State
actions = Actions
cancel = Cancel

# Words of the journal.
action-account-created = made an account
action-account-state = closed or opened an account
action-account-preferences = changed preferences
action-account-password = set a password
action-account-signed-in = signed in
action-account-session-closed = ended a session
action-account-sessions-closed = signed out everywhere else
action-role-granted = gave a role
action-role-ended = ended a role
action-token-created = made a token
action-token-revoked = revoked a token
action-link-created = made a one-time link
action-link-used = used a one-time link
action-job-again = ran a job again
