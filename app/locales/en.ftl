### English. The same keys stand in ru.ftl and be.ftl; a test compares them.

## The frame
title = Notes
skip = Skip to content
menu = Menu
menu-contacts = Contacts
menu-import = Import
menu-people = People
menu-settings = Settings
language = Language
theme = Colours
theme-system = As the system
theme-light = Light
theme-dark = Dark
region = Region
region-waiting = Waiting to be let in
region-unnamed = Region without a name
lock = Lock
lock-title = Lock: wipes the keys from this device’s memory
panic = Hide everything
panic-title = Hide everything at once. Keyboard: Esc twice
close = Close
undo = Undo
cancel = Cancel
next = Next
retry = Try again
save = Save
edit = Edit
delete = Delete
add = Add
copied = Copied
copy-link = Copy link
help = Help
back-to-start = Back to sign-in
back-to-list = All contacts
vault-stopped = Something broke and everything was locked. Nothing that was saved is lost. Sign in again; if this comes back, reload the page.

## Leaving something unsaved
leave-title = Leave without saving?
leave-text = What you changed here is not saved yet.
leave-stay = Keep editing
leave-drop = Leave without saving

## Connection and freshness
sync-stopped = Stopped: this server can’t be trusted
sync-offline = Offline. You can go on reading; to save, wait for the connection.
sync-kept = No connection. What you see was fetched: { $day }
sync-syncing = Catching up…
sync-fresh = Up to date
fresh-nobody = No entries by others yet
fresh-today = Last entry by others: today
fresh-yesterday = Last entry by others: yesterday
fresh-ago =
    { $n ->
        [one] Last entry by others: { $n } day ago
       *[other] Last entry by others: { $n } days ago
    }
fresh-still =
    { $n ->
        [one] Nothing new signed by others for { $n } day
       *[other] Nothing new signed by others for { $n } days
    }
clock-wrong = The date on this device and on the server differ. Set this device’s date; if it is right, tell whoever runs the server.

## Days
day-today = today
day-yesterday = yesterday
day-ago =
    { $n ->
        [one] { $n } day ago
       *[other] { $n } days ago
    }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Signing in
start-title = Sign in
start-words = Your eight words
sign-in = Sign in
signing-in = Opening… this takes a few seconds
signing-in-progress = Opening… { $n } %
stop = Stop
locked-idle =
    { $n ->
        [one] Locked: nothing was touched for { $n } minute. Type your words to go on.
       *[other] Locked: nothing was touched for { $n } minutes. Type your words to go on.
    }
have-link = I have an invitation
link-paste = Paste the link
link-open = Open
link-picture = Read a picture of the code
link-hint = Save the code as a picture (PNG or JPEG) or take a screenshot. The picture stays on this device.
link-none = There is no invitation link in this. Copy the whole link, with everything after the # sign.
link-no-picture = This is not a PNG or JPEG picture, or it is damaged. Choose another.
link-no-code = No code could be read in this picture. Take it again, straight on and in good light, or paste the link.

## Words
words-count =
    { $n ->
        [0] In order, with spaces between
        [one] { $n } word of 8
       *[other] { $n } words of 8
    }
words-hide = Hide what I type
words-suggest = Did you mean:
words-language = Language of the words
words-making = Making your words…
words-why = These eight words are the only way in. They are made on this device, and nobody else ever sees them.
words-write-down = Write them on paper, in this order, and keep the paper where nobody will look. Take no photo, save no file. If they are lost, nobody can bring them back, not even us.
words-written = I have written them down
words-print = Print
words-type-back = Now type the eight words from your paper
words-slot-right = right
words-slot-wrong = not the right word
words-right = All eight are right
words-again = Show the words again

## Founding
found-title = Found an organisation
found-intro = Name the organisation, its first region and yourself, get eight words, and you are in. All names are sealed; the server never learns them.
found-organisation = Organisation
found-organisation-hint = Only members see it.
found-region = First region
found-region-hint = A town, a district, or the whole country.
found-name = Your name
found-name-hint = The name your people know you by. Only those who lead see names.
found-no-link = Open the founding link that the person who runs the server gave you. Open it in full: it works once.
founding = Founding… this takes a few seconds

