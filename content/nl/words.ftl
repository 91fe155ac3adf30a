# De woorden van Stapje zelf, in het Nederlands (niveau B1, "je").
# Elke regel: naam = tekst. Wat tussen { } staat, vult het programma in; laat dat staan.
# Een vertaling heeft dezelfde namen en dezelfde { }.

## Welkom

welcome-title = Hoi, ik ben Stapje
welcome-summary = Stapje: elke week een kleine stap met Microsoft 365
welcome-intro = { $who } heeft mij hier neergezet. Ik stuur je korte tips voor Microsoft 365. Lezen duurt minder dan een minuut. Een paar dagen later vraag ik hoe het ging.
welcome-why = **Waarom?** { $why }
welcome-rhythm = **Hoe vaak?** { $count ->
    [one] Eén kaartje per week
   *[other] Hooguit { $count } kaartjes per week
 }, op jouw dagen. Nooit in je vrije tijd.
welcome-private = **Wie ziet dit?** Ik laat je antwoorden aan niemand anders zien. Niet aan je leidinggevende en niet aan je collega’s.
welcome-stop = **Liever niet?** Typ *stop*. Dan stuur ik niets meer.
welcome-check = Zal ik een paar vragen stellen, zodat de tips bij je passen? Het duurt nog geen twee minuten. Het is geen test.
welcome-start = Stel de vragen
welcome-skip = Sla over
welcome-started = We beginnen met een paar vragen.
welcome-skipped = Prima. We beginnen met iets eenvoudigs. Ik leer vanzelf wat bij je past.
welcome-back-title = Welkom terug
welcome-back = Fijn dat je er weer bent. We gaan verder waar we waren.

## De startvragen

check-title = Wat lukt jou al?
check-summary = Een paar vragen om te beginnen
check-progress = Vraag { $number } van { $total }
check-note = Kies wat het beste past. Elk antwoord is goed.
check-yes = Lukt me
check-with-help = Met hulp
check-not-yet = Nog niet
check-unknown = Ken ik niet
check-skip = Stop met vragen
check-done-title = Dank je
check-done = Ik weet nu genoeg om te beginnen. Past een tip niet? Zeg het, dan pas ik hem aan.
check-stopped = Prima, we stoppen met de vragen. Ik gebruik wat je al vertelde.
check-first-tip = Geef me een tip

## Tips

tip-summary = Een tip van Stapje: { $title }
tip-try = **Probeer het nu.** { $text }
tip-why-organisation = **Waarom we dit willen.** { $why }
tip-why-you = **Waarom jij dit krijgt.** { $reason }
tip-done = Gedaan
tip-later = Later
tip-too-easy = Te makkelijk
tip-too-hard = Te moeilijk
tip-not-for-me = Niet voor mij
tip-source = Lees meer
tip-gone = Deze tip is er niet meer. Typ *tip* voor een andere.

after-done = Mooi, dat heb je maar vast gedaan. Over een paar dagen kom ik er nog even op terug.
after-later = Prima. Deze tip komt later terug.
after-too-easy = Dank je. Dan sla ik dit over en zoek ik iets wat je verder brengt.
after-too-hard = Fijn dat je het zegt. De volgende tip wordt makkelijker.
after-too-hard-easier = Fijn dat je het zegt. Ik heb hier ook een makkelijkere tip over.
after-too-hard-help = Fijn dat je het zegt. Op de pagina hieronder staat het stap voor stap. Vraag het ook gerust aan een collega.
after-not-for-me = Duidelijk. Hierover krijg je geen tips meer.
show-easier = Toon de makkelijkere
one-more = Nog eentje?

## Vragen over kennis

question-summary = Een vraag van Stapje
question-title = Even kijken
question-options = Wat kies je?
question-choose = Kies eerst een antwoord, of zeg dat je het niet weet.
question-answer = Kijk na
question-dont-know = Weet ik niet
question-right = ✓ Dat klopt
question-wrong = Net anders
question-unknown = Goed dat je het zegt
question-you-chose = Jij koos: { $choice }
question-right-was = Dit werkt het beste: { $choice }
question-known-before = Dit wist je al. Dan hoef ik het je niet uit te leggen.
question-the-tip = De tip die hierbij hoort:

## Vragen over doen

doing-summary = Een vraag van Stapje
doing-title = Hoe gaat het hiermee?
doing-about = Een tijdje terug kreeg je de tip *{ $title }*.
doing-yes = Ja
doing-not-yet = Nog niet
doing-cannot = Lukt niet
doing-not-for-me = Niet voor mij
did-yes = Goed bezig. Dit laat ik nu met rust.
did-not-yet = Geen probleem. Ik kom er later op terug.
did-cannot = Dat kan gebeuren. Hier is dezelfde tip nog een keer, met de uitleg erbij.
did-cannot-easier = Dat kan gebeuren. Hier is het in kleinere stappen.

