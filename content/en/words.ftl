# Stapje's own words, in English (plain language).
# Each line: name = text. What stands between { } is filled in by the program; keep it.
# A translation has the same names and the same { }.

## Welcome

welcome-title = Hi, I am Stapje
welcome-summary = Stapje: one small step with Microsoft 365 each week
welcome-intro = { $who } brought me here. I send you short tips for Microsoft 365. Reading one takes less than a minute. A few days later I ask how it went.
welcome-why = **Why?** { $why }
welcome-rhythm = **How often?** { $count ->
    [one] One card a week
   *[other] At most { $count } cards a week
 }, on your days. Never in your own time.
welcome-private = **Who sees this?** I show your answers to nobody else. Not to your manager and not to your colleagues.
welcome-stop = **Rather not?** Type *stop*. I will send nothing more.
welcome-check = Shall I ask a few questions, so that the tips fit you? It takes less than two minutes. It is not a test.
welcome-start = Ask me
welcome-skip = Skip
welcome-started = We start with a few questions.
welcome-skipped = Fine. We start with something simple. I will learn what fits you as we go.
welcome-back-title = Welcome back
welcome-back = Good to have you back. We go on where we were.

## The opening questions

check-title = What can you do already?
check-summary = A few questions to begin with
check-progress = Question { $number } of { $total }
check-note = Choose what fits best. Every answer is right.
check-yes = I can
check-with-help = With help
check-not-yet = Not yet
check-unknown = New to me
check-skip = No more questions
check-done-title = Thank you
check-done = I know enough to begin. Does a tip not fit? Say so, and I will change it.
check-stopped = Fine, no more questions. I will use what you told me.
check-first-tip = Give me a tip

## Tips

tip-summary = A tip from Stapje: { $title }
tip-try = **Try it now.** { $text }
tip-why-organisation = **Why we want this.** { $why }
tip-why-you = **Why you get this.** { $reason }
tip-done = Done
tip-later = Later
tip-too-easy = Too easy
tip-too-hard = Too hard
tip-not-for-me = Not for me
tip-source = Read more
tip-gone = This tip is no longer here. Type *tip* for another one.

after-done = Good, that one is done. In a few days I will come back to it briefly.
after-later = Fine. This tip will come back later.
after-too-easy = Thank you. I will skip this and look for something that takes you further.
after-too-hard = Good that you say so. The next tip will be easier.
after-too-hard-easier = Good that you say so. I have an easier tip about this as well.
after-too-hard-help = Good that you say so. The page below explains it step by step. A colleague will be glad to help too.
after-not-for-me = Clear. You will get no more tips about this.
show-easier = Show the easier one
one-more = One more?

## Questions about knowledge

question-summary = A question from Stapje
question-title = Just checking
question-options = What would you choose?
question-choose = Choose an answer first, or say that you do not know.
question-answer = Check
question-dont-know = I don’t know
question-right = ✓ That is right
question-wrong = Not quite
question-unknown = Good that you say so
question-you-chose = You chose: { $choice }
question-right-was = This works best: { $choice }
question-known-before = You knew this already. No need for me to explain it.
question-the-tip = The tip that goes with it:

## Questions about doing

doing-summary = A question from Stapje
doing-title = How is this going?
doing-about = A while ago you got the tip *{ $title }*.
doing-yes = Yes
doing-not-yet = Not yet
doing-cannot = It does not work
doing-not-for-me = Not for me
did-yes = Well done. I will leave this alone now.
did-not-yet = No problem. I will come back to it later.
did-cannot = That happens. Here is the same tip once more, with a page that explains it.
did-cannot-easier = That happens. Here it is in smaller steps.

## Reasons

reason-easy-start = A simple start with { $topic }.
reason-fits = This fits what you have told me so far about { $topic }.
reason-step-up = The last one went well. This is a step further with { $topic }.
reason-easier = The last one was too hard. This one is easier.
reason-follows = This builds on the tip *{ $title }*.
reason-may-know = You may know this already. Then we move on at once.
reason-onward = You knew that one, so we move on at once: { $topic }.
reason-campaign = Your organisation is working on this now: { $topic }.
reason-newcomer = You are new here. This gets you started with { $topic }.
reason-not-yet = You have not had this from me yet: a tip about { $topic }.
reason-variety = Something different: { $topic }.
reason-asked-later = You asked { $when } to get this tip again later.
reason-second-look = This was still difficult { $when }. Another look helps.
reason-tried = You did this { $when }. Let us see whether it still works.
reason-answered = You answered this right { $when }. Let us see whether you still know it.
reason-seen = You saw this { $when }. After a while things like this fade.
reason-asked = You asked for this yourself.
days-ago = { $days ->
    [0] today
    [1] yesterday
   *[other] { $days } days ago
 }