## Joining
join-title = You are invited
join-intro = Say who you are, get eight words that only you know, then read six other words to the person who invited you.
join-name = Your name
join-name-hint = The person who invited you sees it, and may correct it.
join-no-link = Open the invitation link again, in full, or ask for a new one.
joining = Sending your answer… this takes a few seconds
waiting-title = Read these six words aloud
waiting-read = Call or meet the person who invited you. They see six words too. Never read your eight words to anybody.
waiting-warn = All six must be the same, in the same order. If even one differs, stop: somebody is in between. Ask for a new invitation.
waiting-busy = Waiting to be let in…
waiting-later = You may close this page. Sign in with your eight words later: you will be in, or here again.
removed-title = Access has ended
removed-text = Your keys open nothing new in this region. Nobody’s contacts were lost. If this is a mistake, talk to whoever leads the region: they can invite you again.

## People
role-choose = What may they do?
role-collector = Collector
role-collector-can = Adds contacts. Sees none, not even their own.
role-viewer = Viewer
role-viewer-can = Sees all contacts of the region. Changes nothing.
role-editor = Editor
role-editor-can = Sees, adds, changes and imports contacts, takes in what collectors hand in.
role-lead = Lead
role-lead-can = Everything an editor does; lets people in and removes them.
fresh-keys = Keys of this region: { $day }
fresh-still-do = Where two people open the app now and then, this doesn’t happen. Ask a colleague whether they have been here since. If they have, the server is keeping back what is new: removals too.
compare-title = Is this what others see?
compare-why = A dishonest server could show each of you something else. Read the number and the six words to somebody from this region, by voice or face to face, or type theirs. The language doesn’t matter.
compare-show = Show my six words
compare-again = Show the newest
compare-number = Number: { $n }
compare-theirs = Somebody else’s words
compare-their-number = Their number
compare-their-words = Their six words
compare-go = Compare
compare-same = The same: up to there both of you see the same.
compare-other = Not the same. Check each word and the number. If they are right, one of you is shown a false history: don’t let anybody in or put anybody out, and talk to whoever leads the region.
compare-ahead = They have seen more than this device is shown. Wait a minute and compare again. If it stays so, the server is keeping something back here.
compare-unknown = That is too long ago to tell. Ask them for their newest words.
roster-title = Members
roster-loading = Opening the list of members…
member-unnamed = Member
member-me = you
member-admin = founder
member-since = Joined: { $day }
member-since-by = Let in by { $name }, { $day }
invite = Invite somebody
invite-title = New invitation
invite-language-hint = The language of the six words you will both read.
invite-make = Make the invitation
inviting = Making the invitation…
invitation-title = Invitation: { $role }
invitation-hand-over = Hand over the link or show the code. It works once.
invitation-link = Invitation link
invitation-cancel = Withdraw
invitation-cancelled = The invitation is withdrawn. Its link no longer opens anything.
invitation-waiting = Waiting for an answer…
invitation-until = Works until { $day }.
invitation-spoiled = Somebody has tampered with this invitation: what came back doesn’t open. Nobody was let in. Withdraw it, make a new one, and hand it over another way.
qr-label = The invitation link as a code
posted-title = { $name } has answered
posted-compare = Call or meet them. Let them read their six words to you. Compare every one.
posted-warn = Does even one word differ? Then it is somebody else: refuse.
posted-name = Name in the list of members
posted-again = Has this person lost their words?
posted-again-no = No, they are new here
posted-again-hint = If so, choose who they were. Their changes stay theirs, and the lost words open nothing any more: the keys are renewed.
grant = All six match: let in
refuse = They don’t match: refuse
granting = Letting in…
people-grant-done = { $name } is in.
people-refused = Refused. Nobody was let in; make a new invitation if you need one.
member-remove = Remove…
remove-title = Remove { $name }?
remove-could-read = { $name } could read every contact of this region and may have kept them. That can’t be taken back.
remove-could-lead = { $name } could read every contact of this region and the names of its members, and may have kept them. That can’t be taken back.
remove-could-collector = { $name } could hand in new contacts and read none. What still waits from them on the page “New” can’t be added as it is any more.
remove-step-cut = Their access ends at once.
remove-step-seal = All contacts are sealed with new keys. The old keys open nothing on the server any more.
remove-step-others = Everybody else goes on as before and need not do anything.
remove-go = Remove and renew the keys
remove-keep = Go back
removing = Removing { $name }
rotation-due = Somebody was removed, or a contact erased, but this region still has its old keys: what they open still lies on the server. Renew the keys now.
rotation-finish = Renew the keys
rotation-later = Later
rotation-running = Renewing the keys
rotation-cut-short = The keys aren’t renewed yet
removed-cut-short = { $name } is out, but the keys aren’t renewed yet
rotation-cut-short-text = The server gives this person nothing new. But the old keys still open what lies on it. Renew the keys as soon as you can.
rotation-starting = Starting…
rotation-progress = Sealing anew: { $n } %
rotation-stop = Stop
rotation-stop-hint = Keep this page open until it is finished. If you stop or the line breaks, nothing is lost: you can go on from here.
removed-done = { $name } is out
rotated-done = The keys are renewed
rotated-report =
    { $members ->
        [one] { $members } member has new keys.
       *[other] { $members } members have new keys.
    } All contacts are sealed anew. The server has kept nothing that the old keys open.