## Redenen

reason-easy-start = Een eenvoudig begin over { $topic }.
reason-fits = Dit past bij wat je tot nu toe liet weten over { $topic }.
reason-step-up = Het vorige lukte. Dit is een stap verder met { $topic }.
reason-easier = De vorige was te moeilijk. Deze is makkelijker.
reason-follows = Dit bouwt voort op de tip *{ $title }*.
reason-may-know = Misschien weet je dit al. Dan gaan we meteen verder.
reason-onward = Dat wist je al, dus kijken we meteen verder: { $topic }.
reason-campaign = Hier werkt je organisatie nu aan: { $topic }.
reason-newcomer = Je bent hier nieuw. Dit helpt je op weg met { $topic }.
reason-not-yet = Dit kreeg je nog niet van mij: een tip over { $topic }.
reason-variety = Even iets anders: { $topic }.
reason-asked-later = Je vroeg { $when } om deze tip later nog eens te krijgen.
reason-second-look = Dit was { $when } nog lastig. Nog een keer kijken helpt.
reason-tried = Je hebt dit { $when } gedaan. Even kijken of het nog lukt.
reason-answered = Je antwoordde dit { $when } goed. Even kijken of je het nog weet.
reason-seen = Je zag dit { $when }. Na een tijdje zakt zoiets weg.
reason-asked = Je vroeg hier zelf om.
days-ago = { $days ->
    [0] vandaag
    [1] gisteren
   *[other] { $days } dagen geleden
 }

## Antwoorden op wat je typt

hello = Hoi! Typ *tip* voor een tip, of *help* om te zien wat ik kan.
hello-title = Hoi
help-title = Dit kun je typen
help-summary = Wat je tegen Stapje kunt zeggen
help-tip = **tip** · een tip, of *tip over agenda*
help-question = **vraag** · een vraag over een eerdere tip
help-progress = **voortgang** · wat je al deed
help-settings = **instellingen** · dagen, tijd, taal
help-pause = **pauze** · of *pauze tot 1 mei*
help-day-off = **vrij op 24 december** · die dag stuur ik niets
help-resume = **verder** · weer beginnen na een pauze of stop
help-stop = **stop** · ik stuur niets meer
help-why = **waarom** · waarom je dit krijgt
help-data = **mijn gegevens** · wat ik van je bewaar; bekijken of wissen
help-who = **wie ben je** · over mij
help-search = Iets anders typen mag ook. Dan zoek ik er een tip bij.
help-not-found = Hierover heb ik nog geen tip. Dit kun je mij wel vragen:
who-title = Over Stapje
who-text = Ik ben een programma, geen mens. { $who } heeft mij hier neergezet.
who-keeps = Ik onthoud welke tips je zag, wat je antwoordde en wanneer je tips wilt. Meer niet.
who-private = Dat laat ik aan niemand anders zien. Leidinggevenden zien nooit wie wat antwoordde.
who-stop = Typ *stop* en ik stuur niets meer.
thanks = Graag gedaan. Typ *tip* als je meer wilt.
thanks-title = Graag gedaan
why-title = Waarom je dit krijgt
why-last = **Waarom je de laatste kaart kreeg.** { $reason }
why-nudge-waits = **Je kaartje van { $when }** staat klaar en komt zo.
why-nudge-lapsed = **Je kaartje van { $when }** kon ik niet op tijd sturen. Ik stuur het niet alsnog.
why-nudge-failed = **Je kaartje van { $when }** kwam niet aan. Dat lag niet aan jou.
why-skipped = **Waarom er { $when } niets kwam.** { $reason }
why-not-today = **Waarom er vandaag niets meer komt.** { $reason }
why-next = Je volgende kaartje komt { $when }.
why-no-next = Er staat geen kaartje klaar. Typ *tip* als je er een wilt.
no-nudge-stopped = Je zei dat ik moest stoppen.
no-nudge-no-days = Je hebt geen dagen gekozen.
no-nudge-silent = Ik vroeg of ik door zal gaan, en wacht op jouw antwoord.
no-nudge-paused = Je hebt pauze.
no-nudge-not-your-day = Dit is niet een van jouw dagen.
no-nudge-day-off = Dit is een vrije dag.
no-nudge-too-soon = Tussen twee kaartjes zitten altijd minstens twee dagen.
no-nudge-backed-off = Op een paar van de laatste kaartjes heb je niet gereageerd. Daarom laat ik er meer tijd tussen.
no-nudge-week-is-full = Voor deze week heb je je kaartjes gehad.
no-nudge-window-over = De tijd die jij koos is voorbij.
no-nudge-nothing-fits = Ik had niets dat nu bij jou past.
no-nudge-enough-minutes = Nog een kaartje kost meer tijd dan we per week hebben beloofd.
no-nudge-failed = Er ging iets mis bij mij.
why-organisation = **Waarom { $organisation } dit doet.** { $why }