## Answers to what you type

hello = Hi! Type *tip* for a tip, or *help* to see what I can do.
hello-title = Hi
help-title = What you can type
help-summary = What you can say to Stapje
help-tip = **tip** · a tip, or *tip about calendar*
help-question = **question** · a question about an earlier tip
help-progress = **progress** · what you have done so far
help-settings = **settings** · days, time, language
help-pause = **pause** · or *pause until May 1*
help-day-off = **off on December 24** · I send nothing that day
help-resume = **resume** · begin again after a pause or stop
help-stop = **stop** · I send nothing more
help-why = **why** · why you get this
help-data = **my data** · what I keep of you; see it or erase it
help-who = **who are you** · about me
help-search = You can type something else too. I will look for a tip about it.
help-not-found = I have no tip about this yet. Here is what you can ask me:
who-title = About Stapje
who-text = I am a program, not a person. { $who } brought me here.
who-keeps = I remember which tips you saw, what you answered and when you want tips. Nothing more.
who-private = I show that to nobody else. Managers never see who answered what.
who-stop = Type *stop* and I will send nothing more.
thanks = You are welcome. Type *tip* if you want more.
thanks-title = You are welcome
why-title = Why you get this
why-last = **Why you got the last card.** { $reason }
why-nudge-waits = **Your card of { $when }** is ready and will come soon.
why-nudge-lapsed = **Your card of { $when }** could not be sent in time. I will not send it later.
why-nudge-failed = **Your card of { $when }** did not arrive. That was not your doing.
why-skipped = **Why nothing came on { $when }.** { $reason }
why-not-today = **Why nothing more comes today.** { $reason }
why-next = Your next card comes on { $when }.
why-no-next = No card is planned. Type *tip* if you want one.
no-nudge-stopped = You told me to stop.
no-nudge-no-days = You have chosen no days.
no-nudge-silent = I asked whether to go on, and wait for your answer.
no-nudge-paused = You have a pause.
no-nudge-not-your-day = This is not one of your days.
no-nudge-day-off = This is a day off.
no-nudge-too-soon = There are always at least two days between two cards.
no-nudge-backed-off = You did not react to some of the last cards. So I leave more time between them.
no-nudge-week-is-full = You have had your cards for this week.
no-nudge-window-over = The time that you chose is over.
no-nudge-nothing-fits = I had nothing that fits you now.
no-nudge-enough-minutes = One more card would take more time than we promised for a week.
no-nudge-failed = Something went wrong with me.
why-organisation = **Why { $organisation } does this.** { $why }

search-title = Is this what you mean?
search-summary = Tips that match your words
search-one = I think this tip fits: **{ $title }**.
search-some = These tips match what you typed:
search-item = { $number }. { $title }
search-show = Show it
search-show-number = Show { $number }

no-tip-title = You are up to date
no-tip = There is no new tip for you right now. Type *question* to go over something again.
no-question = There is nothing to ask yet. Type *tip* for a tip.

progress-title = Your steps
progress-summary = Your steps so far
progress-none = You have not had any tips yet. Type *tip* to begin.
progress-tips = Tips seen
progress-tried = Tried yourself
progress-done = Habits that work
progress-topics = Topics so far: { $topics }.
progress-private = I show this to nobody but you.
progress-next = Your next card comes on { $when }.
progress-no-next = No card is planned right now.

## Pause, stop and resume

pause-title = Until when do you want a pause?
pause-summary = Pause
pause-date = I send something again from
pause-date-needed = Choose a day after today.
pause-week = 1 week
pause-two-weeks = 2 weeks
pause-month = 4 weeks
pause-until-button = Use this day
pause-set-title = Pause
pause-set = You have a pause. From { $when } I will send something again. Sooner? Type *resume*.
pause-past = That day has gone by. Choose a day after today.
day-off-title = Day off
day-off-set = On { $when } I send you nothing.
stop-title = Stopped
stop-set = I will send you nothing more. Type *resume* if you want to begin again. You can always ask me something.
resume-title = We go on
resume-set = Good. Your next card comes on { $when }.
resume-set-none = Good. Type *tip* if you want something right away.

still-there-title = Shall I do this differently?
still-there-summary = A question from Stapje
still-there = The last cards came at a bad time. That is fine. What would you like?
still-there-go-on = Go on like this
still-there-less = One a week
still-there-pause = Pause for 4 weeks
still-there-stop = Stop
still-there-kept = Good. I will go on like this.
still-there-fewer = Good. You get at most one card a week.

## Settings