rotated-left =
    { $left ->
        [one] { $left } region below still has its old keys
       *[other] { $left } regions below still have their old keys
    }: this couldn’t be done, or they don’t open. Whoever was removed may still read there. Renew the keys again later.
rotated-advice = Was this person detained, or their device taken? Warn those whose contacts they could read.
rotated-close = Done
renewed = { $region } has new keys. You need not do anything.
renewed-by = { $name } has renewed the keys of { $region }. You need not do anything.

## Contacts
contacts-total =
    { $n ->
        [one] { $n } contact
       *[other] { $n } contacts
    }
contacts-found = { $n } of { $all }
search = Search contacts
search-hint = Name, phone, town…
search-clear = Clear the search
list-loading = Opening the contacts…
list-empty = No contacts yet. Bring in a list you have, or add the first one.
list-nothing = Nobody found. Try fewer letters, or part of a phone number.
empty-import = Bring in a list
row-unnamed = No name
row-coming = …
row-conflict = two versions
card-none = Choose a contact to see it here.
card-loading = Opening the contact…
card-written = Written: { $who }
card-deleted = This contact is deleted. It can still be brought back.
card-delete-done = Contact deleted.
card-bring-back = Bring back
card-brought-back = The contact is back.
card-move = Move…
card-moved = This contact was moved to { $region }. Brought back, it would be in both.
card-moved-closed = This contact was moved to a region that isn’t open to you. Brought back, it would be in both.
card-from = Came here from { $region }.
card-from-closed = Came here from a region that isn’t open to you.
card-also = This contact is in { $region } too: moving it was cut short, or somebody wrote here without knowing of it. Move it there again, and what is new here comes along.
card-also-from = This contact is still in { $region } too, where it came from. Move it here from there again, and what is new there comes along.
card-erase = Erase for good…
erase-title = Erase { $name } for good?
erase-explain = Only for somebody who must not be found here, whoever looks. To take a contact off the list, delete it.
erase-step-gone = The contact disappears for everybody, with all that was ever written about it. Nothing brings it back, and its history is gone.
erase-step-kept = What somebody has copied, printed or has on a list stays there. A backup of the server holds it for up to seven days.
erase-go = Erase for good
erase-cut-short = The contact is gone for everybody, but it still lies on the server, sealed. Renewing the keys erases it there.
erase-done = Contact erased for good.
erasing = Erasing for good: { $name }
erase-finding = Looking for all that is written about the contact: { $n } %
erase-stop-before = Keep this page open. If you stop now, the contact stays.
erase-stop-after = The contact is gone already. Keep this page open until the end: if you stop now, only the keys are left to renew, on the page “People”.
card-erased = This contact was erased for good. Nothing brings it back.
move-title = Move { $name }
move-choose = To which region?
move-explain = The contact is in that region only from then on, with everything that is written about it. Who doesn’t read that region won’t find it any more. What was written until now stays in the history here.
move-go = Move
moving = Moving…
move-stay = Leave it here
move-done = Contact moved.
new-title = New contact
new-sealed = What you hand in is sealed at once. You can’t open it again; the editors can.
saved = Saved.
saving = Saving…
wrote-by = { $name }, { $day }
value-removed = (removed)
value-unknown = Not known
conflict-text = Two people wrote different things. Both are kept until you choose.
conflict-keep = Keep this
conflict-kept = Settled.
conflict-in-form = There are two versions. What you save here settles it.
hint-date = 24.03.1985, or the year alone
hint-handle = @name or a number
hint-messenger = Which one, and the name there
hint-tags = Separated by commas
group-person = Person
group-reach = How to reach them
group-limits = What not to do
group-home = Home address
group-registered = Address of registration
group-workplace = Work address
group-letters = Address for letters
other-spelling = other spelling
other-spelling-title = Other spelling
add-name-spelling = Name in another spelling
add-place-spelling = Town and street in another spelling
add-phone = Another phone
add-email = Another e-mail
add-limits = Don’t call, don’t write…
group-work = More
field-family = Surname
field-given = Given name
field-patronymic = Patronymic
field-nickname = Called
field-sex = Gender
field-birth = Born
field-phone = Phone
field-email = E-mail
field-telegram = Telegram
field-signal = Signal
field-whatsapp = WhatsApp
field-viber = Viber
field-messenger = Another messenger
field-postcode = Postcode
field-region = Voblast
field-district = District
field-town = Town or village
field-street = Street
field-house = House
field-flat = Flat
field-language = Language
field-tags = Tags
field-support = Support
field-precinct = Precinct
field-do_not_contact = Do not contact at all
field-do_not_call = Do not call
field-do_not_visit = Do not visit
field-do_not_write = Send no letters
field-do_not_message = Send no messages
limit-do_not_contact = do not contact
limit-do_not_call = don’t call
limit-do_not_visit = don’t visit
limit-do_not_write = no letters
limit-do_not_message = no messages
means-do_not_contact = No calls, no visits, no letters, no messages, whatever list this person is on.
means-do_not_call = Nobody calls any of their numbers, whatever list this person is on.
means-do_not_visit = Nobody comes to their door, whatever list this person is on.
means-do_not_write = Nothing on paper is sent to any of their addresses.
means-do_not_message = No e-mail, no SMS and nothing in messengers.
field-source = Source
field-added = Added
field-notes = Notes
field-unknown = Field { $n }
sex-m = man
sex-f = woman
flag-yes = yes
speaks-be = Belarusian
speaks-ru = Russian
speaks-en = English
speaks-pl = Polish
scale-1 = 1 · strong support
scale-2 = 2 · leaning to us
scale-3 = 3 · undecided
scale-4 = 4 · leaning against
scale-5 = 5 · against
handed-in = Handed in. It is sealed; you can’t open it again.
hand-in = Hand in
form-clear = Clear
menu-incoming = New
menu-waiting =
    { $n ->
        [one] { $n } entry waits
       *[other] { $n } entries wait
    }