search-title = Bedoel je dit?
search-summary = Tips die passen bij je vraag
search-one = Ik denk dat deze tip past: **{ $title }**.
search-some = Deze tips passen bij wat je typt:
search-item = { $number }. { $title }
search-show = Laat zien
search-show-number = Toon { $number }

no-tip-title = Je bent bij
no-tip = Er ligt nu geen nieuwe tip voor je klaar. Typ *vraag* om iets te herhalen.
no-question = Er is nog niets om te vragen. Typ *tip* voor een tip.

progress-title = Jouw stappen
progress-summary = Jouw stappen tot nu toe
progress-none = Je hebt nog geen tips gehad. Typ *tip* om te beginnen.
progress-tips = Tips gezien
progress-tried = Zelf gedaan
progress-done = Gewoontes die lukken
progress-topics = Onderwerpen tot nu toe: { $topics }.
progress-private = Dit laat ik aan niemand anders zien.
progress-next = Je volgende kaartje komt { $when }.
progress-no-next = Er staat nu geen kaartje gepland.

## Pauze, stop en verder

pause-title = Tot wanneer wil je pauze?
pause-summary = Pauze
pause-date = Ik stuur weer iets vanaf
pause-date-needed = Kies een dag na vandaag.
pause-week = 1 week
pause-two-weeks = 2 weken
pause-month = 4 weken
pause-until-button = Kies deze dag
pause-set-title = Pauze
pause-set = Je hebt pauze. Vanaf { $when } stuur ik weer iets. Eerder verder? Typ *verder*.
pause-past = Die dag is al geweest. Kies een dag na vandaag.
day-off-title = Vrij
day-off-set = Op { $when } stuur ik je niets.
stop-title = Gestopt
stop-set = Ik stuur je niets meer. Typ *verder* als je weer wilt beginnen. Vragen mag altijd.
resume-title = We gaan verder
resume-set = Fijn. Je volgende kaartje komt { $when }.
resume-set-none = Fijn. Typ *tip* als je meteen iets wilt.

still-there-title = Zal ik het anders doen?
still-there-summary = Een vraag van Stapje
still-there = De laatste kaartjes kwamen niet goed uit. Dat geeft niet. Wat wil je?
still-there-go-on = Zo doorgaan
still-there-less = Eén per week
still-there-pause = 4 weken pauze
still-there-stop = Stoppen
still-there-kept = Goed. Ik ga zo door.
still-there-fewer = Goed. Je krijgt hooguit één kaartje per week.

## Instellingen

settings-title = Instellingen
settings-summary = Jouw instellingen
settings-days = Op welke dagen wil je kaartjes?
settings-window = Wanneer op die dagen?
settings-window-start = Begin van de dag (8.30 – 10.00 uur)
settings-window-morning = Ochtend (9.30 – 11.30 uur)
settings-window-noon = Na de lunch (13.00 – 14.30 uur)
settings-window-end = Eind van de dag (15.30 – 17.00 uur)
settings-window-own = { $from } – { $to } uur
settings-per-week = Hoeveel kaartjes per week?
settings-per-week-option = { $count ->
    [one] Hooguit 1
   *[other] Hooguit { $count }
 }
settings-most = Je organisatie koos voor hooguit { $count } per week.
settings-language = In welke taal?
settings-days-needed = Kies minstens één dag. Wil je geen kaartjes? Kies dan Stop.
settings-days-needed-type = Kies minstens één dag. Wil je geen kaartjes? Typ stop in de chat.
settings-save = Bewaar
settings-pause = Pauze
settings-stop = Stop
settings-resume = Verder
settings-open = In een venster
settings-until = Pauze? Dan stuur ik weer iets vanaf
settings-saved-title = Bewaard
settings-saved = Je krijgt hooguit { $count ->
    [one] 1 kaartje
   *[other] { $count } kaartjes
 } per week, op { $days }, tussen { $from } en { $to } uur.
settings-paused = Je hebt pauze tot { $when }.
settings-stopped-type = Je bent gestopt. Typ *verder* om weer te beginnen.
settings-stopped = Je bent gestopt. Kies Verder om weer te beginnen.
language-title = Taal
language-choose = In welke taal wil je verder?
language-set = We gaan verder in het Nederlands.

## Mijn gegevens

