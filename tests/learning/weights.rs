//! Each kind of answer has its own weight: what somebody says that they did counts for more than what
//! they find of a tip.

use jiff::Timestamp;
use stapje::learning::{
    Ability, Answer, Area, Can, Did, Difficulty, Event, Form, Level, Path, Report, observe,
};

use super::edition_library;

const AREA: Area = Area::Content;

fn item() -> Difficulty {
    Difficulty::of(Level::Basis)
}

/// How far an answer of somebody of whom nothing is known moves what is believed of that area, and
/// the standard deviation that is left.
fn weight(answer: impl Fn(&mut Ability)) -> (f64, f64) {
    let mut ability = Ability::default();
    let before = ability.in_area(AREA).0;
    answer(&mut ability);
    let (after, variance) = ability.in_area(AREA);
    (after - before, variance.sqrt())
}

fn answered(right: bool, guess: f64) -> (f64, f64) {
    weight(|ability| {
        let _ = ability.answer(AREA, item(), Answer { right, guess });
    })
}

fn reported(report: Report) -> (f64, f64) {
    weight(|ability| ability.report(AREA, item(), report))
}

fn did(managed: bool) -> (f64, f64) {
    weight(|ability| ability.deed(AREA, item(), managed))
}

fn checked(can: Can) -> (f64, f64) {
    weight(|ability| ability.level_check(AREA, item(), can))
}

/// The table in docs/EVIDENCE.md.
fn table() -> String {
    let line =
        |name: &str, (moved, left): (f64, f64)| format!("| {name} | {moved:+.2} | {left:.2} |\n");
    [
        line("question, right (three options)", answered(true, 1.0 / 3.0)),
        line("question, wrong", answered(false, 1.0 / 3.0)),
        line("question, \"weet ik niet\"", answered(false, 0.0)),
        line("doing question, \"ja\"", did(true)),
        line("doing question, \"lukt niet\"", did(false)),
        line("tip, \"te makkelijk\" (\"wist ik al\")", reported(Report::TooEasy)),
        line("tip, \"gedaan\"", reported(Report::Fine)),
        line("tip, \"te moeilijk\"", reported(Report::TooHard)),
        line("level check, \"lukt me\"", checked(Can::Yes)),
        line("level check, \"met hulp\"", checked(Can::WithHelp)),
        line("level check, \"nog niet\"", checked(Can::NotYet)),
        line("level check, \"ken ik niet\"", checked(Can::Unknown)),
    ]
    .concat()
}

#[test]
fn the_report_tells_what_each_answer_weighs() {
    let report = include_str!("../../docs/EVIDENCE.md");
    assert!(report.contains(&table()), "docs/EVIDENCE.md should say\n{}", table());
}

#[test]
fn a_doing_answer_is_taken_for_what_it_is() {
    let library = edition_library();
    let basis = library.items().iter().find(|item| item.level == Level::Basis).unwrap();
    let now: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
    let after = |event: &dyn Fn(String) -> Event| {
        let mut path = Path::default();
        let shown = Event::Shown { item: basis.id.clone(), form: Form::Doing };
        observe(&mut path, &library, &shown, now);
        observe(&mut path, &library, &event(basis.id.clone()), now);
        path.ability.in_area(basis.area).0
    };
    let doing = |did: Did| after(&move |item| Event::Did { item, did });
    let cannot = doing(Did::Cannot);
    assert!(cannot < after(&|item| Event::TooHard { item }), "{cannot}");
    assert!(doing(Did::Yes) > after(&|item| Event::Tried { item }));
    let untouched = after(&|item| Event::Later { item });
    assert!((doing(Did::NotYet) - untouched).abs() < 1e-12, "not yet says nothing of skill");
}