incoming-hint = What collectors have handed in. Nothing of it is in the contacts before you add it.
incoming-loading = Opening what was handed in…
incoming-none = Nothing new. What collectors hand in appears here.
incoming-add-all = Add all to the contacts ({ $n })
incoming-add = Add to the contacts
incoming-added =
    { $n ->
        [one] { $n } contact added.
       *[other] { $n } contacts added.
    }
incoming-drop = Discard…
incoming-drop-title = Discard this entry?
incoming-drop-text = It is erased for everybody and can’t be brought back. The collector isn’t told.
incoming-drop-go = Discard
incoming-drop-keep = Keep
incoming-dropped = Discarded.
incoming-by = Handed in by { $name }, { $day }
incoming-day = Handed in: { $day }
incoming-gone = Whoever handed this in is no longer a member. It can’t be added as it is; if you trust it, write it down yourself.
failure-enough = You have handed in as much as one day allows. Nothing was lost: keep this page open, or note it down and go on tomorrow.

## Import
import-title = Bring in a list
import-drop = Drop a file here, or choose one.
import-choose = Choose a file
import-kinds = Excel (xls, xlsx), OpenDocument (ods) or CSV in any encoding. Nothing is sent before you agree.
import-reading = Reading the file…
import-rows =
    { $n ->
        [one] { $n } row
       *[other] { $n } rows
    }
import-columns = Check what each column is. You can change any of them.
column-unnamed = Column { $n }
column-leave-out = Leave out
import-checking = Checking every row…
import-run =
    { $n ->
        [one] Bring in { $n } contact
       *[other] Bring in { $n } contacts
    }
