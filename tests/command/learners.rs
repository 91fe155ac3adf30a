//! `stapje simulate --learners`: the estimate of ability against baselines, on a file of answers.

use std::fmt::Write as _;

use tempfile::TempDir;

use super::run;

/// A number between 0 and 1 that looks like chance and is always the same.
fn share(seed: u64) -> f64 {
    let mixed = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    f64::from(u32::try_from((mixed ^ (mixed >> 32)) & 0xffff_ffff).unwrap()) / 4_294_967_296.0
}

/// 150 people of different skill answer 30 questions of different difficulty: item, skill, right.
fn answers(person: u64) -> Vec<(u64, u64, u8)> {
    let level = 4.0 * share(person) - 2.0;
    let answer = |item: u64| {
        let difficulty = 4.0 * share(1_000 + item) - 2.0;
        let chance = 1.0 / (1.0 + (2.0 * (difficulty - level)).exp());
        (item, item % 5, u8::from(share(person * 31 + item + 10_000) < chance))
    };
    (0..30).map(answer).collect()
}

/// The AUC in the first table, by the model's name.
fn auc(out: &str, model: &str) -> f64 {
    let row = out.lines().find(|line| line.starts_with(&format!("| {model} |"))).expect("a row");
    let cell = row.split('|').nth(2).expect("a cell").trim();
    cell.split(' ').next().unwrap().parse().expect("a number")
}

#[test]
fn both_kinds_of_file_are_read_and_whoever_knows_the_person_predicts_better() {
    let folder = TempDir::new().unwrap();
    let (mut columns, mut groups) = ("right,person,item,skill\n".to_owned(), String::new());
    for person in 0..150 {
        let all = answers(person);
        for (item, skill, right) in &all {
            writeln!(columns, "{right},p{person},q{item},s{skill}").unwrap();
        }
        let line = |of: &dyn Fn(&(u64, u64, u8)) -> u64| {
            all.iter().map(|one| of(one).to_string()).collect::<Vec<_>>().join(",")
        };
        let (items, skills) = (line(&|one| one.0), line(&|one| one.1));
        let rights = line(&|one| u64::from(one.2));
        writeln!(groups, "30,{person}\n{items}\n{skills}\n{rights}").unwrap();
    }
    let mut tables = Vec::new();
    for (name, text) in [("columns.csv", columns), ("groups.csv", groups)] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let ran = run(&["simulate", "--learners", path.to_str().unwrap()]);
        assert!(ran.ok, "{}", ran.errors);
        assert!(ran.out.starts_with("150 people, 4500 answers to 30 items"), "{}", ran.out);
        tables.push(ran.out);
    }
    assert_eq!(tables[0], tables[1], "the same answers");
    let (item, person) = ("mean of the item", "mean of the person so far");
    let (item, person) = (auc(&tables[0], item), auc(&tables[0], person));
    let stapje = auc(&tables[0], "Stapje");
    assert!(stapje > item + 0.05 && stapje > person + 0.05, "{}", tables[0]);
}

#[test]
fn a_file_that_is_something_else_is_told_with_its_line() {
    let folder = TempDir::new().unwrap();
    for (text, told) in [
        ("person,item,skill,right\na,b,c,2\n", "file.csv:2: \"2\" is neither 1 nor 0"),
        ("person,item,right\na,b,1\n", "file.csv:1: there is no column \"skill\""),
        ("3,1\n1,2,3\n1,1\n0,1,1\n", "file.csv:1: as many items"),
        ("3,1\n1,2,3\n", "file.csv:1: the last person has no four lines"),
        ("", "there is nobody in"),
    ] {
        let path = folder.path().join("file.csv");
        std::fs::write(&path, text).unwrap();
        let ran = run(&["simulate", "--learners", path.to_str().unwrap()]);
        assert!(!ran.ok && ran.errors.contains(told), "{told}: {}", ran.errors);
    }
    let ran = run(&["simulate", "--learners", "not-there.csv"]);
    assert!(!ran.ok && ran.errors.contains("cannot read not-there.csv"), "{}", ran.errors);
}