settings-title = Settings
settings-summary = Your settings
settings-days = On which days do you want cards?
settings-window = When on those days?
settings-window-start = Start of the day (8:30 – 10:00)
settings-window-morning = Morning (9:30 – 11:30)
settings-window-noon = After lunch (13:00 – 14:30)
settings-window-end = End of the day (15:30 – 17:00)
settings-window-own = { $from } – { $to }
settings-per-week = How many cards a week?
settings-per-week-option = { $count ->
    [one] At most 1
   *[other] At most { $count }
 }
settings-most = Your organisation chose at most { $count } a week.
settings-language = In which language?
settings-days-needed = Choose at least one day. No cards at all? Choose Stop.
settings-days-needed-type = Choose at least one day. Do you want no cards? Type stop in the chat.
settings-save = Save
settings-pause = Pause
settings-stop = Stop
settings-open = In a window
settings-until = A pause? Then I start again on
settings-resume = Resume
settings-saved-title = Saved
settings-saved = You get at most { $count ->
    [one] 1 card
   *[other] { $count } cards
 } a week, on { $days }, between { $from } and { $to }.
settings-paused = You have a pause until { $when }.
settings-stopped-type = You have stopped. Type *resume* to begin again.
settings-stopped = You have stopped. Choose Resume to begin again.
language-title = Language
language-choose = In which language shall we go on?
language-set = We go on in English.

## My data

data-title = Your data
data-summary = What Stapje keeps of you
data-private = This is what I keep of you. I show it to nobody else. Not to your manager and not to your colleagues.
data-since = Since
data-language = Language
data-rhythm = Cards
data-tips = Tips that you saw
data-level-starter = Still at the start
data-level-basis = Going well
data-level-gevorderd = Going very well
data-guess = The level is my guess. Is it wrong? Answer the opening questions again.
data-terms = Your answers go by themselves after some time. Then only numbers are left, without names.
data-show = Show everything
data-save = Save as a file
data-file-name = stapje-my-data.txt
data-file-about = Everything that Stapje keeps of you. The file goes into your own OneDrive.
data-file-saved = Your data is in your OneDrive
data-file-raw = Everything as it is stored:
data-file-failed-title = That did not work
data-file-failed = The file could not be saved. Try again later, or choose *Show everything*.
data-correct = My level is wrong
data-erase = Erase everything
data-all-title = Everything that I keep of you
data-nothing = There is nothing to show yet.
data-gone = a tip that is no longer there ({ $tip })
data-shown = received
data-right = right
data-wrong = not right
data-older = There are { $count } older lines. Choose *Save as a file* to get everything.
data-erase-title = Do you want to erase everything?
data-erase-what = I will then erase your settings, your answers and what I think of your level. There is no way back. You get no more cards.
data-erase-chat = The messages in this chat are in Teams. I cannot erase those.
data-erase-yes = Yes, erase everything
data-erase-no = No, keep it
data-erased-title = Everything is erased
data-erased = On { $when } there { $rows ->
    [one] was 1 line
   *[other] were { $rows } lines
 } about you in my records. Now there are 0.
data-erased-after = I send you nothing more. If you type something again, we start anew. A backup of the organisation may exist for a while.

## For managers

talk-for = Two minutes of your team meeting
talk-summary = For your team meeting: { $title }
talk-ask = **Ask your team.** { $question }
talk-why = You get this once a month because you lead a team. I do not ask how it went, and I keep nothing about your team.
talk-done = I will bring it up
talk-skip = Not this time
talk-after-done = Good. Next month there is a new point.
talk-after-skip = Fine. Next month there is another point.

## In a channel of a team

post-title = Tip of the week
post-summary = Tip of the week: { $title }
team-hello = In this team I post tips about Microsoft 365. Use what helps you.
team-hello-none = The plan has no tip for this team yet. Your adoption team can arrange that.
team-private = { $who } decides what I post here. I do not read along, and I remember nothing about who works here.
team-own-chat = Would you like tips at a moment of your own? Find *Stapje* among the apps in Teams. Nobody reads along in that chat.
team-not-here-title = Better not here
team-not-here = In a channel everybody reads along. So I do not answer here.

## When something is not possible

old-card = This card is no longer valid. Type *help* to see what you can do.
old-card-title = This card has expired
unread = I did not understand that. Try again, or type *help*.
continue-in-chat = Something went wrong on my side. Please try again in a moment.

## In another chat: finding and sharing tips

share-from = A tip from Stapje · { $organisation }
share-preview = { $topic } · { $seconds } seconds to read
share-none = I have no tip about this yet. Try another word.

## Days and months

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
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
date = { $weekday } { $day } { $month }
and = { $first } and { $last }