import-look = What was repaired
import-starting = Starting…
import-progress = { $done } of { $total }
import-keep-open = Keep this page open. It won’t lock itself while this runs.
import-no-line = No answer from the server. This goes on by itself as soon as there is one.
import-stopping = Stopping, and undoing what was sent…
import-cancel = Stop and undo
import-done =
    { $n ->
        [one] Done: { $n } contact is in.
       *[other] Done: { $n } contacts are in.
    }
import-show = Show the contacts
import-undo = Undo this import
import-undoing = Undoing…
import-undone = Undone: nothing of this import is in the list any more.
import-redone = Brought in again.
import-redoing = Bringing it in again…
import-another = Bring in another
report-new =
    { $n ->
        [one] { $n } new contact
       *[other] { $n } new contacts
    }
report-done =
    { $n ->
        [one] { $n } contact brought in
       *[other] { $n } contacts brought in
    }
report-refused =
    { $n ->
        [0] no row refused
        [one] { $n } row refused
       *[other] { $n } rows refused
    }
report-many = Many rows are refused. Check above that every column is what it says.
report-notes = Repaired, or worth a look
report-refused-rows = Rows that are not brought in
refused-row = Row
refused-why = Why
refused-what = What it holds
refused-more =
    { $n ->
        [one] and { $n } more row
       *[other] and { $n } more rows
    }
refused-empty = Nothing in it, or nothing in the chosen columns
refused-too-long = Too long for one contact
note-phone-normalised =
    { $n ->
        [one] { $n } phone brought to international form
       *[other] { $n } phones brought to international form
    }
note-phone-split =
    { $n ->
        [one] { $n } cell with several phones taken apart
       *[other] { $n } cells with several phones taken apart
    }
note-email-split =
    { $n ->
        [one] { $n } cell with several e-mail addresses taken apart
       *[other] { $n } cells with several e-mail addresses taken apart
    }
note-date-normalised =
    { $n ->
        [one] { $n } date brought to one form
       *[other] { $n } dates brought to one form
    }
note-date-from-serial =
    { $n ->
        [one] { $n } spreadsheet number turned back into a date
       *[other] { $n } spreadsheet numbers turned back into dates
    }
note-name-split =
    { $n ->
        [one] { $n } whole name taken apart
       *[other] { $n } whole names taken apart
    }
note-latin-letters =
    { $n ->
        [one] { $n } word had Latin letters among Cyrillic ones
       *[other] { $n } words had Latin letters among Cyrillic ones
    }
note-value-normalised =
    { $n ->
        [one] { $n } answer brought to one form
       *[other] { $n } answers brought to one form
    }
note-century-assumed =
    { $n ->
        [one] { $n } year had two digits only; the century is our guess
       *[other] { $n } years had two digits only; the century is our guess
    }
note-moved-to-notes =
    { $n ->
        [one] { $n } cell held more than fits its field; the rest is in the notes
       *[other] { $n } cells held more than fits their field; the rest is in the notes
    }
note-digits-lost =
    { $n ->
        [one] { $n } phone lost its last digits in the spreadsheet; it is kept as it is. Look for the original.
       *[other] { $n } phones lost their last digits in the spreadsheet; they are kept as they are. Look for the original.
    }
note-phone-unclear =
    { $n ->
        [one] { $n } phone looks wrong; it is kept as it is
       *[other] { $n } phones look wrong; they are kept as they are
    }
note-date-unclear =
    { $n ->
        [one] { $n } date looks wrong; it is kept as it is
       *[other] { $n } dates look wrong; they are kept as they are
    }
note-email-unclear =
    { $n ->
        [one] { $n } e-mail address looks wrong; it is kept as it is
       *[other] { $n } e-mail addresses look wrong; they are kept as they are
    }
note-value-unclear =
    { $n ->
        [one] { $n } answer is unknown to us; it is kept as it is
       *[other] { $n } answers are unknown to us; they are kept as they are
    }
note-extra-cells =
    { $n ->
        [one] { $n } row has cells beyond the chosen columns; they are kept in its notes
       *[other] { $n } rows have cells beyond the chosen columns; they are kept in their notes
    }
past-title = Earlier imports
past-undone = undone
past-undo = Undo
past-redo = Bring in again

