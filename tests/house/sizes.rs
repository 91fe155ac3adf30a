//! A file is something that one reads in one sitting.

use super::files;

/// No file is longer. This may be lowered, never raised.
const LONGEST: usize = 550;
/// Longer than this is worth a thought: could it be two?
const LONG: usize = 300;

#[test]
fn no_file_is_too_long_to_read() {
    let mut too_long = Vec::new();
    for file in files("src", ".rs") {
        let lines = file.text.lines().count();
        if lines > LONG {
            println!("{:4} {}", lines, file.path);
        }
        if lines > LONGEST {
            too_long.push(format!("{} has {lines} lines, at most {LONGEST}", file.path));
        }
    }
    assert!(too_long.is_empty(), "{}", too_long.join("\n"));
}
