//! From a copy to a chat: a champion writes a tip, and a colleague gets it. What the programs say
//! on the way stands in `docs/PUBLISHING.md`; `UPDATE_DOCS=1` writes it again.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use stapje::bot_framework::card::Card;
use stapje::local_channel::{Author, Person};
use tempfile::TempDir;

use super::content::{change, copy};
use super::serve::{Running, sanne, with_a_channel};
use super::{Ran, stapje};
use crate::house::project;

const PAGE: &str = "docs/PUBLISHING.md";
const ID: &str = "sharing-tell-end-date";
const LIMIT: Duration = Duration::from_mins(1);

const DUTCH: &str = "\
# Zeg erbij tot wanneer een link werkt

Stuur je een link met een einddatum? Zet die datum dan in je bericht. De ander weet zo hoe lang het stuk open blijft! Wie later meedoet, vraagt op tijd om een nieuwe link.

Probeer het: Noem de einddatum in je volgende bericht met een link. [Open meteen je eigen OneDrive](https://onedrive.cloud.microsoft/)

## Een wijkteam leest tot vrijdag mee met jouw plan. Wat zet je in de mail?

- [ ] Alleen de link: de einddatum is al ingesteld
  De link stopt inderdaad vanzelf. Maar het wijkteam weet dat niet.
- [x] De link, en dat die tot vrijdag werkt
  Ja. Zo weet het team hoeveel tijd er is.
- [ ] De link, met de vraag om snel te lezen
  Snel is voor iedereen anders. Een datum is duidelijk.
";

const ENGLISH: &str = "\
# Say until when a link works

Sending a link with an end date? Put that date in your message. The other person then knows how long the document stays open. Whoever joins later asks for a new link in time.

Try it: Name the end date in your next message with a link. [Open OneDrive](https://onedrive.cloud.microsoft/)

## A neighbourhood team reads along with your plan until Friday. What do you put in the mail?

- [ ] Only the link: the end date is set already
  The link does stop by itself. But the team does not know that.
- [x] The link, and that it works until Friday
  Yes. Now the team knows how much time there is.
- [ ] The link, with the request to read it soon
  Soon means something else to everybody. A date is clear.
";

/// A champion's desk: a folder with content, a database, and all that was said.
struct Desk {
    folder: TempDir,
    content: TempDir,
    told: String,
}

impl Desk {
    fn new() -> Desk {
        let (folder, content) = (TempDir::new().unwrap(), copy());
        Desk { folder, content, told: String::new() }
    }

    fn tip(&self, language: &str, id: &str) -> std::path::PathBuf {
        self.content.path().join(format!("{language}/tips/sharing/{id}.md"))
    }

    /// Runs a command of the program in the folder above the content, and writes it down.
    fn runs(&mut self, line: &str) -> Ran {
        let ran = self.runs_quietly(line);
        let written =
            format!("$ {}\n{}{}", line.replace(self.name(), "content"), ran.out, ran.errors);
        self.told += &block(&written);
        ran
    }

    fn runs_quietly(&self, line: &str) -> Ran {
        // Only the note has spaces, and it comes last.
        let (words, note) = line.split_once(" --note ").unwrap_or((line, ""));
        let mut arguments: Vec<&str> = words.split(' ').skip(1).collect();
        if !note.is_empty() {
            arguments.extend(["--note", note.trim_matches('"')]);
        }
        let mut command = stapje(&arguments);
        let database = format!("sqlite:{}/stapje.db", self.folder.path().display());
        command.env("STAPJE_DATABASE", database).current_dir(self.content.path().parent().unwrap());
        Ran::from(command.output().expect("the program starts"))
    }

    fn name(&self) -> &str {
        self.content.path().file_name().unwrap().to_str().unwrap()
    }

    fn says(&mut self, words: &str) {
        self.told += &format!("{words}\n\n");
    }

    /// The champion copies a tip of the library, and writes another one in the copy.
    fn writes_a_tip(&self) {
        for (language, text) in [("nl", DUTCH), ("en", ENGLISH)] {
            let copied = fs::read_to_string(self.tip(language, "sharing-expiry-date")).unwrap();
            let head = copied.split_inclusive("---\n").take(2).collect::<String>();
            let head = head.replace("[sharing-outside-by-name]", "[sharing-expiry-date]");
            fs::write(self.tip(language, ID), format!("{head}\n{text}")).unwrap();
        }
        change(&self.tip("nl", ID), "level:", "levle:");
    }
}

fn block(text: &str) -> String {
    format!("```text\n{}\n```\n\n", text.trim_end())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_goes_from_a_copy_to_a_chat() {
    let mut desk = Desk::new();
    let content = desk.name().to_owned();
    desk.runs_quietly(&format!("stapje content publish {content} --note \"the library\""));
    let (channel, command) = with_a_channel(&desk.folder).await;
    let server = Running::start(command);
    channel.connect(&format!("http://{}/api/messages", server.address));
    let before = ready(&server).await;

    desk.says(
        "What follows was printed by the program; a test plays it again. A server runs, with the\n\
         library as version 1. A champion copies `sharing-expiry-date.md` to\n\
         `sharing-tell-end-date.md` in both languages, writes another tip in it, and checks:",
    );
    desk.writes_a_tip();
    let ran = desk.runs(&format!("stapje content check {content}"));
    assert!(!ran.ok && ran.out.contains("2 errors, 1 warning:"), "{ran:?}");
    desk.says("A slip in a key, a raised voice, and a button for a wide screen. Mended:");
    let tip = desk.tip("nl", ID);
    change(&tip, "levle:", "level:");
    change(&tip, "open blijft!", "open blijft.");
    change(&tip, "[Open meteen je eigen OneDrive]", "[Open OneDrive]");
    let ran = desk.runs(&format!("stapje content check {content}"));
    assert!(ran.ok && ran.out.contains("157 tips in 2 languages; 0 warnings"), "{ran:?}");

    desk.says(
        "`stapje content preview content` shows its cards in a browser. The first one, as text:",
    );
    let card = previewed(&desk).await;
    desk.told += &block(&card);
    assert!(card.contains("Probeer het nu.") && card.contains("Open OneDrive"), "{card}");

    desk.says("It goes live:");
    desk.runs(&format!("stapje content diff {content}"));
    let ran =
        desk.runs(&format!("stapje content publish {content} --note \"until when a link works\""));
    assert!(ran.ok, "{ran:?}");
    until("the new version is live", async || ready(&server).await["content"] != before["content"])
        .await;
    desk.says("Within seconds, and without a restart, a colleague who looks for it gets it:");
    let card = received(&sanne(&channel)).await;
    desk.told += &block(&card);
    assert!(card.contains("Zeg erbij tot wanneer een link werkt"), "{card}");
    assert_eq!(channel.complaints(), Vec::<String>::new());

    desk.says("A slip does not get that far. What is live stays live:");
    change(&tip, "level: basis", "level: beginner");
    let live = ready(&server).await;
    let ran = desk.runs(&format!("stapje content publish {content} --note \"in a hurry\""));
    assert!(!ran.ok, "{ran:?}");
    assert_eq!(ready(&server).await["content"], live["content"]);

    refused_in_a_folder(&mut desk).await;
    written_down(&desk.told);
}

/// A server that looks at the folder itself says in its log and on its health page why what is
/// new there is not live.
async fn refused_in_a_folder(desk: &mut Desk) {
    let tip = desk.tip("nl", ID);
    change(&tip, "level: beginner", "level: basis");
    let folder = TempDir::new().unwrap();
    let (_channel, mut command) = with_a_channel(&folder).await;
    command.env("STAPJE_CONTENT", desk.content.path());
    let server = Running::start(command);
    let before = ready(&server).await;
    change(&tip, "level: basis", "level: beginner");
    let refusal = async || {
        let warnings = ready(&server).await["warnings"].clone();
        let about = |it: &&serde_json::Value| it.to_string().contains("newer content");
        warnings.as_array()?.iter().find(about)?.as_str().map(str::to_owned)
    };
    until("the refusal is told", async || refusal().await.is_some()).await;
    assert_eq!(ready(&server).await["content"], before["content"], "what is live stays live");
    desk.says(
        "A server with `content` in its settings looks at the folder itself. It says the same in\n\
         its log, and in `warnings` on `/ready`:",
    );
    let told = refusal().await.unwrap();
    assert!(told.contains(&format!("{ID}.md:4:8: error [unreadable]")), "{told}");
    assert!(server.log().contains("the content stays as it was"), "{}", server.log());
    desk.told += &block(&told);
    change(&tip, "level: beginner", "level: basis");
    until("it is mended", async || refusal().await.is_none()).await;
    desk.says("Mended, the line is gone within ten seconds.");
}

/// What `/ready` says.
async fn ready(server: &Running) -> serde_json::Value {
    let http = stapje::bot_framework::http_client(stapje::USER_AGENT).unwrap();
    let answer = http.get(format!("http://{}/ready", server.address)).send().await.unwrap();
    answer.json().await.unwrap()
}

/// Asks again and again until it is so.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let asked = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, asked).await.unwrap_or_else(|_| panic!("{what}: in vain"));
}

/// The card of the new tip on the page of the preview.
async fn previewed(desk: &Desk) -> String {
    struct Preview(Child);
    impl Drop for Preview {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
    let arguments = ["content", "preview", desk.content.path().to_str().unwrap(), "--port", "0"];
    let mut process = stapje(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let _preview = Preview(process);
    let address = line.split_whitespace().find(|word| word.starts_with("http://")).expect(&line);
    let http = stapje::bot_framework::http_client(stapje::USER_AGENT).unwrap();
    let page = http.get(format!("{address}?topic=sharing&language=nl")).send().await.unwrap();
    let page = page.text().await.unwrap();
    let label = "aria-label=\"Tip: Zeg erbij tot wanneer een link werkt\"";
    let (_, rest) = page.split_once(label).expect("the card");
    let (_, rest) = rest.split_once("</p>").expect("its name");
    shown(rest.split_once("</section>").expect("its end").0)
}

/// The words of HTML, a line for each part.
fn shown(html: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for part in html.split('<') {
        let (tag, words) = part.split_once('>').unwrap_or(("", part));
        let is_within = ["strong", "em", "a", "span"]
            .iter()
            .any(|name| tag.trim_start_matches('/').split(' ').next() == Some(name));
        match lines.last_mut() {
            Some(line) if is_within => line.push_str(words),
            _ => lines.push(words.to_owned()),
        }
    }
    let lines = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n").replace("&#39;", "'").replace("&amp;", "&")
}

/// Sanne looks for the tip; what she and Stapje say to each other.
async fn received(person: &Person) -> String {
    let title = "Zeg erbij tot wanneer een link werkt";
    let cards = || -> Vec<String> {
        let messages = person.messages().into_iter();
        let cards = messages.filter(|message| message.author == Author::Bot);
        cards.filter_map(|it| Some(Card::read(it.card.as_ref()?).expect("a card").text())).collect()
    };
    person.installs().await.unwrap();
    until("the welcome", async || !cards().is_empty()).await;
    let known = cards().len();
    person.says("tot wanneer werkt een link").await.unwrap();
    until("what was found", async || cards().len() > known).await;
    let found = cards().pop().unwrap();
    let number = found.lines().find(|line| line.ends_with(title)).expect(&found);
    let button = format!("Toon {}", number.split('.').next().unwrap());
    let known = cards().len();
    person.taps(&button, &[]).await.unwrap();
    until("the tip", async || cards().len() > known).await;
    let tip = cards().pop().unwrap();
    let indented = |card: &str| format!("  | {}\n", card.trim_end().replace('\n', "\n  | "));
    format!(
        "Sanne types: tot wanneer werkt een link\n\nStapje → Sanne\n{}\nSanne presses [{button}]\n\n\
         Stapje → Sanne\n{}",
        indented(&found),
        indented(&tip)
    )
}

fn written_down(told: &str) {
    let place = Path::new(&project()).join(PAGE);
    let page = fs::read_to_string(&place).expect("the page");
    let mark = "<!-- transcript -->\n";
    let (head, rest) = page.split_once(mark).expect("a mark");
    let (old, tail) = rest.split_once(mark).expect("a second mark");
    let new = format!("{}\n", told.trim_end());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&place, format!("{head}{mark}{new}{mark}{tail}")).expect("written");
    } else {
        assert!(old == new, "{PAGE} is not true any more; run the tests with UPDATE_DOCS=1\n{new}");
    }
}