## Settings and help
words-yours = Your eight words
words-change-why = Did somebody see your words, or have you lost the paper? Take new ones. The old ones stop working at once.
words-change = Change the words
words-change-old = First type the words you use now, so that nobody else can change them at your unlocked screen.
words-checking = Checking the words…
words-changing = Changing the words…
words-changed = From now on you sign in with your new words. The old ones open nothing: destroy that paper.
words-keep = Keep the words I have
go-on = Go on
idle-label = Lock when nobody touches anything for
idle-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
settings-kept = None of this is kept on the device: next time everything is as it was at first.
kept-title = Without a connection
kept-why = Turn this on, and this device keeps what you may read, so that you can sign in and look things up when there is no connection. It stays sealed: only your eight words open it.
kept-risk = Whoever takes the device sees that this app was used on it, and how much is kept. If that alone is dangerous, leave it off. Panic deletes it, and Tor Browser forgets it when it closes; there the app itself can’t be opened without a connection.
kept-on = Keep it on this device
kept-off = Delete what is kept here
kept-fetching = Fetching what is to be kept…
kept-whole = Kept on this device. Last compared with the server: { $day }
kept-off-note = Deleting takes away at once all that is kept on this device, for everybody who uses it here. Nothing on the server changes.
kept-absent = This browser has no place to keep anything, or doesn’t allow it. With a connection everything works as before.
kept-full = There is no room on this device. What was kept before stays as it was; with a connection everything works.
kept-broken = Keeping it didn’t work. With a connection everything works as before.
panic-text = Press Esc twice within a second, or the crossed-out eye at the top. The screen goes blank at once, the keys leave the memory, what is kept on this device is deleted, and nothing is asked. What wasn’t saved is lost. Sign in again with your words.
help-what-title = What this is
help-what = A shared list of contacts. Everything is sealed on your device before it is sent. Whoever runs the server, or takes it away, sees neither names nor numbers, nor who you are. Nothing is written to your disk unless you turn that on in the settings.
help-words-title = Your eight words
help-words = They are your key. They are not kept anywhere: not on the server, not on the device. Whoever has them can sign in as you. Keep them on paper. Capitals, ё or е, with or without an apostrophe: all the same.
help-six-title = Six words when somebody joins
help-six = Both sides see six words. If all are the same, nobody stands between you. Compare them by voice or face to face, not through the channel that carried the link.
help-roles-title = Who may do what
help-roles = Whoever lets somebody in chooses a role for them. It isn’t only a rule: without the right key nothing can be opened or written.
help-incoming-title = Collectors, and the page “New”
help-incoming = A collector has an empty form and nothing else. What they hand in is sealed; they can’t open it again themselves. It waits on the page “New” until an editor or a lead adds it to the contacts or discards it. What is discarded is erased for good.
help-remove-title = When somebody leaves or is taken
help-remove = A lead removes them on the page “People”. Their access ends at once. Then everything is sealed with new keys, and the old ones open nothing on the server any more. What they have read or kept can’t be taken back. Removing can’t be undone, but the person can be invited again.
help-renewed = A message says that your region has new keys? A lead has removed somebody. You need not do anything, and your eight words stay the same.
help-fresh-title = “Last entry by others”
help-fresh = A dishonest server can’t change or forge anything, but it can hide what is new. If this date looks too old, ask a colleague whether they have written since.
help-limits-title = What it can’t protect you from
help-limit-host = If the address you open is run by an enemy, the app itself may be theirs, and then you have lost. Open only the address you were given by somebody you trust.
help-limit-reader = Anyone who could once read a contact may have kept a copy.
help-limit-lost = If the founder and all the leads lose their words, everything is lost. There is no way back.
help-limit-print = Paper, screenshots and copied text are out of our hands.