data-title = Jouw gegevens
data-summary = Wat Stapje van je bewaart
data-private = Dit bewaar ik van jou. Ik laat het aan niemand anders zien. Niet aan je leidinggevende en niet aan je collega’s.
data-since = Sinds
data-language = Taal
data-rhythm = Kaartjes
data-tips = Tips die je zag
data-level-starter = Nog aan het begin
data-level-basis = Gaat al goed
data-level-gevorderd = Gaat heel goed
data-guess = Het niveau is mijn schatting. Klopt het niet? Beantwoord de startvragen opnieuw.
data-terms = Je antwoorden gaan na een tijd vanzelf weg. Dan blijven alleen aantallen over, zonder namen.
data-show = Laat alles zien
data-save = Bewaar als bestand
data-file-name = stapje-mijn-gegevens.txt
data-file-about = Alles wat Stapje van je bewaart. Het bestand komt in je eigen OneDrive.
data-file-saved = Je gegevens staan in je OneDrive
data-file-raw = Alles zoals het is opgeslagen:
data-file-failed-title = Dat lukte niet
data-file-failed = Het bestand kon niet worden bewaard. Probeer het later nog een keer, of kies *Laat alles zien*.
data-correct = Mijn niveau klopt niet
data-erase = Wis alles
data-all-title = Alles wat ik van je bewaar
data-nothing = Er is nog niets om te laten zien.
data-gone = een tip die er niet meer is ({ $tip })
data-shown = gekregen
data-right = goed
data-wrong = anders
data-older = Er zijn nog { $count } oudere regels. Kies *Bewaar als bestand* om alles te krijgen.
data-erase-title = Wil je alles wissen?
data-erase-what = Dan wis ik je instellingen, je antwoorden en wat ik over je niveau denk. Dat is niet terug te draaien. Je krijgt geen kaartjes meer.
data-erase-chat = De berichten in deze chat staan in Teams. Die kan ik niet wissen.
data-erase-yes = Ja, wis alles
data-erase-no = Nee, bewaar het
data-erased-title = Alles is gewist
data-erased = Op { $when } stond er { $rows ->
    [one] 1 regel
   *[other] { $rows } regels
 } over jou in mijn administratie. Nu 0.
data-erased-after = Ik stuur je niets meer. Typ je weer iets, dan beginnen we opnieuw. Een reservekopie van de organisatie kan nog een tijdje bestaan.

## Voor leidinggevenden

talk-for = Twee minuten van je teamoverleg
talk-summary = Voor je teamoverleg: { $title }
talk-ask = **Vraag aan je team.** { $question }
talk-why = Je krijgt dit één keer per maand omdat je leiding geeft. Ik vraag niet hoe het ging en houd niets bij over je team.
talk-done = Dit bespreek ik
talk-skip = Past nu niet
talk-after-done = Fijn. Volgende maand krijg je een nieuw punt.
talk-after-skip = Prima. Volgende maand is er een ander punt.

## In een kanaal van een team

post-title = Tip van de week
post-summary = Tip van de week: { $title }
team-hello = In dit team plaats ik tips voor Microsoft 365. Doe ermee wat je handig vindt.
team-hello-none = Voor dit team staat er nog geen tip in het plan. Je adoptieteam kan dat regelen.
team-private = { $who } bepaalt wat ik hier plaats. Ik lees niet mee en onthoud niets over wie hier werkt.
team-own-chat = Liever tips op jouw moment? Zoek *Stapje* bij de apps in Teams. In die chat leest niemand mee.
team-not-here-title = Liever niet hier
team-not-here = In een kanaal leest iedereen mee. Daarom geef ik hier geen antwoord.

## Als iets niet kan

old-card = Deze kaart is niet meer geldig. Typ *help* om te zien wat je kunt doen.
old-card-title = Deze kaart is verlopen
unread = Dit begreep ik niet. Probeer het nog eens, of typ *help*.
continue-in-chat = Dit ging mis bij mij. Probeer het zo nog eens.

## In een ander gesprek: tips zoeken en delen

share-from = Een tip van Stapje · { $organisation }
share-preview = { $topic } · { $seconds } seconden lezen
share-none = Hierover heb ik nog geen tip. Probeer een ander woord.

## Dagen en maanden

weekday-1 = maandag
weekday-2 = dinsdag
weekday-3 = woensdag
weekday-4 = donderdag
weekday-5 = vrijdag
weekday-6 = zaterdag
weekday-7 = zondag
month-1 = januari
month-2 = februari
month-3 = maart
month-4 = april
month-5 = mei
month-6 = juni
month-7 = juli
month-8 = augustus
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december
date = { $weekday } { $day } { $month }
and = { $first } en { $last }