## What went wrong, and what to do
failure-offline = No answer from the server. Check the connection and try again; nothing is lost.
failure-kept = There is no connection, and what this device kept is damaged or was changed by somebody. Nothing of it is shown. Sign in when there is a connection; what is on the server is not touched.
failure-wrong-words = These words open nothing. Compare them with your paper, word by word, and try again.
failure-frozen = The server was restored from an older copy. Until a lead has gone on from it, this region can only be read. What you have on the screen isn't lost.
resume-title = The server has less than it had
resume-text = The server lacks what this device already knows: somebody restored it from an older copy, or it hides something. Nothing is written here until a lead goes on from what it has.
resume-do = Ask whoever runs the server whether they restored it. If they did, go on: what this device still has is written again, and everybody who belongs here gets new keys. Keep this page open until it is done. If they didn't, the server is lying: don't go on.
resume-go = It was restored: go on
resume-running = Going on from the copy…
resume-done = The region goes on. Other members' open pages write again what they still have.
resumed = { $region }: the server was restored, and a lead has gone on from there.
resumed-by = { $region }: the server was restored, and { $name } has gone on from there.
card-word = Card { $n }: word { $word } is in none of our lists. Look at this card again.
card-damaged = Card { $n } has a mistake: a word is wrong, missing or in another place. Look at this card again; the others aren't meant.
card-other = Card { $n } doesn't belong with the first one: it was printed another time, or for another organisation.
card-twice = Card { $n } is one you have typed already.
card-few = { $n } different cards are needed.
card-false = Each card is whole, and together they don't give this organisation's key. One of them was made by somebody else: ask who kept them.
failure-unknown-word = Word { $n } is in none of our lists. Check how it is spelled.
failure-word-count =
    { $typed ->
        [one] That is { $typed } word; there must be { $wanted }. Look whether one is missing or doubled.
       *[other] Those are { $typed } words; there must be { $wanted }. Look whether one is missing or doubled.
    }
failure-mixed-languages = These words are from different languages. All eight on your paper are from one.
failure-bad-link = This link is damaged. Open it in full, or ask for a new one.
failure-link-used = This link has been used already, or is too old. Ask for a new one.
failure-no-tokens = The organisation has no places left. Ask whoever runs the server for more.
failure-not-allowed = Your role doesn’t allow this. Ask whoever leads the region.
failure-too-big = This is too long to save at once. Shorten it and save again.
failure-full = This region is full. Ask whoever leads it for another.
failure-refused = The server’s answer could not be trusted, so nothing was changed. Try again; if it happens again, tell whoever runs the server.
failure-cancelled = Stopped. Nothing was kept.
failure-changed = Somebody changed this at the same moment. Look at it again, then repeat.
failure-reading = Still reading what came in while you were away. Wait a moment and try again; nothing is lost.
failure-outdated = This app is too old to change anything here; it only shows. Ask whoever leads the region for the newest one.
failure-clock = The date on this device is wrong: the server says { $day }. Set the date and try again.
file-empty = This file is empty. Choose another.
file-not-a-table = No table was found in this file, or it is damaged. Open it in a spreadsheet, save it as XLSX or CSV, and choose that.
file-password = This file has a password. Open it, save a copy without the password, and choose the copy.
file-unsupported = This kind of file can’t be read yet. Save it as XLSX or CSV, and choose that.
file-too-big = This file is too big. Split it and bring in the parts.

## Alarms
alarm-history = The server left out or changed part of the history of { $region }. None of that was accepted. Don’t rely on this server: tell your lead and whoever runs it.
alarm-refused =
    { $n ->
        [one] { $n } entry in { $region } was not signed by anybody allowed to, and was kept out. Tell your lead.
       *[other] { $n } entries in { $region } were not signed by anybody allowed to, and were kept out. Tell your lead.
    }
alarm-fork = Somebody in { $region } was shown a different history of changes from yours. Compare with a colleague what you both see; one of you is being shown something false.
alarm-fork-by = { $name } ({ $region }) was shown a different history of changes from yours. Talk to them and compare what you both see; one of you is being shown something false.
alarm-pages = A summary of the contacts in { $region } was false, or nobody else vouched for it. It was put aside, and the whole history was read instead: what you see is right. Tell your lead.
alarm-pages-by = { $name } ({ $region }) handed in a false summary of the contacts. It was put aside: what you see is right. Talk to them; somebody may be using their device.
alarm-erasure = A lead erased contacts in { $region } and would have left out more than those. Your device keeps what it has. Talk to the other leads before anybody renews keys.
alarm-erasure-by = { $name } erased contacts in { $region } and would have left out more than those. Your device keeps what it has. Talk to them before anybody renews keys; somebody may be using their device.
alarm-envelope = The keys that the server offered for { $region } were not made by a lead you trust. They were refused. Call or meet your lead and tell them.
alarm-withheld = { $name }, below { $region }, can’t be opened: the server keeps it back, or somebody changed its keys. People you removed may still read there. Talk to whoever leads { $name }, and to whoever runs the server.
alarm-read = I have read it
